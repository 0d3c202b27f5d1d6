package io.managedidentity.agent.identity;

import io.managedidentity.agent.log.AgentLog;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** What may be shown of a federated token: the three claims a federated credential must match. */
final class FederatedToken {
  private FederatedToken() {}

  /** Logs issuer, subject and audience at DEBUG; nothing if they cannot be read. */
  static void logClaims(AgentLog log, String token) {
    if (log.isDebugEnabled()) {
      String claims = claims(token);
      if (!claims.isEmpty()) {
        log.debug("Workload identity: the federated token has " + claims);
      }
    }
  }

  /** Seconds until it expires, or a number that is not positive if that cannot be read. */
  static long lifeSeconds(String token, long nowMillis) {
    JsonMembers members = members(token);
    return members == null ? 0 : TokenLife.seconds(members.text("exp"), null, nowMillis);
  }

  private static @Nullable JsonMembers members(String token) {
    int start = token.indexOf('.') + 1;
    int end = token.indexOf('.', start);
    if (start == 0 || end < 0) {
      return null;
    }
    try {
      byte[] payload = Base64.getUrlDecoder().decode(token.substring(start, end));
      String text = new String(payload, StandardCharsets.UTF_8);
      return JsonMembers.read(text, "iss", "sub", "aud", "exp");
    } catch (IllegalArgumentException | AnswerFormatException e) {
      return null;
    }
  }

  private static String claims(String token) {
    JsonMembers members = members(token);
    if (members == null) {
      return "";
    }
    String audience = members.text("aud");
    return ErrorBody.oneLine(
        "issuer \""
            + members.text("iss")
            + "\", subject \""
            + members.text("sub")
            + (audience == null ? "\", audiences in a list" : "\", audience \"" + audience + "\""));
  }
}
