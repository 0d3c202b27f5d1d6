package io.managedidentity.it.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.managedidentity.it.contract.NettyPrograms;
import io.managedidentity.it.jvm.Jdk;
import io.managedidentity.it.jvm.ProbeJvm;
import io.managedidentity.it.server.Http2Servers;
import io.managedidentity.it.server.IdentityServer;
import io.managedidentity.it.server.WireServer;
import io.managedidentity.probe.Message;
import java.io.IOException;
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
 * Vert.x can dial one name and let TLS check the certificate for another: a token goes only where
 * both are the mapped one.
 */
@ParameterizedClass(name = "{0}, {1}")
@MethodSource("clients")
class VertxTlsNameIT {
  private static IdentityServer identity;
  private static ProbeJvm jvm;

  @Parameter(0)
  String version;

  @Parameter(1)
  Jdk jdk;

  static List<Arguments> clients() {
    List<Arguments> rows = new ArrayList<>();
    for (String version : List.of("4.0.0", "4.5.36", "5.0.12", "5.2.3")) {
      for (Jdk jdk : Jdk.outermost(version.startsWith("5") ? 11 : 8)) {
        rows.add(Arguments.of(version, jdk));
      }
    }
    return rows;
  }

  @BeforeParameterizedClassInvocation
  static void open(String version, Jdk jdk) throws IOException {
    identity = new IdentityServer();
    jvm = NettyPrograms.start(jdk, "Vertx5Probe", "vertx/5/" + version, identity);
  }

  @AfterParameterizedClassInvocation
  static void close() throws IOException {
    jvm.close();
    identity.close();
  }

  @AfterEach
  void isWithoutFault() {
    NettyPrograms.assertNoFault(jvm);
  }

  @Test
  void givesNoTokenWhereTlsProvesAnotherName() throws IOException {
    String mapped = "127.0.0.3"; // of this row alone, as is its resource
    String unmapped = "127.0.0.2";
    try (WireServer server = WireServer.https("secure")) {
      String port = ":" + server.port();
      jvm.send(get(unmapped, port).add("server", mapped + port));
      jvm.send(get(mapped, port).add("server", unmapped + port));
      jvm.send(
          NettyPrograms.get("wss://" + unmapped + port + "/ws")
              .add("websocket", "true")
              .add("server", mapped + port));
      assertEquals(0, identity.requestsFor("gamma"));
      assertEquals(3, server.requests().size());
      server.requests().forEach(request -> assertNull(request.authorization()));
      assertTrue(
          jvm.stderrWith("was made for").contains("was made for \"" + unmapped), jvm::stderr);
      server.clear();

      Message answer = jvm.send(get(mapped, port));
      assertEquals("200", answer.get("status"), answer::toString);
      assertEquals("Bearer token-gamma-1", server.requests().get(0).authorization());
    }
  }

  @Test
  void givesNoTokenWhereTlsProvesAnotherNameOverHttp2() throws IOException {
    String mapped = "127.0.0.4";
    try (MockWebServer server = Http2Servers.http2Server()) {
      String port = ":" + server.getPort();
      server.enqueue(new MockResponse(200, Headers.of(), "one"));
      server.enqueue(new MockResponse(200, Headers.of(), "two"));
      jvm.send(get("localhost", port).add("http2", "true").add("server", mapped + port));
      Message answer = jvm.send(get(mapped, port).add("http2", "true"));

      assertEquals("200", answer.get("status"), answer::toString);
      assertNull(Http2Servers.taken(server).getHeaders().get("Authorization"));
      assertEquals(
          "Bearer token-delta-1", Http2Servers.taken(server).getHeaders().get("Authorization"));
    }
  }

  private static Message get(String host, String port) {
    return NettyPrograms.get("https://" + host + port + "/a");
  }
}
