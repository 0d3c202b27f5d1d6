package io.managedidentity.agent.target;

/**
 * A host as a mapping names it: a name, an IP literal or a pattern, and the ports that it covers.
 * {@code *} stands for one label or, beside other characters, for a part of one (which may be
 * empty); {@code **} for one or more labels. The last label is always literal. Immutable.
 */
public final class HostPattern {
  /** {@link #port()}: the default port of the request's scheme only. */
  public static final int DEFAULT_PORT = -1;

  /** {@link #port()}: every port. */
  public static final int ANY_PORT = 0;

  private final String text;
  private final HostKind kind;
  private final String name;
  private final String suffix;
  private final String left;
  private final boolean hasPartialWildcard;
  private final int port;

  HostPattern(String text, HostKind kind, String name, int port) {
    this.text = text;
    this.kind = kind;
    this.name = name;
    this.port = port;
    int lastStar = name.lastIndexOf('*');
    int dot = lastStar < 0 ? -1 : name.indexOf('.', lastStar);
    this.suffix = dot < 0 ? "" : name.substring(dot + 1);
    this.left = dot < 0 ? "" : Glob.compile(name.substring(0, dot));
    this.hasPartialWildcard = dot >= 0 && HostPatternParser.hasPartialWildcard(name);
  }

  /**
   * Reads {@code host}, {@code host:port} or {@code host:*}.
   *
   * @throws PatternException says what is wrong and what to write instead
   */
  public static HostPattern parse(String text) throws PatternException {
    return new HostPatternParser(text, text).parse();
  }

  /**
   * @param written what {@link #text} returns: the same with placeholders
   */
  public static HostPattern parse(String text, String written) throws PatternException {
    return new HostPatternParser(text, written).parse();
  }

  /** The pattern as it was written. */
  public String text() {
    return text;
  }

  /** {@code NAME} (patterns included), {@code IPV4} or {@code IPV6}. */
  public HostKind kind() {
    return kind;
  }

  /** Lower-case ASCII without trailing dot and port; IPv6 as written. */
  public String name() {
    return name;
  }

  public boolean hasWildcard() {
    return !suffix.isEmpty();
  }

  /** The literal labels after the last wildcard, or an empty text for an exact name. */
  public String suffix() {
    return suffix;
  }

  /** A port from 1 to 65535, {@link #DEFAULT_PORT} or {@link #ANY_PORT}. */
  public int port() {
    return port;
  }

  /**
   * Whether the labels left of the suffix match: the first {@code end} characters of a valid ASCII
   * host. A wildcard for a part of a label never matches next to an encoded one ({@code xn--}),
   * since no part of that means anything (RFC 6125 section 6.4.3).
   */
  public boolean matchesLeft(String host, int end) {
    return !(hasPartialWildcard && hasEncodedLabel(host, end))
        && Glob.matches(left, host, 0, end, '.', true);
  }

  /** Whether it covers a valid ASCII name in lower case, without a dot at its end; port aside. */
  public boolean matchesName(String host) {
    if (!hasWildcard()) {
      return host.equals(name);
    }
    int end = host.length() - suffix().length() - 1;
    return end > 0 && host.endsWith("." + suffix()) && matchesLeft(host, end);
  }

  /** Whether this port is covered; {@code schemeDefault} is that of the request's scheme. */
  public boolean matchesPort(int requestPort, int schemeDefault) {
    return port == ANY_PORT || requestPort == (port == DEFAULT_PORT ? schemeDefault : port);
  }

  private static boolean hasEncodedLabel(String host, int end) {
    for (int at = 0; at >= 0 && at < end; at = host.indexOf('.', at) + 1) {
      if (host.regionMatches(true, at, "xn--", 0, 4)) {
        return true;
      }
      if (host.indexOf('.', at) < 0) {
        return false;
      }
    }
    return false;
  }

  @Override
  public String toString() {
    return text;
  }
}
