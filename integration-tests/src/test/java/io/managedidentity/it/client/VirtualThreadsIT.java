package io.managedidentity.it.client;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.managedidentity.it.jvm.AgentJar;
import io.managedidentity.it.jvm.Jdk;
import io.managedidentity.it.jvm.ProbeJvm;
import io.managedidentity.it.server.IdentityServer;
import io.managedidentity.it.server.WireServer;
import io.managedidentity.probe.Message;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A blocking client on a virtual thread waits for its token without its carrier: with one carrier
 * in all, another virtual thread goes on meanwhile.
 */
class VirtualThreadsIT {
  private static final String MAPPING =
      """
      { "token": { "firstTokenWait": "20s", "prefetch": false }, "mappings": [
        { "host": "127.0.0.1:*", "resource": "held", "allowPlainHttp": true } ] }
      """;

  @TempDir private Path folder;

  static List<Arguments> clients() {
    List<Arguments> rows = new ArrayList<>();
    for (Jdk jdk : Jdk.from(21)) {
      rows.add(Arguments.of("UrlConnectionProbe", "http-url-connection/none", jdk));
      rows.add(Arguments.of("JavaHttpClientProbe", "java-http-client/none", jdk));
      rows.add(Arguments.of("ApacheHttp4Probe", "apache-httpclient-4/4.5.14", jdk));
      rows.add(Arguments.of("ApacheHttp5Probe", "apache-httpclient-5/5.6.5", jdk));
      rows.add(Arguments.of("OkHttpProbe", "okhttp/5.3.2", jdk));
    }
    return rows;
  }

  @ParameterizedTest(allowZeroInvocations = true)
  @MethodSource("clients")
  void waitsForTokenWithoutCarrier(String probe, String jars, Jdk jdk) throws Exception {
    try (WireServer server = WireServer.http("api");
        IdentityServer identity = new IdentityServer();
        ProbeJvm jvm = start(jdk, jars, identity)) {
      identity.hold("held");
      call(jvm, probe, "http://127.0.0.2:" + server.port() + "/warm-up", "other");
      call(jvm, probe, "http://127.0.0.1:" + server.port() + "/mapped", "start");
      identity.awaitRequestFor("held");

      Message other = call(jvm, probe, "http://127.0.0.2:" + server.port() + "/other", "other");
      identity.release("held");
      Message mapped = call(jvm, probe, "", "finish");

      assertEquals("200", other.get("status"), () -> other + jvm.stderr());
      assertEquals("200", mapped.get("status"), () -> mapped + jvm.stderr());
      assertEquals(
          List.of("/warm-up", "/other", "/mapped"),
          server.requests().stream().map(request -> request.target()).toList());
      assertEquals("Bearer token-held-1", server.requests().get(2).authorization());
    }
  }

  private ProbeJvm start(Jdk jdk, String jars, IdentityServer identity) throws Exception {
    Path mapping = Files.writeString(folder.resolve("mapping.json"), MAPPING);
    return ProbeJvm.start(
        jdk,
        "VirtualThreadsProbe",
        AgentJar.clientPath(jars),
        List.of(
            "-Djdk.virtualThreadScheduler.parallelism=1",
            "-Djdk.virtualThreadScheduler.maxPoolSize=1",
            "-javaagent:" + AgentJar.path() + "=" + mapping),
        identity.environment());
  }

  private static Message call(ProbeJvm jvm, String probe, String url, String step) {
    return jvm.send(
        new Message().add("do", "call").add("probe", probe).add("url", url).add(step, "true"));
  }
}
