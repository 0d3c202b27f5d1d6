package io.managedidentity.agent.routing;

import java.util.Locale;

/**
 * A URL taken apart as the wire will have it, for {@code explain} and redirects: user info is not
 * the host, and a backslash does not end it. Immutable.
 */
public final class RequestUrl {
  private final String scheme;
  private final String host;
  private final int port;
  private final String target;
  private final boolean hasUserInfo;

  private RequestUrl(String scheme, String host, int port, String target, boolean hasUserInfo) {
    this.scheme = scheme;
    this.host = host;
    this.port = port;
    this.target = target;
    this.hasUserInfo = hasUserInfo;
  }

  /**
   * @throws IllegalArgumentException if it has no scheme or no readable port; the message says what
   *     to write, and repeats no user info, query or fragment
   */
  public static RequestUrl parse(String url) {
    int colon = url.indexOf("://");
    if (colon <= 0) {
      throw new IllegalArgumentException(
          quoted(url)
              + " is not an absolute URL. Write it with its scheme, such as https://orders.vault.azure.net/secrets.");
    }
    int start = colon + 3;
    int end = start;
    while (end < url.length() && "/?#".indexOf(url.charAt(end)) < 0) {
      end++;
    }
    String authority = url.substring(start, end);
    int at = authority.lastIndexOf('@');
    String hostAndPort = authority.substring(at + 1);
    int portColon = hostAndPort.lastIndexOf(':');
    boolean hasPort = portColon > hostAndPort.lastIndexOf(']');
    String host = hasPort ? hostAndPort.substring(0, portColon) : hostAndPort;
    int port = hasPort ? port(hostAndPort.substring(portColon + 1), url) : -1;
    return new RequestUrl(
        url.substring(0, colon).toLowerCase(Locale.ROOT),
        host,
        port,
        target(url.substring(end)),
        at >= 0);
  }

  /** Of a request, as its client has it. */
  public static RequestUrl of(String scheme, String host, int port, String target) {
    return new RequestUrl(scheme.toLowerCase(Locale.ROOT), host, port, target, false);
  }

  /** Another path and query at the same place. */
  public RequestUrl at(String otherTarget) {
    return new RequestUrl(scheme, host, port, otherTarget, false);
  }

  private static int port(String digits, String url) {
    int port = 0;
    for (int i = 0; i < digits.length(); i++) {
      char c = digits.charAt(i);
      if (c < '0' || c > '9' || i == 5) {
        throw new IllegalArgumentException(
            "the port of " + quoted(url) + " is not a number. Write one from 1 to 65535, or none.");
      }
      port = port * 10 + c - '0';
    }
    return digits.isEmpty() ? -1 : port;
  }

  /** What stands before an {@code @} may hold any character, so there the whole is left out. */
  private static String quoted(String url) {
    int end = 0;
    while (end < url.length() && "?#".indexOf(url.charAt(end)) < 0) {
      end++;
    }
    return url.indexOf('@') < 0 ? "\"" + url.substring(0, end) + "\"" : "what was given";
  }

  private static String target(String rest) {
    int fragment = rest.indexOf('#');
    String target = fragment < 0 ? rest : rest.substring(0, fragment);
    return target.startsWith("/") ? target : "/" + target;
  }

  public String scheme() {
    return scheme;
  }

  public String host() {
    return host;
  }

  /** -1 for the scheme's default. */
  public int port() {
    return port;
  }

  /** Path and query as on the request line. */
  public String target() {
    return target;
  }

  /**
   * Whether there is something before an {@code @}: it is sent as a credential and does not name a
   * host.
   */
  public boolean hasUserInfo() {
    return hasUserInfo;
  }
}
