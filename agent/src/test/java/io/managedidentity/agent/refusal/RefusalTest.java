package io.managedidentity.agent.refusal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Answers as the services give them, each with the sentence that it leads to. */
class RefusalTest {
  private static final String TENANT = "aaaaaaaa-0000-0000-0000-000000000001";
  private static final String OTHER_TENANT = "bbbbbbbb-0000-0000-0000-000000000002";
  private static final String OBJECT = "cccccccc-0000-0000-0000-000000000003";
  private static final String CLIENT = "dddddddd-0000-0000-0000-000000000004";
  private static final String IDENTITY = "identity " + OBJECT + " (client id " + CLIENT + ")";
  private static final String AUDIENCE = "https://right.example";

  private static String token(String audience) {
    String claims =
        ("{'aud':'%s','tid':'%s','oid':'%s','appid':'%s',"
                + "'iss':'https://login.microsoftonline.com/%s/v2.0'}")
            .formatted(audience, TENANT, OBJECT, CLIENT, TENANT)
            .replace('\'', '"');
    Base64.Encoder encoder = Base64.getUrlEncoder().withoutPadding();
    return encoder.encodeToString("{\"alg\":\"RS256\"}".getBytes(StandardCharsets.UTF_8))
        + "."
        + encoder.encodeToString(claims.getBytes(StandardCharsets.UTF_8))
        + ".signature";
  }

  private static RefusedRequest request(String service, boolean isRead) {
    return new RefusedRequest("acct.host.example", "r", service, isRead, false, token(AUDIENCE));
  }

