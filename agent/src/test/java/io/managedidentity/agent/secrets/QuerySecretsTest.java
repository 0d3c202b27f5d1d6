package io.managedidentity.agent.secrets;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class QuerySecretsTest {
  @ParameterizedTest
  @CsvSource({
    "/c/b?sv=2020&sig=x%3D, SAS",
    "/c/b?SIG=x&SE=2030, SAS",
    "/c/b?s%69g=x&sp=r, SAS",
    "/invoke?sp=%2Ftriggers&sv=1.0&sig=x, SAS",
    "/api/f?code=0123456789012345678901234567890123456789, FUNCTIONS_KEY",
    "/x?a=b&subscription-key=k, SUBSCRIPTION_KEY",
    "/x?api-key=k, API_KEY",
  })
  void findsSecret(String target, SecretKind kind) {
    assertEquals(List.of(kind), SecretKind.of(QuerySecrets.of(target)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/c/b",
        "/c/b?sig=",
        "/c/b?sig=x",
        "/c/b?sv=1&se=2",
        "/login?code=abc",
        "/x?signature=s&sv=1"
      })
  void findsNone(String target) {
    assertEquals(0, QuerySecrets.of(target));
  }
}
