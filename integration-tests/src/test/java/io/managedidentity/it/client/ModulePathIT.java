package io.managedidentity.it.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.managedidentity.it.jvm.AgentJar;
import io.managedidentity.it.jvm.Jdk;
import io.managedidentity.it.jvm.ProbeJvm;
import io.managedidentity.it.server.Http2Servers;
import io.managedidentity.it.server.IdentityServer;
import io.managedidentity.it.server.TestTls;
import io.managedidentity.it.server.WireRequest;
import io.managedidentity.it.server.WireServer;
import io.managedidentity.probe.Message;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import okhttp3.Headers;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Clients on the module path, with a descriptor of their own or as automatic modules: what a module
 * does not export, only its own woven classes may call.
 */
@ParameterizedClass(name = "{0}, {1}, {2}")
@MethodSource("clients")
class ModulePathIT {
  private static final String MAPPING =
      """
      { "token": { "firstTokenWait": "5s" }, "mappings": [
        { "name": "refuse", "host": "127.0.0.1:*", "path": "/refuse/**", "resource": "broken",
          "allowPlainHttp": true, "onTokenFailure": "fail-request" },
        { "name": "alpha", "host": "127.0.0.1:*", "resource": "alpha", "allowPlainHttp": true }
      ] }
      """;

  private static IdentityServer identity;
  private static Path mapping;
  private static ProbeJvm jvm;

  @Parameter(0)
  String probe;

  @Parameter(1)
  String jars;

  @Parameter(2)
  Jdk jdk;

  /** Probe, jars, lowest JDK. */
  static List<Arguments> clients() {
    List<Arguments> rows = new ArrayList<>();
    add(rows, "Vertx3Probe", 11, "vertx/3/3.9.16");
    add(rows, "Vertx5Probe", 11, "vertx/5/4.5.36", "vertx/5/5.0.12");
    add(rows, "Vertx5Probe", 11, "vertx/5/5.2.3");
    add(rows, "ReactorNettyProbe", 11, "reactor-netty/1.3.7");
    add(rows, "HelidonWebClientProbe", 11, "helidon-webclient/2.6.13");
    add(rows, "HelidonWebClientProbe", 17, "helidon-webclient/3.2.11");
    add(rows, "Jetty9Probe", 11, "jetty-client/9/9.4.58.v20250814");
    add(rows, "Jetty11Probe", 11, "jetty-client/11/10.0.26", "jetty-client/11/11.0.26");
    add(rows, "Jetty12Probe", 17, "jetty-client/12/12.0.0", "jetty-client/12/12.1.14");
    add(rows, "OkHttpProbe", 11, "okhttp/3.14.9", "okhttp/4.12.0");
    add(rows, "OkHttpProbe", 11, "okhttp/5.3.2");
    add(rows, "OkHttp2Probe", 11, "okhttp-2/2.7.5");
    add(rows, "ApacheHttp4Probe", 11, "apache-httpclient-4/4.5.14");
    add(rows, "ApacheHttp5Probe", 11, "apache-httpclient-5/5.6.5");
    add(rows, "ApacheAsync4Probe", 11, "apache-asyncclient-4/4.1.5");
    add(rows, "ApacheAsync5Probe", 11, "apache-httpclient-5-async/5.6.5");
    add(rows, "AsyncHttpClientProbe", 11, "async-http-client/2.15.0");
    add(rows, "AsyncHttpClientProbe", 11, "async-http-client/3.0.13");
    add(rows, "AsyncHttpClient1Probe", 11, "async-http-client-1/1.9.40");
    add(rows, "CommonsHttpClientProbe", 11, "commons-httpclient-3/3.1");
    return rows;
  }

  private static void add(List<Arguments> rows, String probe, int lowestJdk, String... jars) {
    for (String folder : jars) {
      for (Jdk jdk : Jdk.outermost(lowestJdk)) {
        rows.add(Arguments.of(probe, folder, jdk));
      }
    }
  }

  @BeforeParameterizedClassInvocation
  static void open(String probe, String jars, Jdk jdk) throws IOException {
    identity = new IdentityServer();
    mapping = Files.writeString(Files.createTempFile("mapping", ".json"), MAPPING);
    jvm = start(probe, jars, jdk);
  }

  @AfterParameterizedClassInvocation
  static void close() throws IOException {
    jvm.close();
    identity.close();
    Files.delete(mapping);
  }

  @AfterEach
  void isWithoutFault() {
    assertEquals("0", jvm.send(new Message().add("do", "errors")).get("errors"), jvm::stderr);
    assertFalse(jvm.stderr().contains("Please report"), jvm::stderr);
  }

  @Test
  void coversClientOnModulePath() throws IOException {
    try (WireServer server = WireServer.http("plain")) {
      Message answer = jvm.send(get("http://127.0.0.1:" + server.port() + "/a"));
      assertEquals("200", answer.get("status"), () -> answer + jvm.stderr());
      assertEquals("Bearer token-alpha-1", only(server).authorization());
      server.clear();

      Message refused = jvm.send(get("http://127.0.0.1:" + server.port() + "/refuse/a"));
      assertNull(refused.get("status"), refused::toString);
      assertEquals(List.of(), server.requests());

      jvm.send(get("http://127.0.0.2:" + server.port() + "/u"));
      assertNull(only(server).authorization());
    }
  }

  @Test
  void coversClientOnModulePathOverHttp2() throws IOException {
    boolean hasHttp2 =
        probe.equals("Vertx5Probe")
            || probe.equals("ReactorNettyProbe")
            || probe.startsWith("Jetty1");
    assumeTrue(hasHttp2, "its probe has no HTTP/2");
    try (MockWebServer server = Http2Servers.http2Server()) {
      List<String> versions = new ArrayList<>(List.of("true"));
      if (jars.startsWith("vertx/5/5.2")) {
        versions.add("multiplex");
      }
      for (String version : versions) {
        server.enqueue(new MockResponse(200, Headers.of(), "end"));
        Message answer =
            jvm.send(get("https://127.0.0.1:" + server.getPort() + "/a").add("http2", version));

        assertEquals("200", answer.get("status"), () -> answer + jvm.stderr());
        assertEquals(
            List.of("Bearer token-alpha-1"),
            Http2Servers.taken(server).getHeaders().values("Authorization"));
      }
    }
  }

  /** The probe stays on the class path, from where it reads all modules. */
  private static ProbeJvm start(String probe, String jars, Jdk jdk) throws IOException {
    String all = AgentJar.clientJars(jars);
    List<String> options = new ArrayList<>(List.of(TestTls.shared().trustOptions()));
    options.add("-javaagent:" + AgentJar.path() + "=config=" + mapping);
    options.add("--module-path=" + all.substring(0, all.length() - "/*".length()));
    options.add("--add-modules=ALL-MODULE-PATH");
    return ProbeJvm.start(
        jdk, probe, List.of(AgentJar.clientPrograms(jars)), options, identity.environment());
  }

  private static Message get(String url) {
    return new Message().add("do", "call").add("method", "GET").add("url", url);
  }

  private static WireRequest only(WireServer server) {
    assertEquals(1, server.requests().size(), () -> server.requests().toString());
    return server.requests().get(0);
  }
}
