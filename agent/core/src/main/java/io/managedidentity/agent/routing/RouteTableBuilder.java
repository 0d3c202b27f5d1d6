package io.managedidentity.agent.routing;

import io.managedidentity.agent.config.AgentConfig;
import io.managedidentity.agent.config.MappingConfig;
import io.managedidentity.agent.target.HostKind;
import io.managedidentity.agent.target.HostPattern;
import io.managedidentity.agent.target.Ipv6Literal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Sorts the host patterns of all mappings into the tables of a {@link RouteTable}. */
final class RouteTableBuilder {
  private final AgentConfig config;
  private final List<String> identityEndpoints;
  private final Map<String, List<Candidate>> exact = new HashMap<>();
  private final Map<String, List<Candidate>> suffixes = new HashMap<>();
  private final Map<List<Long>, List<Candidate>> addresses = new HashMap<>();

  RouteTableBuilder(AgentConfig config, List<String> identityEndpoints) {
    this.config = config;
    this.identityEndpoints = identityEndpoints;
  }

  private RouteTableBuilder(AgentConfig config) {
    this(config, Collections.<String>emptyList());
  }

  RouteTable build() {
    MappingConfig nothing = MappingConfig.builder(0).build();
    for (HostPattern endpoint : IdentityEndpoints.patterns(identityEndpoints)) {
      add(endpoint, new Candidate(nothing, Candidate.IDENTITY_ENDPOINT, endpoint));
    }
    return table(
        false, hasTokenEndpoints() ? new RouteTableBuilder(config).table(true, null) : null);
  }

  private boolean hasTokenEndpoints() {
    for (MappingConfig mapping : config.mappings()) {
      if (mapping.tokenEndpoint() != null) {
        return true;
      }
    }
    return false;
  }

  private RouteTable table(boolean isOfTokenEndpoints, @Nullable RouteTable tokenEndpoints) {
    Route[] routes = new Route[config.mappings().size()];
    for (int i = 0; i < routes.length; i++) {
      MappingConfig mapping = config.mappings().get(i);
      routes[i] = new Route(mapping);
      for (HostPattern host : mapping.hosts()) {
        if (!isOfTokenEndpoints || mapping.tokenEndpoint() != null) {
          add(host, new Candidate(mapping, i, host));
        }
      }
    }
    return new RouteTable(
        routes,
        new HostTable(frozen(exact)),
        new HostTable(frozen(suffixes)),
        new AddressTable(frozen(addresses)),
        tokenEndpoints);
  }

  private void add(HostPattern host, Candidate candidate) {
    if (host.kind() == HostKind.IPV6) {
      List<Long> key = Arrays.asList(Ipv6Literal.high(host.name()), Ipv6Literal.low(host.name()));
      add(addresses, key, candidate);
    } else if (host.hasWildcard()) {
      add(suffixes, host.suffix(), candidate);
    } else {
      add(exact, host.name(), candidate);
    }
  }

  private static <K> void add(Map<K, List<Candidate>> map, K key, Candidate candidate) {
    List<Candidate> list = map.get(key);
    if (list == null) {
      list = new ArrayList<>(1);
      map.put(key, list);
    }
    list.add(candidate);
  }

  /** Lists are already in the order of the file, because they were filled in that order. */
  private static <K> Map<K, Candidates> frozen(Map<K, List<Candidate>> map) {
    Map<K, Candidates> frozen = new HashMap<>(map.size() * 2);
    for (Map.Entry<K, List<Candidate>> entry : map.entrySet()) {
      frozen.put(entry.getKey(), new Candidates(entry.getValue()));
    }
    return frozen;
  }
}
