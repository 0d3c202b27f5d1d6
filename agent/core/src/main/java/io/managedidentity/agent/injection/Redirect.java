package io.managedidentity.agent.injection;

import io.managedidentity.agent.routing.RequestUrl;
import io.managedidentity.agent.routing.Route;
import io.managedidentity.agent.routing.RouteDecision;
import io.managedidentity.agent.routing.RouteTable;
import io.managedidentity.agent.target.HostKind;
import io.managedidentity.agent.target.HostName;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Where an answer sends the client, and what becomes of a request there by the mappings in use. The
 * header is untrusted; of it only scheme, host and port are shown, since paths and queries hold
 * secrets. Immutable.
 */
final class Redirect {
  private static final String AUTHORITY = "://";

  /** Null if the header cannot be read. */
  private final @Nullable RequestUrl to;

  /** Null likewise. */
  private final @Nullable RouteDecision decision;

  private Redirect(@Nullable RequestUrl to, @Nullable RouteDecision decision) {
    this.to = to;
    this.decision = decision;
  }

  /**
   * @param from URL of the request that is redirected
   * @param method of the request that the client makes of it
   */
  static Redirect of(String from, String method, AnswerHeaders headers, RouteTable table) {
    List<String> locations = headers.all("location");
    RequestUrl to = locations.isEmpty() ? null : resolved(from, locations.get(0).trim());
    return new Redirect(
        to,
        to == null ? null : table.decide(to.scheme(), to.host(), to.port(), method, to.target()));
  }

  /** As clients resolve it (RFC 9110, 10.2.2). */
  private static @Nullable RequestUrl resolved(String from, String location) {
    try {
      if (isAbsolute(location)) {
        return RequestUrl.parse(location);
      }
      if (location.startsWith("//")) {
        return RequestUrl.parse(from.substring(0, from.indexOf(AUTHORITY) + 1) + location);
      }
      // What URI would refuse of the request's own URL does not matter here.
      String base = location.startsWith("/") ? from.substring(0, pathOf(from)) + "/" : from;
      return RequestUrl.parse(URI.create(base).resolve(location).toString());
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  private static int pathOf(String url) {
    return url.indexOf('/', url.indexOf(AUTHORITY) + AUTHORITY.length());
  }

  private static boolean isAbsolute(String location) {
    int end = 0;
    while (end < location.length() && "/?#".indexOf(location.charAt(end)) < 0) {
      end++;
    }
    return location.startsWith(AUTHORITY, end - 1) && end > 1;
  }

  /** Whether a request there gets no token of this mapping. */
  boolean leaves(String mapping) {
    return decision == null
        || decision.kind() == RouteDecision.Kind.SKIP
        || decision.route() == null
        || !decision.route().config().name().equals(mapping);
  }

  /** What tells kinds of redirects apart; few, and none of the server's own words. */
  String cause() {
    Route route = decision == null ? null : decision.route();
    return decision == null
        ? "unreadable"
        : decision.kind() == RouteDecision.Kind.SKIP || route == null
            ? decision.reason().label()
            : "mapping " + route.config().name();
  }

  /** Where it leads, in words that follow "a redirect". */
  String place() {
    RequestUrl known = to;
    if (known == null || HostName.kindOf(known.host()) == HostKind.INVALID) {
      return "to a place that the agent cannot read";
    }
    String host = known.host();
    boolean isBare = host.indexOf(':') >= 0 && !host.startsWith("[");
    return "to \""
        + known.scheme()
        + AUTHORITY
        + (isBare ? "[" + host + "]" : host).toLowerCase(Locale.ROOT)
        + (known.port() < 0 ? "" : ":" + known.port())
        + "\"";
  }

  /** What becomes of a request there, in sentences. */
  String outlook() {
    RouteDecision known = decision;
    if (known == null) {
      return "If the client follows it, that request is decided on its own.";
    }
    Route route = known.route();
    if (known.kind() != RouteDecision.Kind.SKIP && route != null) {
      return "A request there is the business of mapping \"" + route.config().name() + "\".";
    }
    return "A request there gets no token: "
        + known.reason().sentence()
        + (route == null
            ? " If it is a page for signing in, the service did not accept the token: check"
                + " \"resource\". If it needs a token, name that host in a mapping."
            : "");
  }
}
