package io.managedidentity.agent.config;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/**
 * A token endpoint of Entra whose forms authenticate by federated credential in place of a stored
 * secret. Immutable.
 */
public final class TokenEndpoint {
  private final List<String> clientIds;

  /**
   * @param clientIds of the app registrations whose forms are edited; empty for all
   */
  TokenEndpoint(List<String> clientIds) {
    List<String> lower = new ArrayList<>(clientIds.size());
    for (String id : clientIds) {
      lower.add(id.toLowerCase(Locale.ROOT));
    }
    this.clientIds = Collections.unmodifiableList(lower);
  }

  boolean isFor(String clientId) {
    return clientIds.isEmpty() || clientIds.contains(clientId.toLowerCase(Locale.ROOT));
  }

  /** In lower case; empty for all. */
  public List<String> clientIds() {
    return clientIds;
  }
}
