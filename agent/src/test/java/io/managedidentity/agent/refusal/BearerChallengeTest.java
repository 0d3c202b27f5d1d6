package io.managedidentity.agent.refusal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BearerChallengeTest {
  private static final String CLAIMS = "{\"access_token\":{\"nbf\":{\"essential\":true}}}";
  private static final String ENCODED =
      "eyJhY2Nlc3NfdG9rZW4iOnsibmJmIjp7ImVzc2VudGlhbCI6dHJ1ZX19fQ==";

  @Test
  void readsClaimsOfInsufficientClaims() {
    BearerChallenge challenge =
        BearerChallenge.of(
            List.of(
                "Bearer realm=\"\", authorization_uri=\"https://login.microsoftonline.com/common/oauth2/authorize\", "
                    + "error=\"insufficient_claims\", claims=\""
                    + ENCODED
                    + "\""));

    assertTrue(challenge.isForBearer());
    assertTrue(challenge.isTokenDead());
    assertEquals(CLAIMS, challenge.claims());
  }

  @Test
  void readsClaimsWithoutPaddingAndQuotes() {
    BearerChallenge challenge =
        BearerChallenge.of(
            List.of("bearer error=insufficient_claims,claims=" + ENCODED.replace("=", "")));

    assertEquals(CLAIMS, challenge.claims());
  }

  @Test
  void takesClaimsOnlyFromInsufficientClaims() {
    assertNull(
        BearerChallenge.of(List.of("Bearer error=\"invalid_token\", claims=\"" + ENCODED + "\""))
            .claims());
  }

  @Test
  void knowsThatTheTokenIsDeadOnlyFromItsError() {
    assertTrue(BearerChallenge.of(List.of("Bearer error=\"invalid_token\"")).isTokenDead());
    assertFalse(
        BearerChallenge.of(
                List.of(
                    "Bearer authorization=\"https://l/t\", resource=\"https://vault.azure.net\""))
            .isTokenDead());
    assertFalse(BearerChallenge.of(List.of("Bearer")).isTokenDead());
  }

  @Test
  void findsBearerBehindOtherChallenges() {
    assertTrue(
        BearerChallenge.of(
                List.of(
                    "Negotiate", "Basic realm=\"Bearer error=x\", Bearer error=\"invalid_token\""))
            .isTokenDead());
  }

  @ParameterizedTest
  @ValueSource(strings = {"Basic realm=\"r\"", "Basic realm=\"Bearer\"", "BearerX a=b", "XBearer"})
  void wantsNoTokenWhereOnlyOtherSchemesAreNamed(String header) {
    assertFalse(BearerChallenge.of(List.of(header)).isForBearer());
  }

  @Test
  void mayWantATokenWhereNothingIsSaid() {
    assertTrue(BearerChallenge.of(List.of()).isForBearer());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Bearer claims=\"",
        "Bearer =",
        "Bearer claims=\"\\",
        "Bearer error=\"insufficient_claims\", claims=\"%%%\"",
        "Bearer ,,,=,"
      })
  void readsAnyTextWithoutFailing(String header) {
    assertNull(BearerChallenge.of(List.of(header)).claims());
  }
}
