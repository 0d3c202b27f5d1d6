package io.managedidentity.agent.cli.live;

import io.managedidentity.agent.config.AgentConfig;
import io.managedidentity.agent.config.MappingConfig;
import io.managedidentity.agent.config.TokenEndpoint;
import io.managedidentity.agent.routing.RequestUrl;
import io.managedidentity.agent.routing.Route;
import io.managedidentity.agent.routing.RouteDecision;
import io.managedidentity.agent.routing.RouteTable;
import io.managedidentity.agent.routing.SkipReason;
import io.managedidentity.agent.target.HostPattern;
import io.managedidentity.agent.target.PathPattern;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Chooses the requests that mappings are tried with. A token goes only where the mapping itself
 * would put it on such a request: the table of routes decides, as in the agent.
 */
final class Places {
  private static final int HTTPS_PORT = 443;

  private final AgentConfig config;
  private final RouteTable table;

  Places(AgentConfig config, List<String> identityEndpoints) {
    this.config = config;
    this.table = RouteTable.compile(config, identityEndpoints);
  }

  /**
   * Those of the file, in its order. A pattern is none where one of its hosts is tried.
   *
   * @param asked on the command line
   */
  List<Place> ofFile(List<Place> asked) {
    List<Place> places = new ArrayList<>();
    for (MappingConfig mapping : config.mappings()) {
      TokenEndpoint endpoint = mapping.tokenEndpoint();
      if (mapping.tokenRequest() == null) {
        continue;
      }
      if (endpoint != null) {
        places.add(ofEndpoint(mapping, endpoint));
        continue;
      }
      for (HostPattern host : mapping.hosts()) {
        if (!host.hasWildcard()) {
          places.add(of(mapping, host));
        } else if (!isTried(mapping, host, asked)) {
          places.add(
              Place.untried(
                  mapping,
                  host.text(),
                  "a pattern names no single host to try: name one of its hosts with --host, or a URL with"
                      + " --url"));
        }
      }
    }
    return places;
  }

  private static boolean isTried(MappingConfig mapping, HostPattern pattern, List<Place> asked) {
    for (Place place : asked) {
      String name = place.host().toLowerCase(Locale.ROOT);
      int left = name.length() - pattern.suffix().length() - 1;
      if (place.mapping() == mapping
          && left > 0
          && name.endsWith("." + pattern.suffix())
          && pattern.matchesLeft(name, left)) {
        return true;
      }
    }
    return false;
  }

  private static Place ofEndpoint(MappingConfig mapping, TokenEndpoint endpoint) {
    HostPattern host = mapping.hosts().get(0);
    if (endpoint.isAnswered()) {
      return Place.of(
          mapping, Place.Kind.NONE, host.text(), "", 0, "", "", "answered inside the JVM");
    }
    String path = mapping.paths().get(0).text();
    String description = "/v2.0/.well-known/openid-configuration";
    return Place.of(
        mapping,
        Place.Kind.LOGIN_HOST,
        "https://" + host.text() + "/TENANT" + description,
        host.name(),
        port(host),
        "GET",
        path.substring(0, path.indexOf('/', 1)) + description,
        "");
  }

  private Place of(MappingConfig mapping, HostPattern host) {
    String shown = "https://" + withoutAnyPort(host.text());
    String method = method(mapping);
    for (Target target : targets(mapping)) {
      if (isFor(mapping, host.name(), port(host), method, target.text)) {
        return Place.of(
            mapping,
            Place.Kind.SERVICE,
            shown + target.shown,
            host.name(),
            port(host),
            method,
            target.text,
            "");
      }
    }
    RouteDecision decision = decide(host.name(), port(host), method, "/");
    String reason =
        decision.reason() == SkipReason.IDENTITY_ENDPOINT
            ? SkipReason.IDENTITY_ENDPOINT.sentence()
            : "no GET or HEAD that it could be tried with falls under this mapping: name a URL with"
                + " --url";
    return Place.of(
        mapping,
        Place.Kind.WITHOUT_TOKEN,
        shown + "/",
        host.name(),
        port(host),
        "GET",
        "/",
        reason);
  }

