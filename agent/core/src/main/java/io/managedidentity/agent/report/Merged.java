package io.managedidentity.agent.report;

import io.managedidentity.agent.catalogue.Catalogue;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The merged records with what follows from them; made once for all writers. */
final class Merged {
  /** What several applications send to one host. */
  static final class HostSum {
    final String place;
    final String service;
    long requests;
    long stored;
    int applications;
    Move.Wave worst = Move.Wave.NOTHING;

    /** What to know where no stored secret is sent; empty if nothing. */
    String note = "";

    HostSum(String place, String service) {
      this.place = place;
      this.service = service;
    }
  }

  final Fleet fleet;
  final Services services;
  final SharedSecrets secrets;
  private final Moves moves;
  private final Map<Move.Wave, Long> waves = new EnumMap<>(Move.Wave.class);
  private final Map<String, HostSum> hosts = new LinkedHashMap<>();
  private long requests;
  private long stored;
  private long replaced;
  private long connections;

  Merged(Fleet fleet) {
    this.fleet = fleet;
    this.services = new Services(Catalogue.ofThisJar());
    this.secrets = SharedSecrets.of(fleet);
    this.moves = new Moves(services, secrets);
    for (Move.Wave wave : Move.Wave.values()) {
      waves.put(wave, 0L);
    }
    for (Application application : fleet.applications()) {
      connections += application.connections().size();
      for (MappingCounts mapping : application.mappings()) {
        replaced += mapping.replaced();
      }
      for (Move move : moves.of(application)) {
        waves.merge(move.wave, 1L, Long::sum);
        requests += move.requests();
        stored += move.stored();
        HostSum host =
            hosts.computeIfAbsent(move.place(), place -> new HostSum(place, move.serviceId()));
        host.requests += move.requests();
        host.stored += move.stored();
        host.applications++;
        if (move.wave == Move.Wave.NOTHING && host.note.isEmpty()) {
          host.note = String.join(" ", move.notes);
        }
        if (move.wave != Move.Wave.NOTHING
            && (host.worst == Move.Wave.NOTHING || move.wave.compareTo(host.worst) > 0)) {
          host.worst = move.wave;
        }
      }
    }
  }

  /** Made anew at each call: all moves of a fleet would fill the memory. */
  List<Move> moves(Application application) {
    return moves.of(application);
  }

  /** Hosts that get a stored secret first, by requests with one. */
  List<HostSum> hosts() {
    List<HostSum> sorted = new ArrayList<>(hosts.values());
    sorted.sort(
        (one, other) -> {
          int byStored = Long.compare(other.stored, one.stored);
          int byCount = byStored == 0 ? Long.compare(other.requests, one.requests) : byStored;
          return byCount == 0 ? one.place.compareTo(other.place) : byCount;
        });
    return sorted;
  }

  /** Pairs of application and host in a wave. */
  long count(Move.Wave wave) {
    Long count = waves.get(wave);
    return count == null ? 0 : count;
  }

  long requests() {
    return requests;
  }

  /** Requests with a stored secret. */
  long stored() {
    return stored;
  }

  /** How many of these left without it, by the counts of mappings. */
  long replaced() {
    return Math.min(replaced, stored);
  }

  /** Connections that cannot be moved. */
  long connections() {
    return connections;
  }
}
