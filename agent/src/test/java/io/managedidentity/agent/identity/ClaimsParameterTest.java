package io.managedidentity.agent.identity;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

/** R-CAE. */
class ClaimsParameterTest {
  @Test
  void holdsTheCapabilities() {
    assertEquals(
        "{\"access_token\":{\"xms_cc\":{\"values\":[\"cp1\",\"cp2\"]}}}",
        ClaimsParameter.of(List.of("cp1", "cp2"), null));
  }

  @Test
  void mergesCapabilitiesIntoTheChallenge() {
    assertEquals(
        "{\"a\":[1,\"x\\\"y\",null,{}],\"access_token\":{\"xms_cc\":{\"values\":[\"cp1\"]},"
            + "\"nbf\":{\"essential\":true,\"value\":\"1893450000\"}}}",
        ClaimsParameter.of(
            List.of("cp1"),
            "{\"a\": [1, \"x\\\"y\", null, {}], \"access_token\":"
                + " {\"nbf\":{\"essential\":true,\"value\":\"1893450000\"},\"xms_cc\":1}}"));
  }

  @Test
  void addsAnAccessTokenWhereTheChallengeHasNone() {
    assertEquals(
        "{\"id_token\":{},\"access_token\":{\"xms_cc\":{\"values\":[\"cp1\"]}}}",
        ClaimsParameter.of(List.of("cp1"), "{\"id_token\":{}}"));
  }

  @Test
  void passesTheChallengeOnWithoutCapabilities() {
    assertEquals(
        "{\"access_token\":{\"nbf\":1}}",
        ClaimsParameter.of(List.of(), "{\"access_token\":{\"nbf\":1}}"));
  }

  @Test
  void leavesOutAChallengeThatIsNoJsonObject() {
    String own = "{\"access_token\":{\"xms_cc\":{\"values\":[\"cp1\"]}}}";

    assertEquals(own, ClaimsParameter.of(List.of("cp1"), "{\"access_token\":{\"nbf\":"));
    assertEquals(own, ClaimsParameter.of(List.of("cp1"), "[1]"));
    assertEquals(own, ClaimsParameter.of(List.of("cp1"), "{} {}"));
  }
}
