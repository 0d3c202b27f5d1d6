package io.managedidentity.agent.routing;

import io.managedidentity.agent.config.MappingConfig;
import io.managedidentity.agent.target.HostKind;
import io.managedidentity.agent.target.HostName;
import io.managedidentity.agent.target.HostPattern;
import io.managedidentity.agent.target.Ipv6Literal;
import io.managedidentity.agent.target.PathPattern;
import io.managedidentity.agent.target.RawPath;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Why one mapping does not match one request, in words, for {@code explain}. Decides nothing: the
 * table does.
 */
public final class MappingMismatch {
  private static final int HTTPS_PORT = 443;

  private MappingMismatch() {}

  /** The first thing that does not fit, or null if the mapping matches. */
  public static @Nullable String of(MappingConfig mapping, RequestUrl url, String method) {
    boolean isEncrypted = url.scheme().equals("https") || url.scheme().equals("wss");
    int schemeDefault = isEncrypted ? 443 : 80;
    int port = url.port() < 0 ? schemeDefault : url.port();
    boolean isHost = false;
    boolean isPort = false;
    for (HostPattern pattern : mapping.hosts()) {
      if (matchesHost(pattern, url.host())) {
        isHost = true;
        isPort |= pattern.matchesPort(port, schemeDefault);
      }
    }
    if (!isHost) {
      return "host \"" + url.host() + "\" is not " + mapping.hosts();
    }
    if (!isPort) {
      return "port "
          + port
          + " is not covered by "
          + mapping.hosts()
          + "; without a port a pattern means the scheme's default";
    }
    if (!mapping.methods().isEmpty() && !mapping.methods().contains(method)) {
      return "method " + method + " is not in " + mapping.shown("methods", mapping.methods());
    }
    int end = RawPath.end(url.target()); // a query may have secrets
    return matchesPath(mapping, url.target(), end)
        ? null
        : "path \"" + url.target().substring(0, end) + "\" does not match " + mapping.paths();
  }

  /** Whether the mapping names that host and port for encrypted requests, on any path. */
  public static boolean namesHost(MappingConfig mapping, String host, int port) {
    return namesHost(mapping, host, port, HTTPS_PORT);
  }

  /** The same for requests of a scheme with that default port. */
  public static boolean namesHost(MappingConfig mapping, String host, int port, int schemeDefault) {
    for (HostPattern pattern : mapping.hosts()) {
      if (pattern.matchesPort(port, schemeDefault) && matchesHost(pattern, host)) {
        return true;
      }
    }
    return false;
  }

  /** Whether the mapping names that host, for whatever port. */
  public static boolean namesHost(MappingConfig mapping, String host) {
    for (HostPattern pattern : mapping.hosts()) {
      if (matchesHost(pattern, host)) {
        return true;
      }
    }
    return false;
  }

  /** Whether the pattern covers the host, port aside. */
  static boolean matchesHost(HostPattern pattern, String host) {
    HostKind kind = HostName.kindOf(host);
    String name = kind == HostKind.NON_ASCII ? HostName.toAscii(host) : host;
    if (kind == HostKind.INVALID || name == null) {
      return false;
    }
    if (kind == HostKind.IPV6 || pattern.kind() == HostKind.IPV6) {
      return kind == pattern.kind()
          && Ipv6Literal.high(name) == Ipv6Literal.high(pattern.name())
          && Ipv6Literal.low(name) == Ipv6Literal.low(pattern.name());
    }
    String lower = name.substring(0, HostName.end(name)).toLowerCase(Locale.ROOT);
    return (kind != HostKind.IPV4 || !pattern.hasWildcard()) && pattern.matchesName(lower);
  }

  private static boolean matchesPath(MappingConfig mapping, String target, int end) {
    if (mapping.paths().isEmpty()) {
      return true;
    }
    for (PathPattern path : mapping.paths()) {
      for (String reading : RawPath.readings(target, end)) {
        if (path.matches(reading, reading.length())) {
          return true;
        }
      }
    }
    return false;
  }
}
