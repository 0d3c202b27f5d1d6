package io.managedidentity.agent.injection;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StoredSecretsTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Basic dXNlcjpzZWNyZXQ= | true",
        "basic dXNlcjpzZWNyZXQ= | true",
        "SharedKey account:c2ln | true",
        "SharedKeyLite account:c2ln | true",
        "SharedAccessSignature sr=x&sig=y | true",
        "HMAC-SHA256 Credential=x&SignedHeaders=y&Signature=z | true",
        "type%3dmaster%26ver%3d1.0%26sig%3dabc | true",
        "type=master&ver=1.0&sig=abc | true",
        "Bearer an-opaque-value | true",
        "Bearer | true",
        "Digest username=x | false",
        "Negotiate YII= | false",
        "NTLM TlRM | false",
      })
  void tellsSecretsByScheme(String value, boolean isSecret) {
    assertEquals(isSecret, StoredSecrets.isStoredSecret(value));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"iss\":\"https://sts.windows.net/t/\"} | false",
        "{\"iss\":\"https://login.microsoftonline.com/t/v2.0\"} | false",
        "{\"iss\":\"https://login.microsoftonline.us/t/v2.0\"} | false",
        "{\"iss\":\"https://issuer.example/\"} | true",
        "{\"iss\":\"https://evil.example/https://sts.windows.net/\"} | true",
        "{\"sub\":\"x\"} | true",
      })
  void tellsTokensByIssuer(String payload, boolean isSecret) {
    String encoded =
        Base64.getUrlEncoder()
            .withoutPadding()
            .encodeToString(payload.getBytes(StandardCharsets.UTF_8));

    assertEquals(isSecret, StoredSecrets.isStoredSecret("Bearer e30." + encoded + ".c2ln"));
  }

  @Test
  void takesABrokenTokenForASecret() {
    assertEquals(true, StoredSecrets.isStoredSecret("Bearer a.$$$.c"));
  }
}
