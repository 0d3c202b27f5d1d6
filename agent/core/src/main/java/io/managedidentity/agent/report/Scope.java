package io.managedidentity.agent.report;

import io.managedidentity.agent.catalogue.Catalogue;
import io.managedidentity.agent.catalogue.CatalogueService;
import io.managedidentity.agent.target.HostPattern;
import io.managedidentity.agent.target.PatternException;
import java.util.ArrayList;
import java.util.BitSet;
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

  /** Names of the mappings whose name or resource is asked for. */
  private final Map<Application, Set<String>> askedMappings = new HashMap<>();

  /** Those whose resource is asked for. */
  private final Set<String> askedServices = new HashSet<>();

  /** Those of all that is meant. */
  private final Set<String> services = new HashSet<>();

  private final List<HostPattern> patterns = new ArrayList<>();
  private final HostNames names = new HostNames();

  Scope(Merged merged, String asked) {
    this.merged = merged;
    this.asked = asked.trim();
    this.host = HostNames.hostOf(this.asked);
    findNamed();
    findServices();
    // A mapping may have the name of a host, and a resource may be one.
    this.isHost = (mappings.isEmpty() && askedServices.isEmpty()) || isHostOfRecords();
    services.addAll(askedServices);
    if (isHost) {
      names.add(host);
      services.add(merged.services.idOf(HostNames.bare(host), ""));
    }
    Set<String> texts = new HashSet<>();
    for (Of<MappingCounts> mapping : mappings) {
      texts.addAll(mapping.it.hosts);
      services.add(mapping.it.service);
    }
    for (String text : texts) {
      addPattern(text);
    }
    findDestinations();
    services.addAll(hosts.values());
    findOtherMappings();
    if (isHost && hosts.isEmpty() && !mappings.isEmpty()) {
      hosts.put(host, merged.services.idOf(HostNames.bare(host), ""));
    }
    findConnections();
  }

  /** By name or resource. */
  private void findNamed() {
    for (Application application : merged.fleet.applications()) {
      for (MappingCounts mapping : application.mappings()) {
        if (mapping.name.equals(asked)
            || (!mapping.resource.isEmpty() && plain(mapping.resource).equals(plain(asked)))) {
          mappings.add(new Of<>(application, mapping));
          askedMappings.computeIfAbsent(application, key -> new HashSet<>()).add(mapping.name);
        }
      }
    }
  }

  private boolean isHostOfRecords() {
    HostNames name = new HostNames();
    name.add(host);
    for (Application application : merged.fleet.applications()) {
      for (MappingCounts mapping : application.mappings()) {
        if (name.areNamedBy(mapping)) {
          return true;
        }
      }
      for (Destination destination : application.destinations()) {
        if (isAsked(destination)) {
          return true;
        }
      }
      for (Connection connection : application.connections()) {
        if (name.hasHost(connection.host, "")) {
          return true;
        }
      }
    }
    return false;
  }

  private boolean isAsked(Destination destination) {
    return destination.host.equals(host) || destination.place().equals(host);
  }

  private void addPattern(String text) {
    try {
      patterns.add(HostPattern.parse(text));
    } catch (PatternException e) {
      // The mapping is found by the destinations that name it.
    }
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
          askedServices.add(service.id());
        }
      }
    }
  }

  /** What is meant, and all else that goes to the same hosts. */
  private void findDestinations() {
    BitSet meant = new BitSet();
    int number = 0;
    for (Application application : merged.fleet.applications()) {
      for (Destination destination : application.destinations()) {
        if (isMeant(application, destination)) {
          meant.set(number);
          addName(destination);
        }
        number++;
      }
    }
    number = 0;
    for (Application application : merged.fleet.applications()) {
      for (Destination destination : application.destinations()) {
        String service = serviceOf(destination);
        if (meant.get(number++) || names.hasPlace(destination.place(), service)) {
          destinations.add(new Of<>(application, destination));
          hosts.putIfAbsent(destination.place(), service);
        }
      }
    }
  }

  private void addName(Destination destination) {
    // Mappings of tenants have the host of their logins in common, and nothing else.
    if (!merged.services.isLoginHost(destination.host)) {
      names.add(destination.place());
    }
  }

  /** Each that a destination here names, or that covers a host that is meant. */
  private void findOtherMappings() {
    Map<Application, Set<String>> named = new HashMap<>();
    for (Of<Destination> destination : destinations) {
      String mapping = destination.it.mapping;
      if (mapping != null) {
        named.computeIfAbsent(destination.application, key -> new HashSet<>()).add(mapping);
      }
      addName(destination.it);
    }
    Set<MappingCounts> known = new HashSet<>();
    for (Of<MappingCounts> mapping : mappings) {
      known.add(mapping.it);
    }
    for (Application application : merged.fleet.applications()) {
      Set<String> here = named.get(application);
      for (MappingCounts mapping : application.mappings()) {
        boolean isNamed = here != null && here.contains(mapping.name);
        if (!known.contains(mapping) && (isNamed || names.areNamedBy(mapping))) {
          mappings.add(new Of<>(application, mapping));
        }
      }
    }
  }

  private void findConnections() {
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
    return merged.services.idOf(destination.host, destination.service());
  }

  private boolean isMeant(Application application, Destination destination) {
    return (isHost && isAsked(destination))
        || isNamed(application, destination.mapping)
        || isCovered(destination.host)
        || (!askedServices.isEmpty() && askedServices.contains(serviceOf(destination)));
  }

  private boolean isMeant(Application application, Connection connection) {
    String service = merged.services.idOf(connection.host, connection.service());
    // Data of Cosmos DB goes to hosts that do not carry the account's name.
    return (connection.protocol.equals("rntbd") && services.contains(connection.service()))
        || hosts.containsKey(connection.host)
        || names.hasHost(connection.host, service)
        || isCovered(connection.host)
        || isNamed(application, connection.mapping())
        || askedServices.contains(service)
        || askedServices.contains(connection.service());
  }

  private boolean isNamed(Application application, @Nullable String mapping) {
    if (mapping == null) {
      return false;
    }
    Set<String> named = askedMappings.get(application);
    return named != null && named.contains(mapping);
  }

  private boolean isCovered(String name) {
    for (HostPattern pattern : patterns) {
      if (Services.matches(pattern, name)) {
        return true;
      }
    }
    return false;
  }

  /** The account of a host of Cosmos DB that is meant. */
  String accountOfCosmos(String place) {
    return names.accountOfCosmos(place);
  }

  /** Applications whose requests, connections or mappings are meant. */
  Set<String> applications() {
    Set<String> found = new TreeSet<>();
    for (Of<MappingCounts> mapping : mappings) {
      if (mapping.it.requests > 0) {
        found.add(mapping.application.name);
      }
    }
    for (Of<Destination> destination : destinations) {
      found.add(destination.application.name);
    }
    for (Of<Connection> connection : connections) {
      found.add(connection.application.name);
    }
    return found;
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
