package io.managedidentity.it.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.managedidentity.it.jvm.AgentJar;
import io.managedidentity.it.jvm.Jdk;
import io.managedidentity.it.jvm.ProbeJvm;
import io.managedidentity.it.server.IdentityServer;
import io.managedidentity.it.server.WireServer;
import io.managedidentity.probe.Message;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** A client in the class loaders of applications, frameworks and servers. */
@ParameterizedClass
@MethodSource("jdks")
class LoadersIT {
  private static final String MAPPING =
      """
      { "mappings": [ { "host": "127.0.0.1:*", "resource": "alpha", "allowPlainHttp": true } ] }
      """;
  private static final String OLD = AgentJar.clientJars("apache-httpclient-4/4.3.6");
  private static final String NEW = AgentJar.clientJars("apache-httpclient-4/4.5.14");

  @TempDir private Path folder;

  @Parameter Jdk jdk;

  private WireServer server;
  private IdentityServer identity;
  private ProbeJvm jvm;

  static List<Jdk> jdks() {
    return Jdk.all();
  }

  @BeforeEach
  void open() throws IOException {
    server = WireServer.http("api");
    identity = new IdentityServer();
  }

  @AfterEach
  void close() throws Exception {
    jvm.close();
    server.close();
    identity.close();
  }

  @Test
  void coversTwoVersionsInTwoLoaders() throws IOException {
    start();

    call("old", "parent-first", OLD);
    call("new", "parent-first", NEW);
    call("old", "parent-first", OLD);

    assertCovered(3);
  }

  @Test
  void coversVersionThatHidesTheOneOfItsParent() throws IOException {
    start(OLD);

    call("parent", "parent-first", OLD);
    call("child", "parent-last", NEW);

    assertCovered(2);
  }

  @Test
  void coversClientInBundles() throws IOException {
    start();

    call("bundles", "felix", AgentJar.frameworkJars("loaders/bundles"));

    assertCovered(1);
  }

  @Test
  void coversClientInModule() throws IOException {
    start();

    call("module", "jboss", NEW);

    assertCovered(1);
  }

  /** As when an application is deployed anew. */
  @Test
  void holdsNoLoader() throws IOException {
    start();
    call("first", "parent-last", NEW);
    call("second", "parent-last", OLD);

    Message gone = jvm.send(new Message().add("do", "call").add("gone", "first"));
    call("second", "parent-last", OLD);

    assertEquals("true", gone.get("gone"));
    assertCovered(3);
  }

  private void assertCovered(int times) {
    assertEquals(times, server.requests().size());
    server
        .requests()
        .forEach(
            request -> assertEquals("Bearer token-alpha-1", request.authorization(), jvm::stderr));
    assertEquals("0", jvm.send(new Message().add("do", "errors")).get("errors"), jvm::stderr);
    assertFalse(jvm.stderr().contains("[managed-identity-agent] WARN"), jvm::stderr);
  }

  private void start(String... more) throws IOException {
    Path mapping = Files.writeString(folder.resolve("mapping.json"), MAPPING);
    List<String> classPath = new java.util.ArrayList<>(List.of(more));
    classPath.addAll(AgentJar.frameworkPath("loaders/frameworks"));
    jvm =
        ProbeJvm.start(
            jdk,
            "LoadersProbe",
            classPath,
            List.of("-javaagent:" + AgentJar.path() + "=" + mapping),
            identity.environment());
  }

  private void call(String loader, String kind, String jars) {
    Message answer =
        jvm.send(
            new Message()
                .add("do", "call")
                .add("loader", loader)
                .add("kind", kind)
                .add("jars", jars.replace("/*", ""))
                .add("url", "http://127.0.0.1:" + server.port() + "/a"));
    assertEquals("200", answer.get("status"), () -> answer + jvm.stderr());
  }
}
