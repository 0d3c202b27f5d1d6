package io.managedidentity.agent.instrumentation;

import org.jspecify.annotations.Nullable;

/** A class that belongs to a client, its own or one of a relocated copy. Immutable. */
final class ClientType {
  final CoveredClient client;

  /** The name that the lists of woven methods have (internal name). */
  final String listed;

  /** Of the relocated copy, with a closing slash; null for the client's own. */
  final @Nullable String prefix;

  private ClientType(CoveredClient client, String listed, @Nullable String prefix) {
    this.client = client;
    this.listed = listed;
    this.prefix = prefix;
  }

  /** The client's class of that internal name, or null where it is no client's. */
  static @Nullable ClientType of(String type) {
    CoveredClient own = ClientCatalogue.clientOf(type);
    if (own != null) {
      return new ClientType(own, type, null);
    }
    String prefix = Relocation.prefixOf(type);
    String listed = prefix == null ? type : type.substring(prefix.length());
    CoveredClient copied = prefix == null ? null : ClientCatalogue.clientOf(listed);
    return copied == null ? null : new ClientType(copied, listed, prefix);
  }
}
