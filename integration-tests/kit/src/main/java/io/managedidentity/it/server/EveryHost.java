package io.managedidentity.it.server;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import okhttp3.tls.HeldCertificate;

/**
 * A proxy that plays every host that is asked for through it, with a certificate for its name: so a
 * program reaches {@code orders.blob.core.windows.net:443} with neither a name service nor the
 * right to that port. The {@link WireRequest#server} of a request is the HOST:PORT of its tunnel.
 */
public final class EveryHost implements AutoCloseable {
  private static final char[] PASSWORD = "changeit".toCharArray();

  private final HeldCertificate authority =
      new HeldCertificate.Builder().commonName("every host").certificateAuthority(0).build();
  private final Map<String, SSLSocketFactory> hosts = new ConcurrentHashMap<>();
  private final Path trustStore = Files.createTempFile("every-host", ".jks");
  private final WireServer server =
      WireServer.ofTunnels(host -> hosts.computeIfAbsent(host, this::sessionsOf));

  public EveryHost() throws IOException {
    try (OutputStream out = Files.newOutputStream(trustStore)) {
      KeyStore store = KeyStore.getInstance("JKS"); // the one type that 8 and 26 both read
      store.load(null, null);
      store.setCertificateEntry("authority", authority.certificate());
      store.store(out, PASSWORD);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Of the proxy, on 127.0.0.1. */
  public int port() {
    return server.port();
  }

  /** Options that make a JVM trust these hosts, and its default clients go through this proxy. */
  public List<String> options() {
    return List.of(
        "-Djavax.net.ssl.trustStore=" + trustStore,
        "-Djavax.net.ssl.trustStorePassword=changeit",
        "-Djavax.net.ssl.trustStoreType=JKS",
        "-Dhttps.proxyHost=127.0.0.1",
        "-Dhttps.proxyPort=" + port());
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
    Files.deleteIfExists(trustStore);
  }

  private SSLSocketFactory sessionsOf(String host) {
    HeldCertificate certificate =
        new HeldCertificate.Builder()
            .commonName("host")
            .addSubjectAlternativeName(host)
            .signedBy(authority)
            .build();
    try {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      store.setKeyEntry(
          "host",
          certificate.keyPair().getPrivate(),
          PASSWORD,
          new Certificate[] {certificate.certificate(), authority.certificate()});
      KeyManagerFactory keys =
          KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      keys.init(store, PASSWORD);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(keys.getKeyManagers(), null, null);
      return context.getSocketFactory();
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
