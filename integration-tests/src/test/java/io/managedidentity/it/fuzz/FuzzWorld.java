package io.managedidentity.it.fuzz;

import io.managedidentity.it.server.TestAuthority;
import java.io.Closeable;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** All places, proxies and the identity endpoint, and what arrived where. */
final class FuzzWorld implements Closeable {
  static final String HTTP_PROXY = "PROXY_HTTP";
  static final String TLS_PROXY = "PROXY_TLS";
  static final String SOCKS_PROXY = "PROXY_SOCKS";

  final Path folder = Files.createTempDirectory("fuzz");
  final TestAuthority certificates = new TestAuthority(folder);
  final FuzzIdentity identity = new FuzzIdentity();
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final List<Closeable> servers = new ArrayList<>();
  private final Map<String, String> addresses = new TreeMap<>();
  private final Map<String, String> http2Addresses = new TreeMap<>();
  private final Map<String, List<Arrival>> arrivals = new ConcurrentHashMap<>();
  private final List<String> breaches = new CopyOnWriteArrayList<>();
  private final Map<String, TokenKind> slots = new ConcurrentHashMap<>();
  private final AtomicInteger runs = new AtomicInteger();

  FuzzWorld() throws IOException {
    for (FuzzPlace place : FuzzPlace.values()) {
      if (place == FuzzPlace.DEAD) {
        String dead = place.address + ":" + freePort();
        addresses.put(place.placeholder(false), dead);
        addresses.put(place.placeholder(true), dead);
        continue;
      }
      addresses.put(place.placeholder(false), server(place.address, false));
      addresses.put(place.placeholder(true), server(place.address, true));
      FuzzHttp2Server http2 =
          new FuzzHttp2Server(place.address, certificates.contextFor(place.address), this::arrived);
      servers.add(http2);
      http2Addresses.put(place.placeholder(true), http2.authority());
    }
    addresses.put(HTTP_PROXY, server("127.0.0.21", false));
    addresses.put(TLS_PROXY, server("127.0.0.22", true));
    SocksProxy socks = new SocksProxy("127.0.0.23", threads);
    servers.add(socks);
    addresses.put(SOCKS_PROXY, socks.authority());
  }

  private String server(String address, boolean isTls) throws IOException {
    FuzzServer server =
        new FuzzServer(
            address, isTls ? certificates.contextFor(address) : null, this::arrived, threads);
    servers.add(server);
    return server.authority();
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  private FuzzAnswer arrived(Arrival arrival) throws InterruptedException {
    TokenKind kind = slots.get(arrival.slot());
    String breach = TokenRule.breach(arrival, kind);
    if (breach != null) {
      breaches.add(breach + ": " + arrival);
    }
    if (arrival.run() != null) {
      arrivals.computeIfAbsent(arrival.run(), key -> new CopyOnWriteArrayList<>()).add(arrival);
    }
    return kind == TokenKind.REJECTED && TokenRule.carriesFirstToken(arrival)
        ? FuzzAnswer.rejection()
        : FuzzAnswer.to(arrival);
  }

  /** The label of the next run. */
  String nextRun() {
    return String.format("r%07d", runs.incrementAndGet());
  }

  /** The program for one run: with addresses, its slot and its label. */
  String forRun(String program, String slot, String run) {
    String text = program.replace("SLOTNAME", slot).replace("RUNLABEL", run);
    boolean isHttp2 = text.contains("protocol=http2");
    for (Map.Entry<String, String> address : addresses.entrySet()) {
      String http2 = isHttp2 ? http2Addresses.get(address.getKey()) : null;
      text = text.replace(address.getKey(), http2 == null ? address.getValue() : http2);
    }
    return text;
  }

  List<Arrival> takeArrivals(String run) {
    List<Arrival> taken = arrivals.remove(run);
    return taken == null ? List.of() : taken;
  }

  /** Of the rule that has no exception: where a token must not be. */
  List<String> takeBreaches() {
    List<String> taken = List.copyOf(breaches);
    breaches.removeAll(taken);
    return taken;
  }

  /** Writes the mapping file for programs whose slots have these kinds of token. */
  Path mapping(Map<String, TokenKind> kinds) throws IOException {
    slots.clear();
    slots.putAll(kinds);
    identity.forget();
    StringBuilder json =
        new StringBuilder("{ \"token\": { \"firstTokenWait\": \"3s\" }, \"mappings\": [");
    for (FuzzPlace place : FuzzPlace.values()) {
      if (place.audience != null) {
        kinds.forEach(
            (slot, kind) ->
                entry(json, place, "/" + slot + "/**", FuzzIdentity.resource(place, kind, slot)));
        entry(json, place, "/**", place.audience + ".warm");
      }
    }
    for (String address :
        List.of(
            addresses.get(FuzzPlace.LOGIN.placeholder(true)),
            http2Addresses.get(FuzzPlace.LOGIN.placeholder(true)))) {
      kinds.forEach(
          (slot, kind) -> tokenEndpoint(json, address, slot, FuzzIdentity.assertion(kind, slot)));
      tokenEndpoint(json, address, "w", FuzzIdentity.assertion(null, "w"));
    }
    json.setLength(json.length() - 1);
    return Files.writeString(folder.resolve("mapping.json"), json.append("]}"));
  }

  private static void entry(StringBuilder json, FuzzPlace place, String path, String resource) {
    json.append("{\"host\":\"").append(place.address).append(":*\",\"path\":\"").append(path);
    json.append("\",\"resource\":\"").append(resource);
    json.append("\",\"allowPlainHttp\":").append(place.allowsPlain).append("},");
  }

  private static void tokenEndpoint(
      StringBuilder json, String address, String slot, String identity) {
    json.append("{\"tokenEndpoint\":\"https://").append(address).append("/tenant-").append(slot);
    json.append("\",\"identity\":{\"resourceId\":\"").append(FuzzIdentity.IDENTITIES);
    json.append(identity).append("\"}},");
  }

  @Override
  public void close() throws IOException {
    for (Closeable server : servers) {
      server.close();
    }
    identity.close();
    threads.shutdownNow();
  }
}
