package io.managedidentity.agent.instrumentation;

import org.jspecify.annotations.Nullable;

/** A class that belongs to a client, its own or one of a relocated copy. Immutable. */
final class ClientType {
  final CoveredClient client;

  /** The name that the lists of woven methods have (internal name). */
  final String listed;

  /** Prefix that the names of the relocated copy have now; null for the client's own. */
  final @Nullable String now;

  private final String before;

  private ClientType(CoveredClient client, String listed, String before, @Nullable String now) {
    this.client = client;
    this.listed = listed;
    this.before = before;
    this.now = now;
  }

  /**
   * The client's class of that internal name, or null if it is not a client's. The name of a
   * relocated copy does not make it one: its methods must be checked.
   */
  static @Nullable ClientType of(String type) {
    CoveredClient own = WovenClients.of(type);
    return own == null ? copyOf(type) : new ClientType(own, type, "", null);
  }

  /**
   * Relocation changes how a package starts, so the end of the name counts: the listed type that
   * shares most of it, at least the class and its package.
   */
  private static @Nullable ClientType copyOf(String type) {
    ClientType best = null;
    int most = endOfName(type, 2) - 1;
    for (CoveredClient client : WovenClients.all()) {
      for (WovenMethod method : client.methods) {
        int shared = client.isRelocatable() ? sharedEnd(type, method.type) : 0;
        if (shared > most) {
          most = shared;
          best = copy(client, method.type, type, shared);
        }
      }
    }
    return best;
  }

  private static @Nullable ClientType copy(
      CoveredClient client, String listed, String type, int shared) {
    String before = listed.substring(0, listed.length() - shared);
    String now = type.substring(0, type.length() - shared);
    return now.isEmpty() ? null : new ClientType(client, listed, before, now);
  }

  /** Length of the last so many parts of the name; longer than any if it has fewer. */
  private static int endOfName(String type, int parts) {
    int slash = type.length();
    for (int i = 0; i < parts; i++) {
      slash = type.lastIndexOf('/', slash - 1);
      if (slash < 0) {
        return Integer.MAX_VALUE;
      }
    }
    return type.length() - slash - 1;
  }

  /** Length of the shared end of both names, in whole parts. */
  private static int sharedEnd(String type, String listed) {
    int left = type.length();
    int right = listed.length();
    while (left > 0 && right > 0 && type.charAt(left - 1) == listed.charAt(right - 1)) {
      left--;
      right--;
    }
    boolean isWhole =
        (left == 0 || type.charAt(left - 1) == '/')
            && (right == 0 || listed.charAt(right - 1) == '/');
    if (isWhole) {
      return type.length() - left;
    }
    int slash = type.indexOf('/', left);
    return slash < 0 ? 0 : type.length() - slash - 1;
  }

  boolean isCopy() {
    return now != null;
  }

  /** For a copy; two copies of one client in a loader have different ones. */
  String packageOfCopy() {
    return now == null ? "" : now.substring(0, now.length() - 1).replace('/', '.');
  }

  /** Null for the client's own. */
  @Nullable Relocation relocation(@Nullable ClassLoader loader) {
    return now == null ? null : new Relocation(before, now, loader);
  }
}
