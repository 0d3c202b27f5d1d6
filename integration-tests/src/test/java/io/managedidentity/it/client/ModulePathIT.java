package io.managedidentity.it.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.managedidentity.it.contract.ClientLine;
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
@ParameterizedClass(name = "{0}, {1}")
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
  ClientLine client;

  @Parameter(1)
  Jdk jdk;

  static List<Arguments> clients() {
    return ClientLine.rows(ModulePathIT.class, "http2", "multiplexed");
  }

  @BeforeParameterizedClassInvocation
  static void open(ClientLine client, Jdk jdk) throws IOException {
    identity = new IdentityServer();
    mapping = Files.writeString(Files.createTempFile("mapping", ".json"), MAPPING);
    jvm = start(client.program(), client.jars(), jdk);
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
    assumeTrue(client.can("http2"), "its probe has no HTTP/2");
    try (MockWebServer server = Http2Servers.http2Server()) {
      List<String> versions = new ArrayList<>(List.of("true"));
      if (client.can("multiplexed")) {
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
