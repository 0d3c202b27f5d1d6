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
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Probes of clients on Netty, which looks for each buffer that was not given back. */
public final class NettyPrograms {
  private static final String MAPPING =
      """
      { "token": { "firstTokenWait": "15s", "prefetch": false }, "mappings": [
        { "name": "held", "host": "127.0.0.1:*", "path": "/held/**", "resource": "held", "allowPlainHttp": true },
        { "name": "slow", "host": "127.0.0.1:*", "path": "/slow/**", "resource": "slow", "allowPlainHttp": true },
        { "name": "hang", "host": "127.0.0.1:*", "path": "/hang/**", "resource": "hang", "allowPlainHttp": true },
        { "name": "gate", "host": "127.0.0.1:*", "path": "/gate/**", "resource": "gate", "allowPlainHttp": true },
        { "name": "alpha", "host": "127.0.0.1:*", "resource": "alpha", "allowPlainHttp": true },
        { "name": "gamma", "host": "127.0.0.3:*", "resource": "gamma" }
      ] }
      """;

  private NettyPrograms() {}

  /**
   * @param client folder and version, such as {@code vertx/5/5.2.3}
   */
  public static ProbeJvm start(
      Jdk jdk, String client, Path folder, IdentityServer identity, String... more)
      throws IOException {
    Path mapping = Files.writeString(folder.resolve("mapping.json"), MAPPING);
    List<String> options = new ArrayList<>(List.of(TestTls.shared().trustOptions()));
    options.add("-javaagent:" + AgentJar.path() + "=config=" + mapping);
    options.add("-Dio.netty.leakDetection.level=paranoid");
    if (jdk.version() > 8) {
      options.add("-Xlog:disable"); // its warnings come on stdout, between the probe's answers
    }
    options.addAll(List.of(more));
    return ProbeJvm.start(
        jdk, probe(client), AgentJar.clientPath(client), options, identity.environment());
  }

  private static String probe(String client) {
    return client.startsWith("reactor-netty/")
        ? "ReactorNettyProbe"
        : client.startsWith("helidon-webclient/")
            ? "HelidonWebClientProbe"
            : client.startsWith("vertx/3/") ? "Vertx3Probe" : "Vertx5Probe";
  }

  /** For a program that is started without the agent. */
  public static Path mapping(Path folder) throws IOException {
    return Files.writeString(folder.resolve("mapping.json"), MAPPING);
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
