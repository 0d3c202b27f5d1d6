package io.managedidentity.it.client;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.managedidentity.it.contract.ClientUnderTest;
import io.managedidentity.it.jvm.AgentJar;
import io.managedidentity.it.jvm.Jdk;
import io.managedidentity.it.jvm.ProbeJvm;
import io.managedidentity.it.server.IdentityServer;
import io.managedidentity.it.server.TestTls;
import io.managedidentity.it.server.WireRequest;
import io.managedidentity.it.server.WireResponse;
import io.managedidentity.it.server.WireServer;
import io.managedidentity.probe.Message;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A private endpoint is a public name that the application's network resolves to an address of its
 * own; and most connections to it resume a TLS session, of which the client sees no certificate.
 * Both prove the name as any other connection does.
 */
class ProvenPlacesIT {
  private static final String MAPPING =
      """
      { "mappings": [
        { "name": "private", "host": "private.test:*", "resource": "alpha" },
        { "name": "local", "host": "localhost:*", "resource": "alpha" } ] }
      """;

  private static final int REQUESTS = 3;

  static List<Arguments> clients() {
    List<Arguments> rows = new ArrayList<>();
    add(rows, "HttpURLConnection", "UrlConnectionProbe", "http-url-connection/none");
    add(rows, "java.net.http", "JavaHttpClientProbe", "java-http-client/none");
    add(rows, "java.net.http, asynchronous", "JavaHttpClientAsyncProbe", "java-http-client/none");
    add(rows, "OkHttp 3.12", "OkHttpProbe", "okhttp/3.12.13");
    add(rows, "OkHttp 5", "OkHttpProbe", "okhttp/5.3.2");
    add(rows, "HttpAsyncClient 4", "ApacheAsync4Probe", "apache-asyncclient-4/4.1.5");
    add(rows, "HttpClient 5.0 async", "ApacheAsync5Probe", "apache-httpclient-5-async/5.0.4");
    add(rows, "HttpClient 5.6 async", "ApacheAsync5Probe", "apache-httpclient-5-async/5.6.5");
    add(rows, "AsyncHttpClient 2", "AsyncHttpClientProbe", "async-http-client/2.15.0");
    add(rows, "AsyncHttpClient 3", "AsyncHttpClientProbe", "async-http-client/3.0.13");
    add(rows, "Vert.x 4", "Vertx5Probe", "vertx/5/4.5.36");
    add(rows, "Vert.x 5", "Vertx5Probe", "vertx/5/5.2.3");
    add(rows, "reactor-netty", "ReactorNettyProbe", "reactor-netty/1.3.7");
    add(rows, "Helidon WebClient", "HelidonWebClientProbe", "helidon-webclient/2.6.13");
    return rows;
  }

  private static void add(List<Arguments> rows, String name, String probe, String jars) {
    ClientUnderTest client = new ClientUnderTest(name, "", probe, jars, 11);
    for (Jdk jdk : Jdk.outermost(11)) { // 8 has no file of hosts for one JVM
      rows.add(Arguments.of(client, jdk));
    }
  }

  @ParameterizedTest(name = "{0}, {1}")
  @MethodSource("clients")
  void givesTokenToPrivateEndpointOverResumedSessions(
      ClientUnderTest client, Jdk jdk, @TempDir Path folder) throws IOException {
    // Its resolver is Netty's own, which knows the machine's file only.
    String host = client.probe().equals("ReactorNettyProbe") ? "localhost" : "private.test";
    try (WireServer server = WireServer.https("secure");
        IdentityServer identity = new IdentityServer();
        ProbeJvm jvm = start(client, jdk, folder, identity)) {
      server.answer(request -> WireResponse.ok().with("Connection: close"));

      for (int i = 0; i < REQUESTS; i++) {
        Message answer =
            jvm.send(
                new Message()
                    .add("do", "call")
                    .add("method", "GET")
                    .add("url", "https://" + host + ":" + server.port() + "/a"));
        assertEquals("200", answer.get("status"), () -> answer + jvm.stderr());
      }

      assertEquals(
          List.of("Bearer token-alpha-1", "Bearer token-alpha-1", "Bearer token-alpha-1"),
          server.requests().stream().map(WireRequest::authorization).toList(),
          jvm::stderr);
      // Helidon makes a TLS context for each connection, and so never resumes.
      boolean isResuming = !client.probe().equals("HelidonWebClientProbe");
      assertEquals(isResuming, server.resumed() > 0, "a session was resumed");
    }
  }

  private static ProbeJvm start(
      ClientUnderTest client, Jdk jdk, Path folder, IdentityServer identity) throws IOException {
    Path mapping = Files.writeString(folder.resolve("mapping.json"), MAPPING);
    Path hosts = Files.writeString(folder.resolve("hosts"), "127.0.0.1 private.test localhost\n");
    List<String> options = new ArrayList<>(List.of(TestTls.shared().trustOptions()));
    options.add("-javaagent:" + AgentJar.path() + "=config=" + mapping);
    options.add("-Djdk.net.hosts.file=" + hosts);
    options.add("-Dvertx.disableDnsResolver=true");
    return ProbeJvm.start(jdk, client.probe(), client.classPath(), options, identity.environment());
  }
}
