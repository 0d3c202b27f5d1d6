package io.managedidentity.agent.routing;

import io.managedidentity.agent.config.MappingConfig;
import io.managedidentity.agent.target.HostPattern;
import io.managedidentity.agent.target.PathPattern;
import io.managedidentity.agent.target.RawPath;
import java.util.List;

/** One host pattern of one mapping. Immutable. */
final class Candidate {
  /** {@link #order} of the endpoints that never get a token: before every mapping. */
  static final int IDENTITY_ENDPOINT = -1;

  private final int order;
  private final HostPattern host;
  private final List<PathPattern> paths;
  private final List<String> methods;

  /**
   * @param order place of the mapping, or {@link #IDENTITY_ENDPOINT}
   */
  Candidate(MappingConfig mapping, int order, HostPattern host) {
    this.order = order;
    this.host = host;
    this.paths = mapping.paths();
    this.methods = mapping.methods();
  }

  int order() {
    return order;
  }

  HostPattern host() {
    return host;
  }

  List<PathPattern> paths() {
    return paths;
  }

  boolean hasPaths() {
    return !paths.isEmpty();
  }

  boolean matchesPort(int port, int schemeDefault) {
    return host.matchesPort(port, schemeDefault);
  }

  /** Whether the first {@code leftEnd} characters match the wildcards; 0 for an exact name. */
  boolean matchesLeft(String name, int leftEnd) {
    return leftEnd == 0 ? !host.hasWildcard() : host.matchesLeft(name, leftEnd);
  }

  boolean matchesMethod(String method) {
    if (methods.isEmpty()) {
      return true;
    }
    for (int i = 0; i < methods.size(); i++) {
      if (methods.get(i).equals(method)) {
        return true;
      }
    }
    return false;
  }

  boolean matchesPath(String target) {
    int end = RawPath.end(target);
    for (int i = 0; i < paths.size(); i++) {
      if (paths.get(i).matches(target, end)) {
        return true;
      }
    }
    return false;
  }
}