  private static Refusal refusal(int status, String challenge, String body) {
    return Refusal.of(
        request(null, true),
        RefusalAnswer.of(
            status, challenge.isEmpty() ? List.of() : List.of(challenge), null, null, body, 0));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "401 | AKV10022 | AUDIENCE | {\"error\":{\"code\":\"Unauthorized\",\"message\":\"AKV10022: Invalid audience. Expected https://vault.azure.net, found: https://right.example.\"}} | That is the audience of Azure Key Vault, and this host is none of its names",
        "401 | AKV10032 | TENANT | {\"error\":{\"code\":\"Unauthorized\",\"message\":\"AKV10032: Invalid issuer.\"}} | The token is of tenant aaaaaaaa-0000-0000-0000-000000000001, and the service wants one of another tenant or cloud.",
        "401 | AKV10046 | TENANT | {\"error\":{\"code\":\"Unauthorized\",\"message\":\"AKV10046: Unable to resolve the key used for signature validation.\"}} | the token is from another cloud",
        "401 | AKV10000 | REQUEST | {\"error\":{\"code\":\"Unauthorized\",\"message\":\"AKV10000: Request is missing a Bearer or PoP token.\"}} | The service saw no token",
        "403 | ForbiddenByPolicy | ROLE | {\"error\":{\"code\":\"Forbidden\",\"innererror\":{\"code\":\"ForbiddenByPolicy\"}}} | The vault uses access policies: az keyvault set-policy --name acct --object-id cccccccc-0000-0000-0000-000000000003 --secret-permissions get list",
        "403 | ForbiddenByRbac | ROLE | {\"error\":{\"code\":\"Forbidden\",\"innererror\":{\"code\":\"ForbiddenByRbac\"}}} | az role assignment create --assignee-object-id cccccccc-0000-0000-0000-000000000003",
        "403 | ForbiddenByFirewall | NETWORK | {\"error\":{\"code\":\"Forbidden\",\"innererror\":{\"code\":\"ForbiddenByFirewall\"}}} | az keyvault network-rule add --name acct",
        "403 | ForbiddenByConnection | NETWORK | {\"error\":{\"code\":\"Forbidden\",\"innererror\":{\"code\":\"ForbiddenByConnection\"}}} | The vault takes no requests from public networks: use its private endpoint.",
        "403 | AuthorizationPermissionMismatch | ROLE | <Error><Code>AuthorizationPermissionMismatch</Code></Error> | az role assignment create",
        "403 | AuthorizationFailure | NETWORK | <Error><Code>AuthorizationFailure</Code></Error> | az storage account network-rule add --account-name acct",
        "403 | KeyBasedAuthenticationNotPermitted | REQUEST | <Error><Code>KeyBasedAuthenticationNotPermitted</Code></Error> | name what carries it in removeHeaders or removeQuery",
        "401 | NoAuthenticationInformation | REQUEST | <Error><Code>NoAuthenticationInformation</Code></Error> | The service saw no token",
        "409 | PublicAccessNotPermitted | REQUEST | <Error><Code>PublicAccessNotPermitted</Code></Error> | The service saw no token",
        "401 | InvalidAuthenticationInfo | CLOCK | <Error><Code>InvalidAuthenticationInfo</Code><AuthenticationErrorDetail>Lifetime validation failed. The token is expired.</AuthenticationErrorDetail></Error> | not valid at this time by the service's clock",
        "401 | InvalidAuthenticationInfo | AUDIENCE | <Error><Code>InvalidAuthenticationInfo</Code><AuthenticationErrorDetail>Audience validation failed. Audience did not match.</AuthenticationErrorDetail></Error> | the service wants one for another resource: correct \"resource\" in the mapping.",
        "403 | AuthenticationFailed | TENANT | <Error><Code>AuthenticationFailed</Code><AuthenticationErrorDetail>Issuer validation failed. Issuer did not match.</AuthenticationErrorDetail></Error> | another tenant",
        "403 | Forbidden | SERVICE | {\"code\":\"Forbidden\",\"message\":\"Request blocked by Auth acct : The given request [POST /dbs] cannot be authorized by AAD token in data plane.\"} | az cosmosdb sql database create",
        "403 | Forbidden | ROLE | {\"code\":\"Forbidden\",\"message\":\"Request is blocked because principal [x] does not have required RBAC permissions\"} | no role",
        "401 | '' | ROLE | <Error><Detail>Unauthorized access. 'Send' claim(s) are required to perform this operation.</Detail></Error> | no role",
        "401 | '' | AUDIENCE | <Error><Detail>InvalidAudience: The authorization header contains a token with a wrong audience.</Detail></Error> | wants one for another resource",
        "401 | PermissionDenied | ROLE | {\"error\":{\"code\":\"PermissionDenied\",\"message\":\"Principal does not have access to API/Operation.\"}} | no role",
        "400 | BadRequest | SERVICE | {\"error\":{\"code\":\"BadRequest\",\"message\":\"Please provide a custom subdomain for token authentication, otherwise API key is required.\"}} | The service takes tokens only at a custom subdomain: az cognitiveservices account update --resource-group GROUP --name NAME --custom-domain NAME, and let the application use https://NAME.cognitiveservices.azure.com.",
        "403 | AuthenticationTypeDisabled | REQUEST | {\"error\":{\"code\":\"AuthenticationTypeDisabled\"}} | name what carries it",
        "403 | AuthorizationFailed | ROLE | {\"error\":{\"code\":\"AuthorizationFailed\"}} | az role assignment create",
        "403 | LinkedAuthorizationFailed | ROLE | {\"error\":{\"code\":\"LinkedAuthorizationFailed\"}} | az role assignment create",
        "403 | DenyAssignmentAuthorizationFailed | SERVICE | {\"error\":{\"code\":\"DenyAssignmentAuthorizationFailed\"}} | A deny assignment forbids this",
        "401 | InvalidAuthenticationTokenTenant | TENANT | {\"error\":{\"code\":\"InvalidAuthenticationTokenTenant\"}} | The token is of tenant",
        "401 | InvalidAuthenticationTokenAudience | AUDIENCE | {\"error\":{\"code\":\"InvalidAuthenticationTokenAudience\",\"message\":\"It should exactly match with one of the allowed audiences 'https://management.core.windows.net/','https://x'.\"}} | wants one for \"https://management.core.windows.net/\". That is the audience of Azure Resource Manager",
        "401 | ExpiredAuthenticationToken | CLOCK | {\"error\":{\"code\":\"ExpiredAuthenticationToken\"}} | by the service's clock",
        "403 | Authorization_RequestDenied | ROLE | {\"error\":{\"code\":\"Authorization_RequestDenied\"}} | no role",
        "401 | InvalidAuthenticationToken | AUDIENCE | {\"error\":{\"code\":\"InvalidAuthenticationToken\",\"message\":\"Access token validation failure. Invalid audience.\"}} | wants one for another resource",
        "401 | AADSTS700213 | FEDERATION | {\"error\":\"invalid_client\",\"error_description\":\"AADSTS700213: No matching federated identity record found\"} | az ad app federated-credential create",
        "401 | AADSTS70021 | FEDERATION | {\"error\":\"invalid_client\",\"error_description\":\"AADSTS70021: No matching federated identity record found\"} | \"subject\":\"cccccccc-0000-0000-0000-000000000003\"",
        "400 | AADSTS700016 | FEDERATION | {\"error_description\":\"AADSTS700016: Application with identifier was not found\"} | does not have the application",
        "401 | AADSTS7000229 | FEDERATION | AADSTS7000229: missing service principal | az ad sp create --id CLIENT_ID",
        "401 | AADSTS700027 | FEDERATION | AADSTS700027: Client assertion contains an invalid signature | of another cloud or tenant",
        "401 | AADSTS700024 | CLOCK | AADSTS700024: Client assertion is not within its valid time range | compare it with the clock",
        "400 | AADSTS500011 | AUDIENCE | AADSTS500011: The resource principal was not found | no service with the resource or scope",
        "400 | AADSTS90002 | FEDERATION | AADSTS90002: Tenant not found | There is no such tenant: correct it in the application.",
        "400 | AADSTS53003 | FEDERATION | AADSTS53003: Access has been blocked by Conditional Access policies | Conditional Access of the tenant blocks the application: its sign-in log names the policy.",
        "404 | '' | UNKNOWN | text | Compare both answers: send such a request with a token by hand.",
      })
  void tellsTheReasonAndWhatMendsIt(
      int status, String code, RefusalReason reason, String body, String sentence) {
    Refusal refusal = refusal(status, "", body);

    assertEquals(reason, refusal.reason());
    assertEquals(code, refusal.code());
    assertTrue(refusal.advice().contains(sentence), refusal.advice());
  }

  @ParameterizedTest
  @CsvSource({"5300, SERVICE", "5301, ROLE", "5302, ROLE"})
  void readsTheSubstatusOfCosmos(String substatus, RefusalReason reason) {
    Refusal refusal =
        Refusal.of(
            request("cosmos-nosql", false),
            RefusalAnswer.of(403, List.of(), null, substatus, "", 0));

    assertEquals(reason, refusal.reason());
    assertEquals(substatus, refusal.code());
    if (reason == RefusalReason.ROLE) {
      assertEquals(
          "Identity "
              + OBJECT
              + " (client id "
              + CLIENT
              + ") has no role on \"acct.host.example\" that allows this: az cosmosdb sql role"
              + " assignment create --resource-group GROUP --account-name acct --role-definition-id"
              + " 00000000-0000-0000-0000-000000000002 --principal-id "
              + OBJECT
              + " --scope / (a new role counts after some minutes).",
          refusal.advice());
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Bearer authorization_uri=https://login.microsoftonline.com/bbbbbbbb-0000-0000-0000-000000000002/oauth2/authorize resource_id=https://right.example | TENANT | one of tenant bbbbbbbb-0000-0000-0000-000000000002",
        "Bearer authorization_uri=https://login.microsoftonline.com/aaaaaaaa-0000-0000-0000-000000000001/oauth2/authorize resource_id=https://storage.azure.com | AUDIENCE | wants one for \"https://storage.azure.com\". That is the audience of Azure Blob Storage",
        "Bearer authorization_uri=https://login.microsoftonline.com/aaaaaaaa-0000-0000-0000-000000000001/oauth2/authorize resource_id=https://right.example/ | UNKNOWN | Check that this is the audience",
        "Bearer authorization=\"https://login.microsoftonline.com/aaaaaaaa-0000-0000-0000-000000000001\", resource=\"https://vault.azure.net\" | AUDIENCE | That is the audience of Azure Key Vault, and this host is none of its names",
        "Bearer realm=\"\", authorization_uri=\"https://login.microsoftonline.com/common/oauth2/authorize\", client_id=\"x\" | UNKNOWN | Check that this is the audience",
        "Bearer scope=\"api://orders/.default\" | AUDIENCE | wants one for \"api://orders\", which the answer alone says",
        "Bearer resource_id=https://victim.example | AUDIENCE | wants one for \"https://victim.example\", which the answer alone says",
        "Bearer resource_id=https://example | AUDIENCE | which the answer alone says",
        "Bearer resource_id=https://other.host.example/x | AUDIENCE | which the answer alone says",
        "Bearer resource_id=https://acct.host.example.evil.example | AUDIENCE | which the answer alone says",
        "Bearer resource_id=https://ACCT.host.example/api | AUDIENCE | set \"resource\": \"https://ACCT.host.example/api\"",
        "Bearer resource_id=api://acct.host.example | AUDIENCE | set \"resource\": \"api://acct.host.example\"",
        "Bearer resource_id=https://host.example:443/ | AUDIENCE | set \"resource\"",
        "Bearer resource_id=2ff814a6-3304-4ab8-85cb-cd0e6f879c1d | AUDIENCE | That is the audience of Azure Databricks",
        "Bearer error=\"invalid_token\", error_description=\"The access token is from the wrong issuer\" | TENANT | another tenant or cloud",
        "Bearer error=\"invalid_token\", error_description=\"IDX10223: Lifetime validation failed. The token is expired.\" | CLOCK | by the service's clock",
        "Bearer resource=\"not; an audience\" | UNKNOWN | Check that this is the audience",
      })
  void readsChallenges(String challenge, RefusalReason reason, String sentence) {
    Refusal refusal = refusal(401, challenge, "");

    assertEquals(reason, refusal.reason(), challenge);
    assertTrue(refusal.advice().contains(sentence), refusal.advice());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "storage-blob | true | --role \"Storage Blob Data Reader\" --scope RESOURCE_ID",
        "storage-queue | false | --role \"Storage Queue Data Contributor\" --scope RESOURCE_ID",
        "key-vault | true | --role \"Key Vault Secrets User\" --scope RESOURCE_ID",
        "cosmos-table | true | az cosmosdb table role assignment create",
        "managed-hsm | true | az keyvault role assignment create --hsm-name acct",
        "synapse | true | az synapse role assignment create --workspace-name acct",
        "logs-ingestion | false | --role \"Monitoring Metrics Publisher\" --scope",
        "ai-search | true | az search service update --resource-group GROUP --name acct --auth-options aadOrApiKey",
        "graph | true | az rest --method POST --url https://graph.microsoft.com/v1.0/servicePrincipals/cccccccc-0000-0000-0000-000000000003/appRoleAssignments",
        "own-api | true | it needs an app role of the API's app registration.",
        "purview | true | on \"acct.host.example\" for this: it needs Data reader, inside Purview.",
        "graph | true | for this: it needs application permissions. az rest",
        "redis | true | --role \"ROLE\" --scope",
      })
  void namesTheRoleOfTheCatalogue(String service, boolean isRead, String sentence) {
    Refusal refusal =
        Refusal.of(request(service, isRead), RefusalAnswer.of(403, List.of(), null, null, "", 0));

    assertEquals(RefusalReason.ROLE, refusal.reason());
    assertTrue(refusal.advice().startsWith("Identity " + OBJECT), refusal.advice());
    assertTrue(refusal.advice().contains(sentence), refusal.advice());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "orders.vault.azure.net | https://vault.azure.net | 403 | --role \"Key Vault Secrets User\" --scope RESOURCE_ID (",
        "Orders.Vault.Azure.Net | https://vault.azure.net/ | 403 | --role \"Key Vault Secrets User\"",
        "orders.vault.azure.cn | https://vault.azure.cn | 403 | --role \"Key Vault Secrets User\"",
        "a.documents.azure.com | https://cosmos.azure.com | 403 | az cosmosdb sql role assignment create --resource-group GROUP --account-name a",
        "a.managedhsm.azure.net | https://managedhsm.azure.net | 403 | az keyvault role assignment create --hsm-name a",
        "graph.microsoft.com | https://graph.microsoft.com | 403 | for this: it needs application permissions. az rest",
        "a.search.windows.net | https://search.azure.com | 401 | az search service update --resource-group GROUP --name a",
        "a.westeurope.kusto.windows.net | https://kusto.kusto.windows.net | 403 | it needs database role viewer.",
        "a.crm4.dynamics.com | https://a.crm4.dynamics.com | 403 | it needs an application user with a security role.",
        "orders.vault.azure.net | https://vault.azure.cn | 403 | --role \"ROLE\" --scope RESOURCE_ID, or for an API of your own",
        "orders.vault.azure.net | api://orders | 403 | --role \"ROLE\" --scope",
        "vault.corp.internal | https://vault.azure.net | 403 | --role \"ROLE\" --scope",
        "a.servicebus.windows.net | https://servicebus.azure.net | 403 | --role \"ROLE\" --scope",
        "a.servicebus.windows.net | https://eventhubs.azure.net | 403 | --role \"Azure Event Hubs Data Receiver\"",
      })
  void findsTheServiceByHostAndResourceWhereTheMappingNamesNone(
      String host, String resource, int status, String sentence) {
    RefusedRequest request = new RefusedRequest(host, resource, null, true, false, token(resource));

    String advice =
        Refusal.of(request, RefusalAnswer.of(status, List.of(), null, null, "", 0)).advice();

    assertTrue(advice.contains(sentence), advice);
  }

  @Test
  void givesTheRoleOfCosmosWhereTheMappingNamesNoService() {
    String cosmos = "https://cosmos.azure.com";
    RefusedRequest request =
        new RefusedRequest("a.documents.azure.com", cosmos, null, false, false, token(cosmos));

    String advice =
        Refusal.of(request, RefusalAnswer.of(403, List.of(), null, "5301", "", 0)).advice();

    assertTrue(advice.contains("allows this: az cosmosdb sql role assignment create"), advice);
    assertFalse(advice.contains("az role assignment"), advice);
  }

  @ParameterizedTest
  @CsvSource({
    "660, 11 minutes behind",
    "-7200, 120 minutes ahead of",
  })
  void saysHowWrongTheClockIs(long behind, String words) {
    RefusalAnswer answer = RefusalAnswer.of(401, List.of(), null, null, "", behind);

    Refusal refusal = Refusal.of(request(null, true), answer);

    assertEquals(RefusalReason.CLOCK, refusal.reason());
    assertEquals(
        "The clock of this machine is " + words + " that of the service: let it be set by NTP.",
        refusal.advice());
  }

  @ParameterizedTest
  @CsvSource({
    "a.vault.azure.net, , https://vault.azure.net, true",
    "A.VAULT.azure.net, , https://vault.azure.net, true",
    "a.vault.usgovcloudapi.net, , https://vault.azure.net, false",
    "a.vault.azure.net.evil.example, , https://vault.azure.net, false",
    "vault.corp.internal, key-vault, https://vault.azure.net, true",
    "vault.corp.internal, storage-blob, https://vault.azure.net, false",
    "management.azure.com, , https://management.core.windows.net/, true",
    "management.azure.com, , https://management.core.usgovcloudapi.net/, false",
    "management.usgovcloudapi.net, , https://management.core.usgovcloudapi.net/, true",
    "management.chinacloudapi.cn, , https://management.core.chinacloudapi.cn/, true",
    "management.corp.internal, , https://management.core.windows.net/, false",
    "a.westeurope.kusto.windows.net, , https://kusto.kusto.windows.net, true",
    "a.blob.core.windows.net, , https://storage.azure.com/, true",
    "a.servicebus.windows.net, , https://eventhubs.azure.net, true",
    "adb-1.2.azuredatabricks.net, , 2ff814a6-3304-4ab8-85cb-cd0e6f879c1d, true",
    "graph.microsoft.com, , https://graph.microsoft.com, true",
    "graph.corp.internal, , https://graph.microsoft.com, false",
  })
  void proposesAnAudienceOnlyWhereItsServiceIs(
      String host, String service, String wanted, boolean isProposed) {
    RefusedRequest request = new RefusedRequest(host, "r", service, true, false, token(AUDIENCE));
    RefusalAnswer answer =
        RefusalAnswer.of(401, List.of("Bearer resource_id=\"" + wanted + "\""), null, null, "", 0);

    String advice = Refusal.of(request, answer).advice();

    assertEquals(
        isProposed,
        advice.endsWith(
            "\": set \"resource\": \""
                + wanted
                + "\" in the mapping, if that is this service's own."),
        advice);
    assertEquals(
        !isProposed,
        advice.endsWith(
            ", and this host is none of its names: find out who answers there before a token for"
                + " it goes there."),
        advice);
  }

  /** Whoever answers could otherwise ask for a token of another service. */
  @Test
  void proposesNoAudienceThatOnlyTheAnswerKnows() {
    String challenge = "Bearer resource_id=https://payroll.contoso.com";

    String advice = refusal(401, challenge, "").advice();

    assertEquals(
        "The token is for \"https://right.example\", and the service wants one for"
            + " \"https://payroll.contoso.com\", which the answer alone says: it is no audience of"
            + " Azure, nor of this host's domain. Ask the service's owner which audience it takes.",
        advice);
  }

  @Test
  void namesTheTenantThatIsWantedForATokenThatCannotBeRead() {
    RefusedRequest opaque =
        new RefusedRequest("acct.host.example", "r", null, true, false, "opaque");
    String challenge =
        "Bearer authorization=\"https://login.microsoftonline.com/" + OTHER_TENANT + "\"";
    String body =
        "{\"error\":{\"code\":\"Unauthorized\",\"message\":\"AKV10032: Invalid issuer.\"}}";

    String advice =
        Refusal.of(opaque, RefusalAnswer.of(401, List.of(challenge), null, null, body, 0)).advice();

    assertTrue(
        advice.startsWith("The service wants a token of tenant " + OTHER_TENANT + ". A managed"),
        advice);
  }

  @Test
  void knowsNoTenantWhereNeitherTheTokenNorTheAnswerNamesOne() {
    RefusedRequest opaque =
        new RefusedRequest("acct.host.example", "r", null, true, false, "opaque");
    RefusalAnswer answer =
        RefusalAnswer.of(401, List.of(), null, null, "AKV10032: Invalid issuer.", 0);

    assertEquals(
        "The service wants a token of another tenant or cloud. A managed identity has tokens of its"
            + " own tenant only: use an identity of the service's tenant, and correct \"cloud\" in"
            + " the configuration if the service is in another cloud.",
        Refusal.of(opaque, answer).advice());
  }

  @Test
  void saysThatTheClockIsWrongWhateverElseItMayBe() {
    RefusalAnswer answer = RefusalAnswer.of(403, List.of(), null, null, "", 660);

    String advice = Refusal.of(request(null, true), answer).advice();

    assertTrue(advice.contains("seems to have no role"), advice);
    assertTrue(advice.endsWith("11 minutes behind that of the service: let it be set by NTP."));
  }

  @Test
  void takesTheIssuerAndTheSubjectOfTheAssertion() {
    RefusedRequest request =
        new RefusedRequest(
            "login.microsoftonline.com",
            "r",
            null,
            false,
            true,
            token("api://AzureADTokenExchange"));

    String advice =
        Refusal.of(request, RefusalAnswer.of(401, List.of(), null, null, "", 0)).advice();

    assertEquals(
        "The login host does not take the assertion of "
            + IDENTITY
            + ": the app registration needs a federated credential for it. az ad app"
            + " federated-credential create --id CLIENT_ID --parameters"
            + " '{\"name\":\"managed-identity\",\"issuer\":\"https://login.microsoftonline.com/"
            + TENANT
            + "/v2.0\",\"subject\":\""
            + OBJECT
            + "\",\"audiences\":[\"api://AzureADTokenExchange\"]}'",
        advice);
  }

  @Test
  void tellsASlashAtTheEndOfAVaultsAudience() {
    RefusedRequest request =
        new RefusedRequest(
            "a.vault.azure.net", "r", null, true, false, token("https://vault.azure.net/"));

    Refusal refusal =
        Refusal.of(
            request,
            RefusalAnswer.of(
                401, List.of("Bearer resource=\"https://vault.azure.net\""), null, null, "", 0));

    assertEquals(RefusalReason.AUDIENCE, refusal.reason());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"error\":{\"code\":\"not a word $(x)\"}}",
        "<Code>\u001b[31m</Code>",
        "{\"code\":\"a123456789012345678901234567890123456789012345678901234567890123456789\"}",
        "AKV AADSTS",
      })
  void neverRepeatsWhatHasNotTheFormOfACode(String body) {
    Refusal refusal =
        refusal(403, "Bearer error_description=\"" + body.replace('"', '\'') + "\"", body);

    assertEquals("", refusal.code());
    assertFalse(refusal.advice().contains("$("), refusal.advice());
  }

  /** A gateway may quote the request, and keys travel as {@code code}. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"query\":{\"code\":\"mykey123\"}}",
        "{\"query\":{\"code\": \"mykey123\"},\"error\":{\"code\":\"mykey123\"}}",
        "<Request><Code>mykey123</Code></Request>",
        "<m:code>mykey123</m:code>",
        "{\"code\":\"AuthorizationFailed.mykey123\"}",
        "AKV12345678 AADSTS12345678mykey123",
      })
  void neverRepeatsAWordOfABodyThatNoServiceIsKnownToSay(String body) {
    String challenge = "Bearer error_description=\"" + body.replace("\"", "\\\"") + "\"";

    for (Refusal refusal : List.of(refusal(403, "", body), refusal(401, challenge, ""))) {
      assertEquals("", refusal.code());
      assertFalse(refusal.advice().contains("mykey123"), refusal.advice());
    }
  }

  @Test
  void findsTheKnownCodeBehindWordsThatAreQuoted() {
    String quoted = "{\"code\":\"mykey%d\"}";
    StringBuilder body = new StringBuilder();
    for (int i = 0; i < 20; i++) {
      body.append(quoted.formatted(i));
    }

    Refusal refusal = refusal(403, "", body + "{\"code\":\"AuthorizationFailed\"}");

    assertEquals("AuthorizationFailed", refusal.code());
  }

  @ParameterizedTest
  @CsvSource({
    "New_Code, , '', New_Code",
    ", 5399, '', 5399",
    "New_Code, , AKV10046, AKV10046",
    ", , AADSTS9002313: invalid, AADSTS9002313",
  })
  void repeatsUnknownCodesOfTheServicesOwnHeadersAndNumbersOfEntra(
      String header, String substatus, String body, String code) {
    RefusalAnswer answer = RefusalAnswer.of(403, List.of(), header, substatus, body, 0);

    assertEquals(code, Refusal.of(request(null, true), answer).code());
  }

  @Test
  void neverHasTheTokenOrWhatTheServiceMakesUp() {
    String token = token("https://evil\\\"; rm -rf");
    RefusedRequest request =
        new RefusedRequest("h.example", "https://own", null, true, false, token);

    String advice =
        Refusal.of(
                request,
                RefusalAnswer.of(
                    401,
                    List.of("Bearer authorization_uri=\"https://x/" + OTHER_TENANT + "x/y\""),
                    "<script>",
                    "1 2",
                    "Expected `reboot`, found x",
                    0))
            .advice();

    assertTrue(advice.startsWith("The token is for \"https://own\""), advice);
    assertFalse(advice.contains("rm -rf") || advice.contains("reboot") || advice.contains(token));
  }
}
