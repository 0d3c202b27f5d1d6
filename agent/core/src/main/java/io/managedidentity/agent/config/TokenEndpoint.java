package io.managedidentity.agent.config;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/**
 * A token endpoint of Entra whose forms authenticate by federated credential in place of a stored
 * secret, or are answered inside the JVM. Immutable.
 */
public final class TokenEndpoint {
  private final List<String> clientIds;
  private final boolean isAnswered;

  /**
   * @param clientIds of the app registrations whose forms are edited; empty for all
   * @param isAnswered whether forms are answered with the managed identity's own token
   */
  TokenEndpoint(List<String> clientIds, boolean isAnswered) {
    this.isAnswered = isAnswered;
    List<String> lower = new ArrayList<>(clientIds.size());
    for (String id : clientIds) {
      lower.add(id.toLowerCase(Locale.ROOT));
    }
    this.clientIds = Collections.unmodifiableList(lower);
  }

  boolean isFor(String clientId) {
    return clientIds.isEmpty() || clientIds.contains(clientId.toLowerCase(Locale.ROOT));
  }

  /** Whether nothing is to be sent: the managed identity's own token is the answer. */
  public boolean isAnswered() {
    return isAnswered;
  }

  /** In lower case; empty for all. */
  public List<String> clientIds() {
    return clientIds;
  }
}
