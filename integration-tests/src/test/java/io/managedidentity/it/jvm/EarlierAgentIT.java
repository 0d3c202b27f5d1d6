package io.managedidentity.it.jvm;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.managedidentity.it.server.IdentityServer;
import io.managedidentity.it.server.WireServer;
import io.managedidentity.probe.EarlyAgent;
import io.managedidentity.probe.Message;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Client classes that another agent loaded first are woven all the same. */
class EarlierAgentIT {
  @TempDir Path folder;

  @ParameterizedTest
  @MethodSource("io.managedidentity.it.jvm.Jdk#all")
  void injectsIntoAClientThatWasLoadedBefore(Jdk jdk) throws IOException {
    Path mapping =
        Files.writeString(
            folder.resolve("mapping.json"),
            "{ \"mappings\": [ { \"host\": \"127.0.0.1:*\", \"resource\": \"alpha\", \"allowPlainHttp\": true } ] }");
    try (WireServer server = WireServer.http("server");
        IdentityServer identity = new IdentityServer();
        ProbeJvm jvm =
            ProbeJvm.start(
                jdk,
                "UrlConnectionProbe",
                List.of(),
                List.of(
                    "-javaagent:" + TestAgentJar.of(EarlyAgent.class, folder),
                    "-javaagent:" + AgentJar.path() + "=" + mapping),
                identity.environment())) {
      jvm.send(
          new Message().add("do", "call").add("url", "http://127.0.0.1:" + server.port() + "/"));

      assertEquals("Bearer token-alpha-1", server.requests().get(0).authorization(), jvm.stderr());
    }
  }
}
