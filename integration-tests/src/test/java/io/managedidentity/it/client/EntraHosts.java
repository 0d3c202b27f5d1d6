package io.managedidentity.it.client;

import io.managedidentity.it.server.WireRequest;
import io.managedidentity.it.server.WireResponse;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * The hosts of Entra, of whose clients none has another credential than a federated one, and a Data
 * Explorer cluster, which tells the token that it gets.
 */
final class EntraHosts implements Function<WireRequest, WireResponse> {
  static final String TENANT = "22222222-3333-4444-5555-666666666666";
  static final String CLIENT = "11111111-2222-3333-4444-555555555555";
  static final String TOKEN = "token-of-application";

  /** Of each cloud's hosts, those that clients really post to. */
  private static final Pattern LOGIN_HOST =
      Pattern.compile("login\\.microsoftonline\\.com:443|westeurope\\.login\\.microsoft\\.com:443");

  private static final Pattern TOKEN_PATH =
      Pattern.compile("/" + TENANT + "/oauth2(/v2\\.0)?/token(\\?.*)?");
  private static final Pattern ASSERTION =
      Pattern.compile("client_assertion=token-api://AzureADTokenExchange-\\d+");
  private static final String JSON = "Content-Type: application/json; charset=utf-8";

  /** Whether the federated credential is there; a new one takes minutes. */
  private volatile boolean isFederated;

  void federate(boolean value) {
    isFederated = value;
  }

  /**
   * @param loginHost that it is for
   */
  static boolean isTokenRequest(WireRequest request, String loginHost) {
    return request.server().equals(loginHost + ":443") && isTokenRequest(request);
  }

  private static boolean isTokenRequest(WireRequest request) {
    return LOGIN_HOST.matcher(request.server()).matches()
        && request.method().equals("POST")
        && TOKEN_PATH.matcher(request.target()).matches();
  }

  static boolean hasAssertion(WireRequest request) {
    return fields(request).stream().anyMatch(field -> ASSERTION.matcher(field).matches());
  }

  @Override
  public WireResponse apply(WireRequest request) {
    if (request.server().endsWith(".kusto.windows.net:443")) {
      return cluster(request);
    }
    if (isTokenRequest(request)) {
      return isFederated && isProven(request) ? token() : refusal();
    }
    return request.target().startsWith("/common/discovery/instance")
        ? discovery()
        : WireResponse.of(404, "");
  }

  private static boolean isProven(WireRequest request) {
    List<String> fields = fields(request);
    long assertions =
        fields.stream().filter(field -> field.startsWith("client_assertion=")).count();
    return assertions == 1
        && hasAssertion(request)
        && fields.contains("client_id=" + CLIENT)
        && fields.contains(
            "client_assertion_type=urn:ietf:params:oauth:client-assertion-type:jwt-bearer")
        && fields.stream().noneMatch(field -> field.startsWith("client_secret="))
        && request.authorization() == null;
  }

  private static WireResponse token() {
    return WireResponse.of(
            200,
            "{\"token_type\":\"Bearer\",\"expires_in\":3599,\"access_token\":\"" + TOKEN + "\"}")
        .with(JSON);
  }

  private static WireResponse refusal() {
    return WireResponse.of(
            401,
            "{\"error\":\"invalid_client\",\"error_description\":\"AADSTS7000215: Invalid client secret.\",\"error_codes\":[7000215]}")
        .with(JSON);
  }

  private static WireResponse discovery() {
    return WireResponse.of(
            200,
            """
            {"tenant_discovery_endpoint":"https://login.microsoftonline.com/%s/v2.0/.well-known/openid-configuration","api-version":"1.1",
             "metadata":[{"preferred_network":"login.microsoftonline.com","preferred_cache":"login.windows.net",
              "aliases":["login.microsoftonline.com","login.windows.net","login.microsoft.com","sts.windows.net"]}]}
            """
                .formatted(TENANT))
        .with(JSON);
  }

  private static WireResponse cluster(WireRequest request) {
    if (request.target().equals("/v1/rest/auth/metadata")) {
      return WireResponse.of(
              200,
              """
              {"AzureAD":{"LoginEndpoint":"https://login.microsoftonline.com","LoginMfaRequired":false,
               "KustoClientAppId":"db662dc1-0cfe-4e1c-a843-19a68e65be58","KustoClientRedirectUri":"http://localhost",
               "KustoServiceResourceId":"https://kusto.kusto.windows.net",
               "FirstPartyAuthorityUrl":"https://login.microsoftonline.com/f8cdef31-a31e-4b4a-93e4-5f571e91255a"}}
              """)
          .with(JSON);
    }
    String authorization = request.authorization();
    return authorization == null || !authorization.startsWith("Bearer ")
        ? WireResponse.of(401, "")
        : WireResponse.of(
                200,
                """
                {"Tables":[{"TableName":"Table_0",
                 "Columns":[{"ColumnName":"Token","DataType":"String","ColumnType":"string"}],"Rows":[["%s"]]}]}
                """
                    .formatted(authorization.substring("Bearer ".length())))
            .with(JSON);
  }

  private static List<String> fields(WireRequest request) {
    List<String> fields = new ArrayList<>();
    for (String field : request.body().split("&")) {
      fields.add(URLDecoder.decode(field, StandardCharsets.UTF_8));
    }
    return fields;
  }
}
