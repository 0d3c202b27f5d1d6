package io.managedidentity.agent.injection;

import io.managedidentity.agent.routing.RequestUrl;
import io.managedidentity.agent.routing.Route;
import io.managedidentity.agent.routing.RouteDecision;
import io.managedidentity.agent.routing.RouteTable;
import io.managedidentity.agent.routing.SkipReason;
import io.managedidentity.agent.target.HostKind;
import io.managedidentity.agent.target.HostName;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Where an answer sends the client, and what becomes of a request there by the mappings in use. The
 * header is untrusted; of it only scheme, host and port are shown, since paths and queries hold
 * secrets. Immutable.
 */
final class Redirect {
  private static final String SIGN_IN =
      " If it is a page for signing in, the service did not accept the token: check \"resource\".";

  private final RequestUrl from;

  /** Null if the header cannot be read. */
  private final @Nullable RequestUrl to;

  /** Null likewise. */
  private final @Nullable RouteDecision decision;

  private Redirect(RequestUrl from, @Nullable RequestUrl to, @Nullable RouteDecision decision) {
    this.from = from;
    this.to = to;
    this.decision = decision;
  }

  /**
   * @param from the request that is redirected
   * @param method of the request that the client makes of it
   * @return null if the answer names no place, so that no client follows it
   */
  static @Nullable Redirect of(
      RequestUrl from, String method, AnswerHeaders headers, RouteTable table) {
    List<String> locations = headers.all("location");
    if (locations.isEmpty()) {
      return null;
    }
    // Of two, some clients take the first and some the last.
    RequestUrl to = locations.size() > 1 ? null : Location.resolve(locations.get(0).trim(), from);
    return new Redirect(
        from,
        to,
        to == null ? null : table.decide(to.scheme(), to.host(), to.port(), method, to.target()));
  }

  /** Whether a request there gets no token of this mapping. */
  boolean leaves(String mapping) {
    RouteDecision known = decision;
    Route route = known == null ? null : known.route();
    return known == null
        || known.kind() == RouteDecision.Kind.SKIP
        || route == null
        || !route.config().name().equals(mapping);
  }

  /** What tells kinds of redirects apart; few, and none of the server's own words. */
  String cause() {
    RouteDecision known = decision;
    Route route = known == null ? null : known.route();
    return known == null
        ? "unreadable"
        : known.kind() == RouteDecision.Kind.SKIP || route == null
            ? known.reason().label()
            : "mapping " + route.config().name();
  }

  /** Where it leads, in words that follow "a redirect". */
  String place() {
    RequestUrl known = to;
    String host = known == null ? null : shown(known.host());
    return known == null || host == null
        ? "to a place that the agent cannot read"
        : "to \"" + known.scheme() + "://" + host + port(known) + "\"";
  }

  /** Null if it is not the name or address of a host. */
  private static @Nullable String shown(String host) {
    HostKind kind = HostName.kindOf(host);
    String name = kind == HostKind.NON_ASCII ? HostName.toAscii(host) : host;
    if (kind == HostKind.INVALID || name == null) {
      return null;
    }
    String lower = name.toLowerCase(Locale.ROOT);
    return lower.indexOf(':') >= 0 && !lower.startsWith("[") ? "[" + lower + "]" : lower;
  }

  private static String port(RequestUrl url) {
    return effectivePort(url) == defaultPort(url) ? "" : ":" + url.port();
  }

  private static int effectivePort(RequestUrl url) {
    return url.port() < 0 ? defaultPort(url) : url.port();
  }

  private static int defaultPort(RequestUrl url) {
    return url.scheme().equals("https") ? 443 : 80;
  }

  /** What becomes of a request there, in sentences. */
  String outlook() {
    RouteDecision known = decision;
    if (known == null) {
      return "If the client follows it, that request is decided on its own.";
    }
    Route route = known.route();
    if (known.kind() != RouteDecision.Kind.SKIP && route != null) {
      return "A request there falls under mapping \"" + route.config().name() + "\".";
    }
    SkipReason reason = known.reason();
    String why = "A request there gets no token: " + reason.sentence();
    if (reason == SkipReason.IDENTITY_ENDPOINT) {
      return why + SIGN_IN;
    }
    if (reason != SkipReason.NOT_MAPPED) {
      return why;
    }
    return why
        + SIGN_IN
        + (isSamePlace()
            ? " If it needs a token, a mapping must name its path and method."
            : " If it needs a token, name that host in a mapping.");
  }

  private boolean isSamePlace() {
    RequestUrl other = to;
    return other != null
        && other.scheme().equals(from.scheme())
        && effectivePort(other) == effectivePort(from)
        && String.valueOf(shown(other.host())).equals(shown(from.host()));
  }
}
