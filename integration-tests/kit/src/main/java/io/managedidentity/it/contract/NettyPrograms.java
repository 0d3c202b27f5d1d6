package io.managedidentity.it.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.managedidentity.it.jvm.AgentJar;
import io.managedidentity.it.jvm.Jdk;
import io.managedidentity.it.jvm.ProbeJvm;
import io.managedidentity.it.server.IdentityServer;
import io.managedidentity.it.server.TestTls;
import io.managedidentity.probe.Message;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Probes of clients on Netty, which looks for each buffer that was not given back. */
public final class NettyPrograms {
  /** Each has a path, a mapping and a resource of its own. */
  private static final List<String> ROWS =
      List.of(
          "late", "slow", "hang", "gate-cancelled", "gate-shutdown", "gate-before", "gate-after");

  private static final String REST =
      """
        { "name": "alpha", "host": "127.0.0.1:*", "resource": "alpha", "allowPlainHttp": true },
        { "name": "gamma", "host": "127.0.0.3:*", "resource": "gamma" },
        { "name": "delta", "host": "127.0.0.4:*", "resource": "delta" }
      ] }
      """;

  /** One for all programs of a run: none of them changes it. */
  private static final Path MAPPING = write();

  private NettyPrograms() {}

  /**
   * @param jars folder and version, such as {@code vertx/5/5.2.3}
   */
  public static ProbeJvm start(
      Jdk jdk, String probe, String jars, IdentityServer identity, String... more)
      throws IOException {
    List<String> options = new ArrayList<>(List.of(TestTls.shared().trustOptions()));
    options.add("-javaagent:" + AgentJar.path() + "=config=" + MAPPING);
    options.add("-Dio.netty.leakDetection.level=paranoid");
    if (jdk.version() > 8) {
      options.add("-Xlog:disable"); // its warnings come on stdout, between the probe's answers
    }
    options.addAll(List.of(more));
    return ProbeJvm.start(jdk, probe, AgentJar.clientPath(jars), options, identity.environment());
  }

  /** For a program that is started without the agent. */
  public static Path mapping() {
    return MAPPING;
  }

  private static Path write() {
    StringBuilder json =
        new StringBuilder(
            "{ \"token\": { \"firstTokenWait\": \"15s\", \"prefetch\": false }, \"mappings\": [\n");
    for (String row : ROWS) {
      json.append(
          """
          { "name": "%1$s", "host": "127.0.0.1:*", "path": "/%1$s/**", "resource": "%1$s", "allowPlainHttp": true },
          """
              .formatted(row));
    }
    try {
      Path file = Files.createTempFile("mapping", ".json");
      file.toFile().deleteOnExit();
      return Files.writeString(file, json.append(REST));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public static Message get(String url) {
    return new Message().add("do", "call").add("method", "GET").add("url", url);
  }

  public static void assertNoFault(ProbeJvm jvm) {
    assertEquals("0", jvm.send(new Message().add("do", "errors")).get("errors"), jvm::stderr);
    assertFalse(jvm.stderr().contains("Please report"), jvm::stderr);
    assertFalse(jvm.stderr().contains("LEAK"), jvm::stderr);
  }
}
