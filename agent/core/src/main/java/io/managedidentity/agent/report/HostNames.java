package io.managedidentity.agent.report;

import io.managedidentity.agent.target.HostPattern;
import io.managedidentity.agent.target.PatternException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Hosts in lower case, with a port where it is not that of the scheme. Not thread-safe. */
final class HostNames {
  static final String COSMOS = "cosmos-nosql";

  private final Set<String> places = new HashSet<>();

  /** Without ports. */
  private final Set<String> hosts = new HashSet<>();

  /** Whether what a mapping writes covers one of them. */
  private final Map<String, Boolean> covered = new HashMap<>();

  void add(String place) {
    places.add(place);
    hosts.add(bare(place));
    covered.clear();
  }

  /**
   * @param service of the place; empty if none
   */
  boolean hasPlace(String place, String service) {
    return has(places, place, service);
  }

  /** The same, whatever the port. */
  boolean hasHost(String host, String service) {
    return has(hosts, host, service);
  }

  private static boolean has(Set<String> names, String name, String service) {
    if (names.contains(name)) {
      return true;
    }
    int dot = name.indexOf('.');
    if (dot < 0 || !service.equals(COSMOS)) {
      return false;
    }
    // Each region of an account has a host of its own: NAME-REGION.
    for (int end = name.lastIndexOf('-', dot); end > 0; end = name.lastIndexOf('-', end - 1)) {
      if (names.contains(name.substring(0, end) + name.substring(dot))) {
        return true;
      }
    }
    return false;
  }

  /** The account of a host of Cosmos DB: its first label, without the region of one of them. */
  String accountOfCosmos(String place) {
    int dot = Math.max(0, place.indexOf('.'));
    for (int end = place.indexOf('-'); end > 0 && end < dot; end = place.indexOf('-', end + 1)) {
      if (places.contains(place.substring(0, end) + place.substring(dot))) {
        return place.substring(0, end);
      }
    }
    return dot == 0 ? place : place.substring(0, dot);
  }

  /** Whether a mapping names one of them, or a pattern that fits one. */
  boolean areNamedBy(MappingCounts mapping) {
    if (!mapping.tokenEndpoint.isEmpty() && places.contains(hostOf(mapping.tokenEndpoint))) {
      return true;
    }
    for (String text : mapping.hosts) {
      if (covered.computeIfAbsent(text, this::isCovering)) {
        return true;
      }
    }
    return false;
  }

  private boolean isCovering(String text) {
    if (places.contains(text.toLowerCase(Locale.ROOT))) {
      return true;
    }
    HostPattern pattern;
    try {
      pattern = HostPattern.parse(text);
    } catch (PatternException e) {
      return false;
    }
    if (!pattern.hasWildcard()) {
      return hosts.contains(pattern.name().toLowerCase(Locale.ROOT));
    }
    for (String host : hosts) {
      if (Services.matches(pattern, host)) {
        return true;
      }
    }
    return false;
  }

  /** The host part of a URL or of a host with or without its port. */
  static String hostOf(String text) {
    String rest = text.startsWith("https://") ? text.substring("https://".length()) : text;
    int slash = rest.indexOf('/');
    String host = (slash < 0 ? rest : rest.substring(0, slash)).toLowerCase(Locale.ROOT);
    return host.endsWith(":443") ? host.substring(0, host.length() - ":443".length()) : host;
  }

  static String bare(String host) {
    int colon = host.lastIndexOf(':');
    return colon > 0 && host.indexOf(':') == colon ? host.substring(0, colon) : host;
  }
}
