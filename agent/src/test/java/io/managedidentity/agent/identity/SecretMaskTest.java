package io.managedidentity.agent.identity;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class SecretMaskTest {
  private final SecretMask mask = new SecretMask();

  @Test
  void leavesATextWithoutSecretsAsItIs() {
    String text = "AADSTS500011: The resource principal named x was not found; token lifetime 1h.";

    assertEquals(text, mask.apply(text));
  }

  @Test
  void masksMembersThatHoldASecret() {
    assertEquals(
        "{\"access_token\": \"***\", \"expires_in\": 1}",
        mask.apply("{\"access_token\": \"abc.def\", \"expires_in\": 1}"));
    assertEquals(
        "{\"accessToken\":\"***\",\"tenant\":\"t\"}",
        mask.apply("{\"accessToken\":\"abc\",\"tenant\":\"t\"}"));
    assertEquals("{\"token\":\"***\"}", mask.apply("{\"token\":\"abc\"}"));
    assertEquals("{\"Secret\":***}", mask.apply("{\"Secret\":12345}"));
  }

  @Test
  void masksMembersOfAnEscapedText() {
    assertEquals(
        "said {\\\"refresh_token\\\":\\\"***\\\",\\\"a\\\":1}",
        mask.apply("said {\\\"refresh_token\\\":\\\"abc\\\",\\\"a\\\":1}"));
  }

  @Test
  void masksFormFields() {
    assertEquals(
        "client_id=1&client_secret=***&scope=x",
        mask.apply("client_id=1&client_secret=abc%2B&scope=x"));
  }

  @Test
  void masksWhatIsShapedLikeAJwt() {
    assertEquals("got *** here", mask.apply("got eyJhbGciOiJub25lIn0.e30.c2ln here"));
    assertEquals("\"***\" and \"***\"", mask.apply("\"eyJa.b.c\" and \"eyJd\""));
  }

  @Test
  void masksTheSecretsOfTheCall() {
    mask.add("s+e/c=r&t");

    assertEquals("header *** refused", mask.apply("header s+e/c=r&t refused"));
  }

  @Test
  void masksAValueThatNeverEnds() {
    assertEquals("{\"id_token\":\"***", mask.apply("{\"id_token\":\"abc"));
  }
}
