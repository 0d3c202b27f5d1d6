package io.managedidentity.agent.secrets;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AuthorizationValueTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Basic dXNlcjpzZWNyZXQ= | BASIC",
        "basic dXNlcjpzZWNyZXQ= | BASIC",
        "SharedKey account:c2ln | SHARED_KEY",
        "SharedKeyLite account:c2ln | SHARED_KEY_LITE",
        "SharedAccessSignature sr=x&sig=y | SAS_HEADER",
        "HMAC-SHA256 Credential=x&SignedHeaders=y&Signature=z | HMAC",
        "type%3dmaster%26ver%3d1.0%26sig%3dabc | COSMOS_MASTER_KEY",
        "type=master&ver=1.0&sig=abc | COSMOS_MASTER_KEY",
        "type%3Dresource%26ver%3D1%26sig%3Dabc | COSMOS_RESOURCE_TOKEN",
        "type%3Daad%26ver%3D1.0%26sig%3DeyJ | ENTRA_TOKEN",
        "Digest username=x | DIGEST",
        "Bearer an-opaque-value | BEARER_KEY",
        "Bearer | BEARER_KEY",
        "Bearer dapi0123456789abcdef0123456789abcdef | DATABRICKS_PAT",
        "Bearer dapi0123456789abcdef0123456789abcdef-2 | DATABRICKS_PAT",
        "Bearer dapi-and-no-digits-that-anybody-would-see | BEARER_KEY",
        "ApiKey k | API_KEY",
        "SharedAccessKey k | EVENT_GRID_KEY",
        "sharedaccesskey k | EVENT_GRID_KEY",
        "WRAP access_token=\"net.windows.servicebus.action=Send&HMACSHA256=x\" | SAS_HEADER",
        "wrap access_token=x | SAS_HEADER",
        "jwt-sas eyJhbGciOiJIUzI1NiJ9.e30.c2ln | HS256_JWT",
      })
  void tellsKindByForm(String value, SecretKind kind) {
    assertEquals(kind, AuthorizationValue.kind(value));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Negotiate YII=",
        "NTLM TlRM",
        "Own scheme",
        "",
        "Wrap",
        "WRAP other=x",
        "SharedAccessKeys k"
      })
  void leavesOtherSchemesAlone(String value) {
    assertNull(AuthorizationValue.kind(value));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"iss\":\"https://sts.windows.net/t/\"} | ENTRA_TOKEN",
        "{\"iss\": \"https:\\/\\/sts.windows.net\\/t\\/\"} | ENTRA_TOKEN",
        "{\"iss\":\"https://login.microsoftonline.com/t/v2.0\"} | ENTRA_TOKEN",
        "{\"iss\":\"https://login.microsoftonline.us/t/v2.0\"} | ENTRA_TOKEN",
        "{\"iss\":\"https://issuer.example/\"} | BEARER_KEY",
        "{\"iss\":\"https://evil.example/https://sts.windows.net/\"} | BEARER_KEY",
        "{\"sub\":\"iss\",\"x\":\"https://sts.windows.net/\"} | BEARER_KEY",
        "{\"sub\":\"x\"} | BEARER_KEY",
      })
  void tellsTokensByIssuer(String payload, SecretKind kind) {
    assertEquals(
        kind,
        AuthorizationValue.kind(
            "Bearer " + encoded("{\"alg\":\"RS256\"}") + "." + encoded(payload) + ".c2ln"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"HS256", "HS384", "HS512"})
  void takesWhatIsSignedWithSharedKeyForSecretWhateverItsIssuer(String algorithm) {
    String header = encoded("{\"typ\":\"JWT\",\"alg\" : \"" + algorithm + "\"}");
    String payload = encoded("{\"iss\":\"https://sts.windows.net/t/\"}");

    assertEquals(
        SecretKind.HS256_JWT,
        AuthorizationValue.kind("Bearer " + header + "." + payload + ".c2ln"));
  }

  @Test
  void tellsTokenOfDevOpsFromPassword() {
    String token = "a1".repeat(26);

    assertEquals(SecretKind.DEVOPS_PAT, AuthorizationValue.kind("Basic " + base64(":" + token)));
    assertEquals(
        SecretKind.DEVOPS_PAT, AuthorizationValue.kind("Basic " + base64(":" + "a1".repeat(42))));
    assertEquals(SecretKind.BASIC, AuthorizationValue.kind("Basic " + base64("user:" + token)));
    assertEquals(SecretKind.BASIC, AuthorizationValue.kind("Basic " + base64(":short")));
    assertEquals(SecretKind.BASIC, AuthorizationValue.kind("Basic $$$"));
  }

  @Test
  void takesABrokenTokenForASecret() {
    assertEquals(SecretKind.BEARER_KEY, AuthorizationValue.kind("Bearer a.$$$.c"));
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  private static String encoded(String text) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }
}
