package io.managedidentity.agent.runtime;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Hosts that the environment names as identity endpoints. A request of the application to one of
 * them, such as that of its own token library, never gets a token, whatever a mapping says.
 */
public final class EndpointVariables {
  private static final String[] VARIABLES = {
    "IDENTITY_ENDPOINT",
    "IMDS_ENDPOINT",
    "MSI_ENDPOINT",
    "AZURE_POD_IDENTITY_AUTHORITY_HOST",
    "AZURE_AUTHORITY_HOST",
    "AZURE_KUBERNETES_TOKEN_PROXY"
  };

  private EndpointVariables() {}

  /** As {@code host:port}; the default port is written out. */
  public static List<String> ofThisProcess() {
    List<String> hosts = new ArrayList<>();
    for (String variable : VARIABLES) {
      String host = hostAndPort(System.getenv(variable));
      if (host != null) {
        hosts.add(host);
      }
    }
    return hosts;
  }

  static @Nullable String hostAndPort(@Nullable String url) {
    String trimmed = url == null ? "" : url.trim();
    int scheme = trimmed.indexOf("://");
    if (scheme < 0) {
      return null;
    }
    int start = scheme + 3;
    int end = start;
    while (end < trimmed.length() && "/?#".indexOf(trimmed.charAt(end)) < 0) {
      end++;
    }
    String authority = trimmed.substring(start, end);
    if (authority.isEmpty() || authority.indexOf('@') >= 0) {
      return null; // no source accepts such an endpoint either
    }
    boolean hasPort = authority.lastIndexOf(':') > authority.lastIndexOf(']');
    return hasPort ? authority : authority + (trimmed.startsWith("https:") ? ":443" : ":80");
  }
}
