package io.managedidentity.agent.identity;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.managedidentity.agent.log.AgentLog;
import io.managedidentity.agent.log.LogLevel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;

class FederatedTokenTest {
  private final List<String> log = new ArrayList<>();

  @Test
  void tellsTheThreeClaimsThatACredentialMustMatch() {
    log(
        LogLevel.DEBUG,
        token("{\"iss\":\"https://i\",\"sub\":\"system:serviceaccount:a:b\",\"aud\":\"api://x\"}"));
    log(LogLevel.DEBUG, token("{\"iss\":\"i\",\"sub\":\"s\",\"aud\":[\"api://x\"]}"));

    assertEquals(
        List.of(
            "Workload identity: the federated token has issuer \"https://i\", subject"
                + " \"system:serviceaccount:a:b\", audience \"api://x\"",
            "Workload identity: the federated token has issuer \"i\", subject \"s\", audiences in a"
                + " list"),
        log);
  }

  @Test
  void tellsNothingAboveDebugOrOfAnotherText() {
    log(LogLevel.INFO, token("{\"iss\":\"i\"}"));
    log(LogLevel.DEBUG, "no token");
    log(LogLevel.DEBUG, "a.%%%.c");
    log(LogLevel.DEBUG, token("[]"));

    assertEquals(List.of(), log);
  }

  @Test
  void tellsLifeOfToken() {
    assertEquals(
        100, FederatedToken.lifeSeconds(token("{\"exp\":1800000100}"), 1_800_000_000_000L));
    assertEquals(0, FederatedToken.lifeSeconds(token("{\"exp\":1700000000}"), 1_800_000_000_000L));
    assertEquals(true, FederatedToken.lifeSeconds(token("{}"), 0) <= 0);
    assertEquals(0, FederatedToken.lifeSeconds("no token", 0));
  }

  private void log(LogLevel level, String token) {
    FederatedToken.logClaims(new AgentLog(level, (at, message) -> log.add(message)), token);
  }

  private static String token(String payload) {
    byte[] bytes = payload.getBytes(StandardCharsets.UTF_8);
    return "eyJ9." + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes) + ".c2ln";
  }
}
