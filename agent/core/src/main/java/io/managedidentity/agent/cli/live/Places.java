package io.managedidentity.agent.cli.live;

import io.managedidentity.agent.config.AgentConfig;
import io.managedidentity.agent.config.MappingConfig;
import io.managedidentity.agent.config.TokenEndpoint;
import io.managedidentity.agent.injection.Foresight;
import io.managedidentity.agent.routing.MappingMismatch;
import io.managedidentity.agent.routing.RequestUrl;
import io.managedidentity.agent.routing.Route;
import io.managedidentity.agent.routing.RouteDecision;
import io.managedidentity.agent.routing.RouteTable;
import io.managedidentity.agent.routing.SkipReason;
import io.managedidentity.agent.target.HostPattern;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/**
 * Chooses the requests that mappings are tried with. A token goes only where the mapping itself
 * would put it on such a request: the table of routes decides, as in the agent, and what the
 * mapping removes from a target leaves with neither request.
 */
final class Places {
  private static final int HTTPS_PORT = 443;
  private static final int LAST_PORT = 65535;
  private static final String ROOT = "/";

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
          String shown = "https://" + withoutAnyPort(host.text());
          places.add(of(mapping, shown, host.name(), port(host)));
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
      if (place.mapping() == mapping
          && pattern.matchesPort(place.port(), HTTPS_PORT)
          && pattern.matchesName(place.host())) {
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

  /**
   * @param shown scheme, host and port as people are shown them
   */
  private Place of(MappingConfig mapping, String shown, String host, int port) {
    String method = method(mapping);
    for (String target : Arrays.asList(HarmlessRequests.of(mapping.service()), ROOT)) {
      if (isFor(mapping, host, port, method, target)) {
        return place(mapping, Place.Kind.SERVICE, shown, host, port, method, target, "");
      }
    }
    SkipReason reason = decide(host, port, method, ROOT).reason();
    return place(
        mapping,
        Place.Kind.WITHOUT_TOKEN,
        shown,
        host,
        port,
        "GET",
        ROOT,
        reason == SkipReason.IDENTITY_ENDPOINT
            ? reason.sentence()
            : "no GET or HEAD that it could be tried with falls under this mapping: name a URL with"
                + " --url");
  }

  /** A host named on the command line, with the requests that mappings are tried with. */
  List<Place> ofHost(String name) {
    Asked asked = new Asked(RequestUrl.parse("https://" + name + ROOT));
    List<Place> places = new ArrayList<>();
    for (MappingConfig mapping : naming(asked)) {
      places.add(of(mapping, asked.shown(), asked.host(), asked.port()).asked());
    }
    return places.isEmpty()
        ? Collections.singletonList(unmapped(asked, decide(asked, "GET").reason().sentence()))
        : places;
  }

  /** A URL named on the command line: a GET, or a HEAD where its mapping has no GET. */
  Place ofUrl(RequestUrl url) {
    Asked asked = new Asked(url);
    for (String method : new String[] {"GET", "HEAD"}) {
      RouteDecision decision = decide(asked, method);
      Route route = decision.route();
      MappingConfig mapping = route == null ? null : route.config();
      if (mapping != null && isTried(decision) && mapping.tokenEndpoint() == null) {
        return of(mapping, Place.Kind.SERVICE, asked, method, "");
      }
    }
    List<MappingConfig> naming = naming(asked);
    for (MappingConfig mapping : naming) {
      for (String method : mapping.methods()) {
        if (isFor(mapping, asked.host(), asked.port(), method, asked.target())) {
          String reason = "this mapping takes no GET or HEAD there, so it cannot be tried";
          return of(mapping, Place.Kind.WITHOUT_TOKEN, asked, "GET", reason);
        }
      }
    }
    SkipReason reason = decide(asked, "GET").reason();
    return unmapped(
        asked,
        reason == SkipReason.NOT_MAPPED && !naming.isEmpty()
            ? "No mapping of this host covers that path."
            : reason.sentence());
  }

  private static Place of(
      MappingConfig mapping, Place.Kind kind, Asked asked, String method, String reason) {
    String host = asked.host();
    return place(mapping, kind, asked.shown(), host, asked.port(), method, asked.target(), reason)
        .asked();
  }

  /** The mappings that put tokens on requests to that host, whatever the path and the method. */
  private List<MappingConfig> naming(Asked asked) {
    List<MappingConfig> naming = new ArrayList<>();
    boolean isPort = asked.port() > 0 && asked.port() <= LAST_PORT;
    for (MappingConfig mapping : config.mappings()) {
      if (isPort
          && mapping.tokenRequest() != null
          && mapping.tokenEndpoint() == null
          && MappingMismatch.namesHost(mapping, asked.host(), asked.port())) {
        naming.add(mapping);
      }
    }
    return naming;
  }

  private static Place place(
      MappingConfig mapping,
      Place.Kind kind,
      String shown,
      String host,
      int port,
      String method,
      String target,
      String reason) {
    String sent = Foresight.cut(mapping, target);
    return Place.of(mapping, kind, shown + path(target), host, port, method, sent, reason);
  }

  private static Place unmapped(Asked asked, String sentence) {
    return Place.untried(
        null, asked.shown() + path(asked.target()), sentence + " No token would go there.");
  }

  /** A query may hold a secret. */
  private static String path(String target) {
    int query = target.indexOf('?');
    return query < 0 ? target : target.substring(0, query);
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

  private RouteDecision decide(Asked asked, String method) {
    return decide(asked.host(), asked.port(), method, asked.target());
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
}
