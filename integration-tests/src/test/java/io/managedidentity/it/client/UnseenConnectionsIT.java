package io.managedidentity.it.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.managedidentity.it.jvm.AgentJar;
import io.managedidentity.it.jvm.Jdk;
import io.managedidentity.it.jvm.ProbeJvm;
import io.managedidentity.it.server.IdentityServer;
import io.managedidentity.it.server.TestTls;
import io.managedidentity.it.server.WireServer;
import io.managedidentity.probe.Message;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Mapped hosts that are reached by a client which no hook knows. */
class UnseenConnectionsIT {
  private static final String MAPPING =
      """
      { "mappings": [
        { "name": "one", "host": "127.0.0.1:*", "path": "/only/here/**", "resource": "alpha" },
        { "name": "two", "host": "localhost:*", "resource": "alpha" } ] }
      """;

  @TempDir private Path folder;

  static List<Jdk> jdks() {
    return Jdk.all();
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void saysOnceWhichHostNoCoveredClientReaches(Jdk jdk) throws Exception {
    try (WireServer server = WireServer.https("api");
        IdentityServer identity = new IdentityServer();
        ProbeJvm jvm = start(jdk, "RawTlsProbe", identity)) {
      Message answer = call(jvm, "https://127.0.0.1:" + server.port() + "/a");
      call(jvm, "https://127.0.0.1:" + server.port() + "/b");
      call(jvm, "https://127.0.0.2:" + server.port() + "/c");
      jvm.send(
          new Message()
              .add("do", "call")
              .add("engine", "true")
              .add("url", "https://localhost:" + server.port() + "/d"));

      String said = awaitText(jvm, "mapping \"two\": a TLS connection to localhost");

      assertEquals("72", answer.get("first"), answer::toString); // the H of HTTP/1.1
      assertTrue(
          said.contains(
              "mapping \"one\": a TLS connection to 127.0.0.1:"
                  + server.port()
                  + " was opened by io.managedidentity.probe.RawTlsProbe, but no covered client"),
          said);
      assertEquals(2, said.split("a TLS connection to ", -1).length - 1, said);
      assertFalse(said.contains("127.0.0.2"), said);
    }
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void saysNothingOfHostThatCoveredClientReaches(Jdk jdk) throws Exception {
    try (WireServer server = WireServer.https("api");
        IdentityServer identity = new IdentityServer();
        ProbeJvm jvm = start(jdk, "UrlConnectionProbe", identity)) {
      Message answer = call(jvm, "https://localhost:" + server.port() + "/a");
      TimeUnit.SECONDS.sleep(6); // longer than the agent waits before it speaks

      assertEquals("200", answer.get("status"), answer::toString);
      assertFalse(jvm.stderr().contains("TLS connection"), jvm::stderr);
    }
  }

  private ProbeJvm start(Jdk jdk, String probe, IdentityServer identity) throws IOException {
    Path mapping = Files.writeString(folder.resolve("mapping.json"), MAPPING);
    List<String> options = new ArrayList<>(List.of(TestTls.shared().trustOptions()));
    options.add("-javaagent:" + AgentJar.path() + "=" + mapping);
    return ProbeJvm.start(jdk, probe, List.of(), options, identity.environment());
  }

  private static Message call(ProbeJvm jvm, String url) {
    return jvm.send(new Message().add("do", "call").add("url", url));
  }

  private static String awaitText(ProbeJvm jvm, String text) {
    String stderr = jvm.stderr();
    for (int i = 0; i < 10 && !stderr.contains(text); i++) {
      stderr = jvm.stderrWith(text);
    }
    return stderr;
  }
}
