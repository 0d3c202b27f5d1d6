package io.managedidentity.it.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.managedidentity.it.jvm.AgentJar;
import io.managedidentity.it.jvm.Jdk;
import io.managedidentity.it.jvm.ProbeJvm;
import io.managedidentity.it.server.IdentityServer;
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

/** The header logs of Apache's clients that print headers by {@code toString} show no token. */
class HeaderLogsIT {
  private static final String MAPPING =
      """
      { "mappings": [ { "host": "127.0.0.1:*", "resource": "alpha", "allowPlainHttp": true } ] }
      """;
  private static final String SIMPLE_LOG = "-Dorg.apache.commons.logging.simplelog.log.";
  private static final String SLF4J = "-Dorg.slf4j.simpleLogger.log.";

  static List<Arguments> clients() {
    List<Arguments> rows = new ArrayList<>();
    for (Jdk jdk : Jdk.outermost(8)) {
      rows.add(Arguments.of("ApacheAsync4Probe", "apache-asyncclient-4/4.0", jdk));
      rows.add(Arguments.of("ApacheAsync4Probe", "apache-asyncclient-4/4.1.5", jdk));
      for (String version : List.of("5.0.4", "5.6.5")) {
        rows.add(Arguments.of("ApacheHttp5Probe", "apache-httpclient-5/" + version, jdk));
        rows.add(Arguments.of("ApacheAsync5Probe", "apache-httpclient-5-async/" + version, jdk));
      }
    }
    return rows;
  }

  @ParameterizedTest(name = "{0} {1}, {2}")
  @MethodSource("clients")
  void showsNoToken(String probe, String client, Jdk jdk, @TempDir Path folder) throws IOException {
    Path mapping = Files.writeString(folder.resolve("mapping.json"), MAPPING);
    List<String> options =
        List.of(
            "-javaagent:" + AgentJar.path() + "=" + mapping,
            "-Dorg.apache.commons.logging.Log=org.apache.commons.logging.impl.SimpleLog",
            SIMPLE_LOG + "org.apache.http.headers=debug",
            SLF4J + "org.apache.hc.client5.http.headers=debug");
    List<String> jars =
        List.of(
            AgentJar.clientJars(client),
            AgentJar.clientJars("apache-httpclient-5/slf4j-simple-1.7.36"),
            AgentJar.clientPrograms(client));
    try (WireServer server = WireServer.http("plain");
        IdentityServer identity = new IdentityServer();
        ProbeJvm jvm = ProbeJvm.start(jdk, probe, jars, options, identity.environment())) {
      jvm.send(
          new Message()
              .add("do", "call")
              .add("method", "GET")
              .add("header", "X-Own: shown")
              .add("url", "http://127.0.0.1:" + server.port() + "/a"));

      assertEquals("Bearer token-alpha-1", server.requests().get(0).authorization());
      String log = jvm.stderrWith("Authorization: (set by the managed identity agent)");
      assertTrue(log.contains("Authorization: (set by the managed identity agent)"), log);
      assertTrue(log.contains("X-Own: shown"), log);
      assertFalse(log.contains("token-alpha"), log);
    }
  }
}
