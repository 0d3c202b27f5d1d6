package io.managedidentity.agent.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
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
  private long first;
  private long last;
  private long requests;
  private long unreadBodies;
  private Set<String> versions = Collections.emptySet();
  private final RunSet runs = new RunSet();

  // In arrays, since there can be half a million of these.

  /** Method and first segment of each path, one after the other. */
  private String[] paths = {};

  private long[] pathCounts = {};
  private SecretUse[] secrets = {};

  /** How often a method went to a first segment. Immutable. */
  static final class PathCount {
    final String method;
    final String path;
    final long count;

    PathCount(String method, String path, long count) {
      this.method = method;
      this.path = path;
      this.count = count;
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
    unreadBodies += line.number("unreadBodies");
    first = Times.earlier(first, Times.millis(line.text("first")));
    last = Math.max(last, Times.millis(line.text("last")));
    if (service.isEmpty()) {
      service = texts.one(line.text("service"));
    }
    String version = line.text("clientVersion");
    if (!version.isEmpty() && versions.size() < MOST_VERSIONS && !versions.contains(version)) {
      Set<String> more = new TreeSet<>(versions);
      more.add(texts.one(version));
      versions = more.size() == 1 ? texts.alone(texts.one(version)) : more;
    }
    for (JsonObject path : line.objects("paths")) {
      int at = path(texts.one(path.text("method")), texts.one(path.text("path")));
      pathCounts[at] += path.number("count");
    }
    for (JsonObject secret : line.objects("secrets")) {
      use(texts.one(secret.text("kind")), texts.one(secret.text("place"))).add(secret, salt, texts);
    }
  }

  /** Its number. */
  private int path(String method, String path) {
    int known = find(method, path);
    if (known >= 0) {
      return known;
    }
    boolean isFull = pathCounts.length >= MOST_PATHS;
    if (isFull && !path.equals("*")) {
      return path(method, "*");
    }
    // As many rests as there are methods; a record that names more is not one of ours.
    return pathCounts.length >= 2 * MOST_PATHS ? pathCounts.length - 1 : added(method, path);
  }

  private int find(String method, String path) {
    for (int i = 0; i < pathCounts.length; i++) {
      if (paths[2 * i].equals(method) && paths[2 * i + 1].equals(path)) {
        return i;
      }
    }
    return -1;
  }

  private int added(String method, String path) {
    int at = pathCounts.length;
    pathCounts = Arrays.copyOf(pathCounts, at + 1);
    paths = Arrays.copyOf(paths, 2 * at + 2);
    paths[2 * at] = method;
    paths[2 * at + 1] = path;
    return at;
  }

  private SecretUse use(String kind, String place) {
    for (SecretUse known : secrets) {
      if (known.kind.equals(kind) && known.place.equals(place)) {
        return known;
      }
    }
    if (secrets.length >= MOST_SECRETS) {
      // A stored secret must not be counted as none; three kinds are not stored.
      for (int i = secrets.length - 1; i >= 0; i--) {
        if (secrets[i].isStored() || secrets[i].kind.equals(kind)) {
          return secrets[i];
        }
      }
    }
    SecretUse added = new SecretUse(kind, place);
    secrets = Arrays.copyOf(secrets, secrets.length + 1);
    secrets[secrets.length - 1] = added;
    return added;
  }

  /** Id of the catalogue that the record names; empty if none. */
  String service() {
    return service;
  }

  String first() {
    return Times.text(first);
  }

  String last() {
    return Times.text(last);
  }

  long requests() {
    return requests;
  }

  /** Token requests and batches in which nobody looked for a secret. */
  long unreadBodies() {
    return unreadBodies;
  }

  Set<String> versions() {
    return versions;
  }

  List<PathCount> paths() {
    List<PathCount> all = new ArrayList<>(pathCounts.length);
    for (int i = 0; i < pathCounts.length; i++) {
      all.add(new PathCount(paths[2 * i], paths[2 * i + 1], pathCounts[i]));
    }
    return all;
  }

  List<SecretUse> secrets() {
    return Arrays.asList(secrets);
  }

  RunSet runs() {
    return runs;
  }

  /**
   * Requests with a stored secret; one with two of them counts twice, as far as there are others.
   */
  long stored() {
    long stored = 0;
    for (SecretUse use : secrets) {
      stored += use.isStored() ? use.count() : 0;
    }
    return requests == 0 ? stored : Math.min(stored, requests);
  }

  /** {@code host}, with the port where it is not that of the scheme. */
  String place() {
    boolean isDefault = port == 0 || port == (scheme.equals("http") ? 80 : 443);
    return isDefault ? host : (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
  }

  /** The same place, client and mapping: the key among those of an application. */
  @Override
  public boolean equals(@Nullable Object other) {
    if (!(other instanceof Destination)) {
      return false;
    }
    Destination that = (Destination) other;
    return port == that.port
        && host.equals(that.host)
        && scheme.equals(that.scheme)
        && client.equals(that.client)
        && Objects.equals(mapping, that.mapping);
  }

  @Override
  public int hashCode() {
    return (host.hashCode() * 31 + client.hashCode()) * 31 + port;
  }
}
