package io.managedidentity.it.jvm;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.managedidentity.it.server.IdentityServer;
import io.managedidentity.it.server.WireServer;
import io.managedidentity.probe.EarlyAgent;
import io.managedidentity.probe.Message;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
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
                    "-javaagent:" + earlyAgent(), "-javaagent:" + AgentJar.path() + "=" + mapping),
                identity.environment())) {
      jvm.send(
          new Message().add("do", "call").add("url", "http://127.0.0.1:" + server.port() + "/"));

      assertEquals("Bearer token-alpha-1", server.requests().get(0).authorization(), jvm.stderr());
    }
  }

  private Path earlyAgent() throws IOException {
    Path jar = folder.resolve("early.jar");
    Manifest manifest = new Manifest();
    manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
    manifest
        .getMainAttributes()
        .put(new Attributes.Name("Premain-Class"), EarlyAgent.class.getName());
    String entry = EarlyAgent.class.getName().replace('.', '/') + ".class";
    try (OutputStream file = Files.newOutputStream(jar);
        JarOutputStream out = new JarOutputStream(file, manifest);
        InputStream in = EarlyAgent.class.getClassLoader().getResourceAsStream(entry)) {
      out.putNextEntry(new JarEntry(entry));
      in.transferTo(out);
      out.closeEntry();
    }
    return jar;
  }
}
