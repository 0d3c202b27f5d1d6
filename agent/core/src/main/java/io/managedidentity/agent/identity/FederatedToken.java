package io.managedidentity.agent.identity;

import io.managedidentity.agent.log.AgentLog;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

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

  private static String claims(String token) {
    int start = token.indexOf('.') + 1;
    int end = token.indexOf('.', start);
    if (start == 0 || end < 0) {
      return "";
    }
    try {
      byte[] payload = Base64.getUrlDecoder().decode(token.substring(start, end));
      String text = new String(payload, StandardCharsets.UTF_8);
      JsonMembers members = JsonMembers.read(text, "iss", "sub", "aud");
      String audience = members.text("aud");
      return ErrorBody.oneLine(
          "issuer \""
              + members.text("iss")
              + "\", subject \""
              + members.text("sub")
              + (audience == null
                  ? "\", audiences in a list"
                  : "\", audience \"" + audience + "\""));
    } catch (IllegalArgumentException | AnswerFormatException e) {
      return "";
    }
  }
}
