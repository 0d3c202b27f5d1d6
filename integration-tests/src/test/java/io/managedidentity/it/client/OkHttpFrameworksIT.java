package io.managedidentity.it.client;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.managedidentity.it.jvm.AgentJar;
import io.managedidentity.it.jvm.Jdk;
import io.managedidentity.it.jvm.ProbeJvm;
import io.managedidentity.it.server.IdentityServer;
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

/** Released frameworks over OkHttp, unmodified: refused without the agent, served with it. */
class OkHttpFrameworksIT {
  private static final String MAPPING =
      """
      { "mappings": [ { "host": "127.0.0.1:*", "resource": "alpha", "allowPlainHttp": true } ] }
      """;

  @TempDir private Path folder;

  static List<Arguments> frameworks() {
    List<Arguments> rows = new ArrayList<>();
    for (Jdk jdk : Jdk.all()) {
      rows.add(Arguments.of("RetrofitProbe", "retrofit-2.9.0", jdk));
      rows.add(Arguments.of("FeignProbe", "feign-10.12", jdk));
      rows.add(Arguments.of("RestTemplateProbe", "spring-web-4.3.30", jdk));
      rows.add(Arguments.of("AzureCoreProbe", "azure-core-1.57.0", jdk));
    }
    return rows;
  }

  @ParameterizedTest
  @MethodSource("frameworks")
  void letsFrameworkIn(String probe, String jars, Jdk jdk) throws IOException {
    Path mapping = Files.writeString(folder.resolve("mapping.json"), MAPPING);
    try (IdentityServer identity = new IdentityServer();
        WireServer server = WireServer.http("api")) {
      server.answer(
          request ->
              "Bearer token-alpha-1".equals(request.authorization())
                  ? WireResponse.ok()
                  : WireResponse.of(401, "no").with("WWW-Authenticate: Bearer"));
      String url = "http://127.0.0.1:" + server.port() + "/orders";

      Message without = call(probe, jars, jdk, identity, url, List.of());
      Message with =
          call(
              probe,
              jars,
              jdk,
              identity,
              url,
              List.of("-javaagent:" + AgentJar.path() + "=" + mapping));

      assertEquals("401", without.get("status"), without::toString);
      assertEquals("200", with.get("status"), with::toString);
      assertEquals(2, server.requests().size(), () -> server.requests().toString());
    }
  }

  private static Message call(
      String probe, String jars, Jdk jdk, IdentityServer identity, String url, List<String> options)
      throws IOException {
    List<String> classPath =
        List.of(
            AgentJar.clientJars("okhttp-frameworks/" + jars),
            AgentJar.clientProbes("okhttp-frameworks"));
    try (ProbeJvm jvm = ProbeJvm.start(jdk, probe, classPath, options, identity.environment())) {
      return jvm.send(new Message().add("do", "call").add("url", url));
    }
  }
}
