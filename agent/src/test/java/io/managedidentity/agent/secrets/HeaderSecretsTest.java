package io.managedidentity.agent.secrets;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HeaderSecretsTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "authorization | SharedKey a:b | SHARED_KEY",
        "ServiceBusAuthorization | SharedAccessSignature sr=x&sig=y | SAS_HEADER",
        "ServiceBusSupplementaryAuthorization | SharedAccessSignature sr=x&sig=y | SAS_HEADER",
        "API-Key | k | API_KEY",
        "x-api-key | k | API_KEY",
        "Ocp-Apim-Subscription-Key | k | SUBSCRIPTION_KEY",
        "subscription-key | k | SUBSCRIPTION_KEY",
        "x-functions-key | k | FUNCTIONS_KEY",
        "aeg-sas-key | k | EVENT_GRID_KEY",
        "aeg-sas-token | r=x&e=y&s=z | EVENT_GRID_KEY",
        "x-ms-copy-source | https://a.blob.core.windows.net/c/b?sv=1&sig=s | SAS_COPY_SOURCE",
        "x-ms-rename-source | /c/b?sv=1&se=2&sig=s | SAS_COPY_SOURCE",
      })
  void findsSecret(String name, String value, SecretKind kind) {
    assertEquals(List.of(kind), SecretKind.of(HeaderSecrets.of(name, value)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "x-ms-copy-source | https://a.blob.core.windows.net/c/b",
        "Accept | */*",
        "x-ms-version | 2020-10-02",
        "Content-Type | sig=x",
        "Negotiate | x",
      })
  void findsNone(String name, String value) {
    assertEquals(0, HeaderSecrets.of(name, value));
  }
}
