package io.managedidentity.agent.report;

import io.managedidentity.agent.catalogue.Catalogue;
import io.managedidentity.agent.catalogue.CatalogueService;
import io.managedidentity.agent.target.HostPattern;
import io.managedidentity.agent.target.PatternException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * All of the records that a statement is about: it names a host, a mapping or the resource of
 * tokens.
 */
final class Scope {
  /** A mapping, destination or connection with its application. */
  static final class Of<T> {
    final Application application;
    final T it;

    Of(Application application, T it) {
      this.application = application;
      this.it = it;
    }
  }

  final String asked;
  final List<Of<MappingCounts>> mappings = new ArrayList<>();
  final List<Of<Destination>> destinations = new ArrayList<>();
  final List<Of<Connection>> connections = new ArrayList<>();

  /** Hosts with their services; an empty text where none is known. */
  final Map<String, String> hosts = new LinkedHashMap<>();

  private final Merged merged;
  private final String host;
  private final boolean isHost;
  private final Set<String> services = new HashSet<>();
  private final List<HostPattern> patterns = new ArrayList<>();
  private final Map<String, HostPattern> parsed = new HashMap<>();

  Scope(Merged merged, String asked) {
    this.merged = merged;
    this.asked = asked.trim();
    this.host = hostOf(this.asked);
    findMappings(false);
    boolean isNamed = !mappings.isEmpty();
    findServices();
    this.isHost = !isNamed && services.isEmpty();
    if (isHost) {
      findMappings(true);
      CatalogueService service = merged.services.of(bare(host), "");
      if (service != null) {
        services.add(service.id());
      }
    } else {
      for (Of<MappingCounts> mapping : mappings) {
        for (String pattern : mapping.it.hosts) {
          addPattern(pattern);
        }
        if (!mapping.it.service.isEmpty()) {
          services.add(mapping.it.service);
        }
      }
    }
    findTraffic();
  }

  /** The host part of a URL or of a host with or without its port. */
  private static String hostOf(String text) {
    String rest = text.startsWith("https://") ? text.substring("https://".length()) : text;
    int slash = rest.indexOf('/');
    String host = (slash < 0 ? rest : rest.substring(0, slash)).toLowerCase(Locale.ROOT);
    return host.endsWith(":443") ? host.substring(0, host.length() - ":443".length()) : host;
  }

  private static String bare(String host) {
    int colon = host.lastIndexOf(':');
    return colon > 0 && host.indexOf(':') == colon ? host.substring(0, colon) : host;
  }

  private void findMappings(boolean byHost) {
    for (Application application : merged.fleet.applications()) {
      for (MappingCounts mapping : application.mappings()) {
        boolean isMeant =
            byHost
                ? covers(mapping) || isNamedBy(application, mapping.name)
                : mapping.name.equals(asked)
                    || (!mapping.resource.isEmpty()
                        && plain(mapping.resource).equals(plain(asked)));
        if (isMeant) {
          mappings.add(new Of<>(application, mapping));
        }
      }
    }
  }

  private boolean covers(MappingCounts mapping) {
    if (hostOf(mapping.tokenEndpoint).equals(host)) {
      return true;
    }
    for (String text : mapping.hosts) {
      HostPattern pattern = pattern(text);
      if (text.equalsIgnoreCase(host) || (pattern != null && matches(pattern, bare(host)))) {
        return true;
      }
    }
    return false;
  }

  /** A mapping of a whole service or a tenant writes no host. */
  private boolean isNamedBy(Application application, String mapping) {
    for (Destination destination : application.destinations()) {
      if (mapping.equals(destination.mapping)
          && (destination.host.equals(host) || destination.place().equals(host))) {
        return true;
      }
    }
    return false;
  }

  private @Nullable HostPattern pattern(String text) {
    HostPattern known = parsed.get(text);
    if (known == null) {
      try {
        known = HostPattern.parse(text);
        parsed.put(text, known);
      } catch (PatternException e) {
        return null;
      }
    }
    return known;
  }

  private void addPattern(String text) {
    HostPattern pattern = pattern(text);
    if (pattern != null && !patterns.contains(pattern)) {
      patterns.add(pattern);
    }
  }

  private static boolean matches(HostPattern pattern, String host) {
    return Services.matches(pattern, host);
  }

