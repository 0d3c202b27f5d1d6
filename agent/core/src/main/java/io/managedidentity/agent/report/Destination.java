package io.managedidentity.agent.report;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Where one application sends requests with one client: the sums of its runs. */
final class Destination {
  private static final int MOST_PATHS = 65; // those of one run, and the rest
  private static final int MOST_SECRETS = 64;
  private static final int MOST_VERSIONS = 8;

  final String scheme;
  final String host;
  final int port;
  final String client;

  /** Name of the mapping that names it; null in mode discover. */
  final @Nullable String mapping;

  private String service = "";
  private String first = "";
  private String last = "";
  private long requests;
  private Set<String> versions = Collections.emptySet();
  private final List<PathCount> paths = new ArrayList<>(4);
  private final List<SecretUse> secrets = new ArrayList<>(2);
  private final RunSet runs = new RunSet();

  /** How often a method went to a first segment. */
  static final class PathCount {
    final String method;
    final String path;
    long count;

    PathCount(String method, String path) {
      this.method = method;
      this.path = path;
    }
  }

  Destination(String scheme, String host, int port, String client, @Nullable String mapping) {
    this.scheme = scheme;
    this.host = host;
    this.port = port;
    this.client = client;
    this.mapping = mapping;
  }

  void add(JsonObject line, int run, String salt, Texts texts) {
    runs.add(run);
    requests += line.number("requests");
    first = Times.earlier(first, line.text("first"));
    last = Times.later(last, line.text("last"));
    if (service.isEmpty()) {
      service = texts.one(line.text("service"));
    }
    String version = line.text("clientVersion");
    if (!version.isEmpty() && versions.size() < MOST_VERSIONS && !versions.contains(version)) {
      Set<String> more = new TreeSet<>(versions);
      more.add(texts.one(version));
      versions = more;
    }
    for (JsonObject path : line.objects("paths")) {
      path(texts.one(path.text("method")), texts.one(path.text("path"))).count +=
          path.number("count");
    }
    for (JsonObject secret : line.objects("secrets")) {
      use(texts.one(secret.text("kind")), texts.one(secret.text("place"))).add(secret, salt, texts);
    }
  }

  private PathCount path(String method, String path) {
    for (PathCount known : paths) {
      if (known.method.equals(method) && known.path.equals(path)) {
        return known;
      }
    }
    if (paths.size() >= MOST_PATHS) {
      return rest(method);
    }
    PathCount added = new PathCount(method, path);
    paths.add(added);
    return added;
  }

  private PathCount rest(String method) {
    for (PathCount known : paths) {
      if (known.method.equals(method) && known.path.equals("*")) {
        return known;
      }
    }
    if (paths.size() >= 2 * MOST_PATHS) {
      return paths.get(paths.size() - 1);
    }
    PathCount added = new PathCount(method, "*");
    paths.add(added);
    return added;
  }

  private SecretUse use(String kind, String place) {
    for (SecretUse known : secrets) {
      if (known.kind.equals(kind) && known.place.equals(place)) {
        return known;
      }
    }
    if (secrets.size() >= MOST_SECRETS) {
      return secrets.get(MOST_SECRETS - 1);
    }
    SecretUse added = new SecretUse(kind, place);
    secrets.add(added);
    return added;
  }

  /** Id of the catalogue that the record names; empty if none. */
  String service() {
    return service;
  }

  String first() {
    return first;
  }

  String last() {
    return last;
  }

  long requests() {
    return requests;
  }

  Set<String> versions() {
    return versions;
  }

  List<PathCount> paths() {
    return paths;
  }

  List<SecretUse> secrets() {
    return secrets;
  }

  RunSet runs() {
    return runs;
  }

  /** Requests with a stored secret. */
  long stored() {
    long stored = 0;
    for (SecretUse use : secrets) {
      stored += use.isStored() ? use.count() : 0;
    }
    return stored;
  }

  /** {@code host}, with the port where it is not that of the scheme. */
  String place() {
    boolean isDefault = port == 0 || port == (scheme.equals("http") ? 80 : 443);
    return isDefault ? host : (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
  }
}
