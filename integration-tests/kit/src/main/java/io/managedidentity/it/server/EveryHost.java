package io.managedidentity.it.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import javax.net.ssl.SSLSocketFactory;

/**
 * A proxy that plays every host that is asked for through it, with a certificate for its name: so a
 * program reaches {@code orders.blob.core.windows.net:443} with neither a name service nor the
 * right to that port. The {@link WireRequest#server} of a request is the HOST:PORT of its tunnel.
 */
public final class EveryHost implements AutoCloseable {
  private final Path folder = Files.createTempDirectory("every-host");
  private final TestAuthority authority = new TestAuthority(folder);
  private final Map<String, SSLSocketFactory> hosts = new ConcurrentHashMap<>();
  private final WireServer server =
      WireServer.ofTunnels(
          host ->
              hosts.computeIfAbsent(
                  host.endsWith(".") ? host.substring(0, host.length() - 1) : host,
                  name -> authority.contextFor(name).getSocketFactory()));

  public EveryHost() throws IOException {}

  /** Of the proxy, on 127.0.0.1. */
  public int port() {
    return server.port();
  }

  /** Options that make a JVM trust these hosts, and its default clients go through this proxy. */
  public List<String> options() {
    List<String> options = new ArrayList<>(authority.trustOptions());
    options.add("-Dhttps.proxyHost=127.0.0.1");
    options.add("-Dhttps.proxyPort=" + port());
    return options;
  }

  /** What the hosts answer; by default 200. */
  public void answer(Function<WireRequest, WireResponse> handler) {
    server.answer(
        request ->
            request.method().equals("CONNECT") ? WireResponse.of(200, "") : handler.apply(request));
  }

  /** What arrived at the hosts since the last {@link #clear}, in order; no CONNECT. */
  public List<WireRequest> requests() {
    return server.requests().stream()
        .filter(request -> !request.method().equals("CONNECT"))
        .toList();
  }

  /** What the proxy itself got: CONNECT. */
  public List<WireRequest> tunnels() {
    return server.requests().stream()
        .filter(request -> request.method().equals("CONNECT"))
        .toList();
  }

  /** Forgets the requests, not how to answer. */
  public void clear() {
    server.keep(List.of());
  }

  @Override
  public void close() throws IOException {
    server.close();
    try (var files = Files.list(folder)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
    Files.delete(folder);
  }
}
