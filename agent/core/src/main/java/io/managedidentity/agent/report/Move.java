package io.managedidentity.agent.report;

import io.managedidentity.agent.catalogue.CatalogueService;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** One host that an application sends to, over all its clients, and what can be done about it. */
final class Move {
  /** In the order in which they are best done. */
  enum Wave {
    MOVED("moved", "a mapping replaces the secret already"),
    EASY("easy", "the service takes tokens, and no other application has its secret"),
    SHARED("shared", "as easy, but the secret is shared: delete it when all have moved"),
    QUESTION("question", "something has to be answered or tried first"),
    BLOCKED("blocked", "a token on the request does not help"),
    NOTHING("nothing", "no stored secret is sent");

    final String label;
    final String meaning;

    Wave(String label, String meaning) {
      this.label = label;
      this.meaning = meaning;
    }
  }

  final String application;
  final String scheme;
  final String host;
  final int port;
  final @Nullable CatalogueService service;
  final String cloud;
  final boolean isLogin;
  final List<Destination> destinations = new ArrayList<>(2);

  /** Why it is a question or blocked: sentences. */
  final List<String> doubts = new ArrayList<>(1);

  /** What to know though it can be moved: sentences. */
  final List<String> notes = new ArrayList<>(1);

  Wave wave = Wave.NOTHING;

  Move(
      String application,
      Destination first,
      @Nullable CatalogueService service,
      String cloud,
      boolean isLogin) {
    this.application = application;
    this.scheme = first.scheme;
    this.host = first.host;
    this.port = first.port;
    this.service = service;
    this.cloud = cloud;
    this.isLogin = isLogin;
  }

  /** Host, with the port where it is not that of the scheme. */
  String place() {
    return destinations.get(0).place();
  }

  String serviceId() {
    return isLogin ? "entra-token-endpoint" : service == null ? "" : service.id();
  }

  long requests() {
    long requests = 0;
    for (Destination destination : destinations) {
      requests += destination.requests();
    }
    return requests;
  }

  long stored() {
    long stored = 0;
    for (Destination destination : destinations) {
      stored += destination.stored();
    }
    return stored;
  }

  /** Requests on which the application itself sends a token of Entra. */
  long withEntraToken() {
    long tokens = 0;
    for (Destination destination : destinations) {
      for (SecretUse use : destination.secrets()) {
        tokens += use.kind.equals("entra-token") ? use.count() : 0;
      }
    }
    return tokens;
  }

  /** Requests by method, for each first segment. */
  Map<String, Map<String, Long>> methodsByPath() {
    Map<String, Map<String, Long>> paths = new TreeMap<>();
    for (Destination destination : destinations) {
      for (Destination.PathCount path : destination.paths()) {
        paths
            .computeIfAbsent(path.path, key -> new TreeMap<>())
            .merge(path.method, path.count, Long::sum);
      }
    }
    return paths;
  }

  Map<String, Long> methods() {
    Map<String, Long> methods = new TreeMap<>();
    for (Map<String, Long> path : methodsByPath().values()) {
      for (Map.Entry<String, Long> method : path.entrySet()) {
        methods.merge(method.getKey(), method.getValue(), Long::sum);
      }
    }
    return methods;
  }

  /** Kinds of stored secrets. */
  Set<String> kinds() {
    Set<String> kinds = new TreeSet<>();
    for (SecretUse use : uses()) {
      kinds.add(use.kind);
    }
    return kinds;
  }

  Set<String> clients() {
    Set<String> clients = new TreeSet<>();
    for (Destination destination : destinations) {
      clients.add(destination.client);
    }
    return clients;
  }

  /** Of stored secrets. */
  List<SecretUse> uses() {
    List<SecretUse> uses = new ArrayList<>();
    for (Destination destination : destinations) {
      for (SecretUse use : destination.secrets()) {
        if (use.isStored()) {
          uses.add(use);
        }
      }
    }
    return uses;
  }

  Set<String> fingerprints() {
    Set<String> fingerprints = new LinkedHashSet<>();
    for (SecretUse use : uses()) {
      fingerprints.addAll(use.fingerprints());
    }
    return fingerprints;
  }

  /** Whether only methods that read were seen. */
  static boolean isReadOnly(Set<String> methods) {
    for (String method : methods) {
      if (!method.equals("GET") && !method.equals("HEAD") && !method.equals("OPTIONS")) {
        return false;
      }
    }
    return true;
  }
}