  /** Resources of the catalogue and what is asked for, with or without slash and suffix. */
  private static String plain(String resource) {
    String plain = resource.toLowerCase(Locale.ROOT);
    plain =
        plain.endsWith("/.default")
            ? plain.substring(0, plain.length() - "/.default".length())
            : plain;
    return plain.endsWith("/") ? plain.substring(0, plain.length() - 1) : plain;
  }

  private void findServices() {
    for (CatalogueService service : Catalogue.ofThisJar().all()) {
      for (String cloud : Catalogue.CLOUDS) {
        String resource = service.resource(cloud);
        if (resource != null && plain(resource).equals(plain(asked))) {
          services.add(service.id());
        }
      }
    }
  }

  private void findTraffic() {
    for (Application application : merged.fleet.applications()) {
      for (Destination destination : application.destinations()) {
        String service = serviceOf(destination);
        if (isMeant(application, destination, service)) {
          destinations.add(new Of<>(application, destination));
          hosts.putIfAbsent(destination.place(), service);
        }
      }
    }
    if (isHost && hosts.isEmpty() && !mappings.isEmpty()) {
      hosts.put(host, services.isEmpty() ? "" : services.iterator().next());
    }
    for (Application application : merged.fleet.applications()) {
      for (Connection connection : application.connections()) {
        if (isMeant(application, connection)) {
          connections.add(new Of<>(application, connection));
        }
      }
    }
  }

  private String serviceOf(Destination destination) {
    if (merged.services.isLoginHost(destination.host)) {
      return "entra-token-endpoint";
    }
    CatalogueService service = merged.services.of(destination.host, destination.service());
    return service == null ? "" : service.id();
  }

  private boolean isMeant(Application application, Destination destination, String service) {
    if (isHost) {
      return destination.host.equals(host) || destination.place().equals(host);
    }
    if (destination.mapping != null) {
      for (Of<MappingCounts> mapping : mappings) {
        if (mapping.application == application && mapping.it.name.equals(destination.mapping)) {
          return true;
        }
      }
    }
    for (HostPattern pattern : patterns) {
      if (matches(pattern, destination.host)) {
        return true;
      }
    }
    return mappings.isEmpty() && services.contains(service);
  }

  private boolean isMeant(Application application, Connection connection) {
    if (isHost ? connection.host.equals(bare(host)) : hostIsHere(connection.host)) {
      return true;
    }
    for (Of<MappingCounts> mapping : mappings) {
      if (mapping.application == application && mapping.it.name.equals(connection.mapping())) {
        return true;
      }
    }
    // Data of Cosmos DB goes to hosts that do not carry the account's name.
    boolean isAnyHost = connection.protocol.equals("rntbd") || (!isHost && mappings.isEmpty());
    return isAnyHost && services.contains(connection.service());
  }

  private boolean hostIsHere(String name) {
    for (String place : hosts.keySet()) {
      if (bare(place).equals(name)) {
        return true;
      }
    }
    for (HostPattern pattern : patterns) {
      if (matches(pattern, name)) {
        return true;
      }
    }
    return false;
  }

  /** Applications whose requests, connections or mappings are meant. */
  Set<String> applications() {
    Set<String> names = new TreeSet<>();
    for (Of<MappingCounts> mapping : mappings) {
      if (mapping.it.requests > 0) {
        names.add(mapping.application.name);
      }
    }
    for (Of<Destination> destination : destinations) {
      names.add(destination.application.name);
    }
    for (Of<Connection> connection : connections) {
      names.add(connection.application.name);
    }
    return names;
  }

  /** Numbers of runs with requests or connections that are meant. */
  Set<Integer> runs() {
    Set<Integer> runs = new TreeSet<>();
    for (Of<MappingCounts> mapping : mappings) {
      if (mapping.it.requests > 0) {
        addAll(runs, mapping.it.runs);
      }
    }
    for (Of<Destination> destination : destinations) {
      addAll(runs, destination.it.runs());
    }
    for (Of<Connection> connection : connections) {
      addAll(runs, connection.it.runs());
    }
    return runs;
  }

  private static void addAll(Set<Integer> runs, RunSet some) {
    for (int i = 0; i < some.size(); i++) {
      runs.add(some.get(i));
    }
  }
}
