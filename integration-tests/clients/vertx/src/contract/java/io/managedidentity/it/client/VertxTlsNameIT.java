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
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import okhttp3.Headers;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Vert.x can dial one name and let TLS check the certificate for another: a token goes only where
 * both are the mapped one.
 */
class VertxTlsNameIT {
  private static final String MAPPED = "127.0.0.3";
  private static final String UNMAPPED = "127.0.0.2";

  static List<Arguments> clients() {
    List<Arguments> rows = new ArrayList<>();
    for (String version : List.of("4.0.0", "4.5.36", "5.0.12", "5.2.3")) {
      for (Jdk jdk : Jdk.outermost(version.startsWith("5") ? 11 : 8)) {
        rows.add(Arguments.of(version, jdk));
      }
    }
    return rows;
  }

  @ParameterizedTest(name = "{0}, {1}")
  @MethodSource("clients")
  void givesNoTokenWhereTlsProvesAnotherName(String version, Jdk jdk, @TempDir Path folder)
      throws IOException {
    try (WireServer server = WireServer.https("secure");
        IdentityServer identity = new IdentityServer();
        ProbeJvm jvm = NettyPrograms.start(jdk, "vertx/5/" + version, folder, identity)) {
      String port = ":" + server.port();
      jvm.send(get(UNMAPPED, port).add("server", MAPPED + port));
      jvm.send(get(MAPPED, port).add("server", UNMAPPED + port));
      jvm.send(
          NettyPrograms.get("wss://" + UNMAPPED + port + "/ws")
              .add("websocket", "true")
              .add("server", MAPPED + port));
      assertEquals(List.of(), identity.requests());
      assertEquals(3, server.requests().size());
      server.requests().forEach(request -> assertNull(request.authorization()));
      assertTrue(
          jvm.stderrWith("was made for").contains("was made for \"" + UNMAPPED), jvm::stderr);
      server.clear();

      Message answer = jvm.send(get(MAPPED, port));
      assertEquals("200", answer.get("status"), answer::toString);
      assertEquals("Bearer token-gamma-1", server.requests().get(0).authorization());
      NettyPrograms.assertNoFault(jvm);
    }
  }

  @ParameterizedTest(name = "{0}, {1}")
  @MethodSource("clients")
  void givesNoTokenWhereTlsProvesAnotherNameOverHttp2(String version, Jdk jdk, @TempDir Path folder)
      throws IOException {
    try (MockWebServer server = Http2Servers.http2Server();
        IdentityServer identity = new IdentityServer();
        ProbeJvm jvm = NettyPrograms.start(jdk, "vertx/5/" + version, folder, identity)) {
      String port = ":" + server.getPort();
      server.enqueue(new MockResponse(200, Headers.of(), "one"));
      server.enqueue(new MockResponse(200, Headers.of(), "two"));
      jvm.send(get(UNMAPPED, port).add("http2", "true").add("server", MAPPED + port));
      Message answer = jvm.send(get(MAPPED, port).add("http2", "true"));

      assertEquals("200", answer.get("status"), answer::toString);
      assertNull(Http2Servers.taken(server).getHeaders().get("Authorization"));
      assertEquals(
          "Bearer token-gamma-1", Http2Servers.taken(server).getHeaders().get("Authorization"));
      NettyPrograms.assertNoFault(jvm);
    }
  }

  private static Message get(String host, String port) {
    return NettyPrograms.get("https://" + host + port + "/a");
  }
}