  /** A host named on the command line, with the requests that mappings are tried with. */
  Place ofHost(String name) {
    RequestUrl url = RequestUrl.parse("https://" + name + "/");
    for (MappingConfig mapping : config.mappings()) {
      if (mapping.tokenRequest() == null || mapping.tokenEndpoint() != null) {
        continue;
      }
      String method = method(mapping);
      for (Target target : targets(mapping)) {
        if (isFor(mapping, url.host(), url.port(), method, target.text)) {
          return asked(mapping, url, method, target.text, "https://" + name + target.shown);
        }
      }
    }
    return unmapped("https://" + name + "/", decide(url.host(), url.port(), "GET", "/"));
  }

  /** A URL named on the command line: a GET, or a HEAD where its mapping has no GET. */
  Place ofUrl(String text, RequestUrl url) {
    for (String method : new String[] {"GET", "HEAD"}) {
      RouteDecision decision = decide(url.host(), url.port(), method, url.target());
      Route route = decision.route();
      MappingConfig mapping = route == null ? null : route.config();
      if (mapping != null && isTried(decision) && mapping.tokenEndpoint() == null) {
        return asked(mapping, url, method, url.target(), withoutQuery(text));
      }
    }
    return unmapped(withoutQuery(text), decide(url.host(), url.port(), "GET", url.target()));
  }

  private static Place asked(
      MappingConfig mapping, RequestUrl url, String method, String target, String shown) {
    int port = url.port() < 0 ? HTTPS_PORT : url.port();
    return Place.of(mapping, Place.Kind.SERVICE, shown, url.host(), port, method, target, "")
        .asked();
  }

  private static Place unmapped(String shown, RouteDecision decision) {
    return Place.untried(null, shown, decision.reason().sentence() + " No token would go there.");
  }

  /** A query may hold a secret. */
  private static String withoutQuery(String url) {
    int query = url.indexOf('?');
    return query < 0 ? url : url.substring(0, query);
  }

  private boolean isFor(
      MappingConfig mapping, String host, int port, String method, String target) {
    RouteDecision decision = decide(host, port, method, target);
    Route route = decision.route();
    return route != null && route.config() == mapping && isTried(decision);
  }

  /** A mapping that is off is tried as well: that is what one wants to know before it is on. */
  private static boolean isTried(RouteDecision decision) {
    return decision.reason() == SkipReason.NONE || decision.reason() == SkipReason.MODE_OFF;
  }

  private RouteDecision decide(String host, int port, String method, String target) {
    return table.decide("https", host, port, method, target);
  }

  private static int port(HostPattern host) {
    return host.port() > 0 ? host.port() : HTTPS_PORT;
  }

  private static String withoutAnyPort(String host) {
    return host.endsWith(":*") ? host.substring(0, host.length() - 2) : host;
  }

  private static String method(MappingConfig mapping) {
    List<String> methods = mapping.methods();
    return !methods.isEmpty() && !methods.contains("GET") && methods.contains("HEAD")
        ? "HEAD"
        : "GET";
  }

  private static final class Target {
    final String text;
    final String shown;

    /**
     * @param isHidden whether it has values of environment variables, which may be secrets
     */
    Target(String text, boolean isHidden) {
      this.text = text;
      this.shown = isHidden ? "/…" : withoutQuery(text);
    }
  }

  private static List<Target> targets(MappingConfig mapping) {
    List<Target> targets = new ArrayList<>();
    targets.add(new Target(HarmlessRequests.of(mapping.service()), false));
    targets.add(new Target("/", false));
    for (PathPattern path : mapping.paths()) {
      String text = path.text();
      boolean isHidden = !text.equals(path.toString());
      String beginning = path.literalBeginning();
      targets.add(new Target(beginning, isHidden));
      targets.add(new Target(beginning + "x", isHidden));
    }
    return targets;
  }
}
