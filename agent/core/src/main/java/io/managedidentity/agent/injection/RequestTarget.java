package io.managedidentity.agent.injection;

import io.managedidentity.agent.target.HostKind;
import io.managedidentity.agent.target.HostName;

/**
 * Forms of a request target (RFC 9112, 3.2): path and query, a whole URL, or {@code *}. A whole URL
 * itself says where the request goes: a proxy sends it there, and an origin server must use its
 * host (3.2.2).
 */
final class RequestTarget {
  private static final String AUTHORITY = "://";
  private static final int HTTP_PORT = 80;
  private static final int HTTPS_PORT = 443;

  private RequestTarget() {}

  /** Path and query, at which mappings look. */
  static String originForm(String target) {
    if (target.startsWith("/")) {
      return target;
    }
    int authority = target.indexOf(AUTHORITY);
    int path = authority < 0 ? -1 : target.indexOf('/', authority + AUTHORITY.length());
    int query = target.indexOf('?');
    if (path >= 0 && (query < 0 || path < query)) {
      return target.substring(path);
    }
    return query < 0 ? "/" : "/" + target.substring(query);
  }

  /**
   * Whether the target, if it is a whole URL, names this host and port. False also if two programs
   * could read it differently. Allocates nothing for a path.
   *
   * @param scheme of the connection, for its default port
   * @param port -1 for the default
   */
  static boolean isAt(String target, String scheme, String host, int port) {
    if (target.isEmpty() || "/?*".indexOf(target.charAt(0)) >= 0) {
      return true;
    }
    int begin = target.indexOf(AUTHORITY);
    if (begin < 0) {
      return false;
    }
    String named = target.substring(0, begin);
    boolean isSecure = named.equalsIgnoreCase("https") || named.equalsIgnoreCase("wss");
    if (!isSecure && !named.equalsIgnoreCase("http") && !named.equalsIgnoreCase("ws")) {
      return false;
    }
    String authority = authority(target, begin + AUTHORITY.length());
    int at = authority.lastIndexOf('@');
    if (authority.indexOf('\\') >= 0) {
      return false; // a slash to some
    }
    String place = authority.substring(at + 1);
    int colon = place.lastIndexOf(':');
    boolean hasPort = colon >= 0 && place.indexOf(']', colon) < 0;
    return isHost(hasPort ? place.substring(0, colon) : place, host)
        && isPort(hasPort ? place.substring(colon + 1) : "", isSecure, scheme, port);
  }

  /** Host and port that a whole URL names, without user and password; for messages. */
  static String place(String target) {
    int begin = target.indexOf(AUTHORITY);
    String authority = begin < 0 ? target : authority(target, begin + AUTHORITY.length());
    return authority.substring(authority.lastIndexOf('@') + 1);
  }

  private static String authority(String target, int from) {
    int end = from;
    while (end < target.length() && "/?#".indexOf(target.charAt(end)) < 0) {
      end++;
    }
    return target.substring(from, end);
  }

  private static boolean isHost(String named, String host) {
    String one = bare(named);
    String other = bare(host);
    return one.equalsIgnoreCase(other)
        || (HostName.kindOf(other) == HostKind.NON_ASCII
            && one.equalsIgnoreCase(HostName.toAscii(other)));
  }

  /** Without the brackets of an IPv6 address and a trailing dot. */
  private static String bare(String host) {
    boolean isBracketed = host.startsWith("[") && host.endsWith("]");
    return isBracketed
        ? host.substring(1, host.length() - 1)
        : host.substring(0, HostName.end(host));
  }

  private static boolean isPort(String named, boolean isSecure, String scheme, int port) {
    int own = port > 0 ? port : scheme.equalsIgnoreCase("https") ? HTTPS_PORT : HTTP_PORT;
    if (named.isEmpty()) {
      return port <= 0 || own == (isSecure ? HTTPS_PORT : HTTP_PORT);
    }
    return named.equals(String.valueOf(own));
  }
}
