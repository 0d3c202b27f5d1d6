package io.managedidentity.it.client;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.managedidentity.it.contract.ClientLine;
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

  /** 8 has no file of hosts for one JVM. */
  static List<Arguments> clients() {
    return ClientLine.rows(ProvenPlacesIT.class, "resumes", "ownResolver");
  }

  @ParameterizedTest(name = "{0}, {1}")
  @MethodSource("clients")
  void givesTokenToPrivateEndpointOverResumedSessions(
      ClientLine client, Jdk jdk, @TempDir Path folder) throws IOException {
    // A resolver of its own knows the machine's file only.
    String host = client.can("ownResolver") ? "localhost" : "private.test";
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
      assertEquals(client.can("resumes"), server.resumed() > 0, "a session was resumed");
    }
  }

  private static ProbeJvm start(ClientLine client, Jdk jdk, Path folder, IdentityServer identity)
      throws IOException {
    Path mapping = Files.writeString(folder.resolve("mapping.json"), MAPPING);
    Path hosts = Files.writeString(folder.resolve("hosts"), "127.0.0.1 private.test localhost\n");
    List<String> options = new ArrayList<>(List.of(TestTls.shared().trustOptions()));
    options.add("-javaagent:" + AgentJar.path() + "=config=" + mapping);
    options.add("-Djdk.net.hosts.file=" + hosts);
    options.add("-Dvertx.disableDnsResolver=true");
    return ProbeJvm.start(
        jdk, client.program(), AgentJar.clientPath(client.jars()), options, identity.environment());
  }
}
