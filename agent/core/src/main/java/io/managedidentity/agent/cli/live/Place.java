package io.managedidentity.agent.cli.live;

import io.managedidentity.agent.config.MappingConfig;
import org.jspecify.annotations.Nullable;

/** One request that a mapping is tried with. Immutable. */
final class Place {
  /** What the request may carry, and what its answer says. */
  enum Kind {
    /** With the token, where the mapping puts it. */
    SERVICE,
    /** Without a token: none of the mapping's requests is harmless. */
    WITHOUT_TOKEN,
    /** Without a token: the public description of a tenant. */
    LOGIN_HOST,
    /** Nothing is sent. */
    NONE
  }

  private final @Nullable MappingConfig mapping;
  private final Kind kind;
  private final String shown;
  private final String host;
  private final int port;
  private final String method;
  private final String target;

  /** Why it is not tried, or not with a token; empty if there is no reason to say. */
  private final String reason;

  private final boolean isAsked;

  private Place(
      @Nullable MappingConfig mapping,
      Kind kind,
      String shown,
      String host,
      int port,
      String method,
      String target,
      String reason,
      boolean isAsked) {
    this.mapping = mapping;
    this.kind = kind;
    this.shown = shown;
    this.host = host;
    this.port = port;
    this.method = method;
    this.target = target;
    this.reason = reason;
    this.isAsked = isAsked;
  }

  /**
   * @param shown what people are shown in place of it: host and port may come from the environment
   */
  static Place of(
      MappingConfig mapping,
      Kind kind,
      String shown,
      String host,
      int port,
      String method,
      String target,
      String reason) {
    return new Place(mapping, kind, shown, host, port, method, target, reason, false);
  }

  /** A place that is not tried. */
  static Place untried(@Nullable MappingConfig mapping, String shown, String reason) {
    return new Place(mapping, Kind.NONE, shown, "", 0, "", "", reason, mapping == null);
  }

  /** The same, named on the command line. */
  Place asked() {
    return new Place(mapping, kind, shown, host, port, method, target, reason, true);
  }

  /** Null if none is for it. */
  @Nullable MappingConfig mapping() {
    return mapping;
  }

  Kind kind() {
    return kind;
  }

  /** Such as {@code https://orders.vault.azure.net/keys}. */
  String shown() {
    return shown;
  }

  String host() {
    return host;
  }

  /** Host and port as people are shown them. */
  String shownAuthority() {
    int begin = shown.indexOf("://") + 3;
    int end = shown.indexOf('/', begin);
    return shown.substring(begin, end < 0 ? shown.length() : end);
  }

  /** The host as people are shown it: it may come from the environment. */
  String shownHost() {
    String authority = shownAuthority();
    int end = authority.length();
    while (end > 0 && Character.isDigit(authority.charAt(end - 1))) {
      end--;
    }
    boolean hasPort = end > 0 && end < authority.length() && authority.charAt(end - 1) == ':';
    return hasPort ? authority.substring(0, end - 1) : authority;
  }

  int port() {
    return port;
  }

  String method() {
    return method;
  }

  String target() {
    return target;
  }

  String reason() {
    return reason;
  }

  /** Whether it was named on the command line. */
  boolean isAsked() {
    return isAsked;
  }
}
