package io.managedidentity.it.client;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.managedidentity.it.contract.ClientUnderTest;
import io.managedidentity.it.jvm.AgentJar;
import io.managedidentity.it.jvm.Jdk;
import io.managedidentity.it.jvm.ProbeJvm;
import io.managedidentity.it.server.IdentityServer;
import io.managedidentity.it.server.LastAnswerServer;
import io.managedidentity.it.server.LastAnswerServer.Then;
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
 * A rejection whose body ends late, with clients that send again over its own connection: the agent
 * does not wait for that end, and the application reads it all, under its own time-out.
 */
class LateRejectionIT {
  @TempDir private Path folder;

  static List<Arguments> clients() {
    List<Arguments> all = new ArrayList<>();
    all.addAll(
        ClientUnderTest.versions(
            "Apache 4",
            "ApacheHttp4Probe",
            "apache-httpclient-4",
            8,
            "4.0.1",
            "4.2.6",
            "4.3.6",
            "4.5.14"));
    all.addAll(
        ClientUnderTest.versions(
            "Apache 5", "ApacheHttp5Probe", "apache-httpclient-5", 8, "5.0.4", "5.6.5"));
    return ClientUnderTest.onOutermostJdks(all);
  }

  @ParameterizedTest
  @MethodSource("clients")
  void isTheApplications(ClientUnderTest client, Jdk jdk) throws IOException {
    Path mapping =
        Files.writeString(
            folder.resolve("mapping.json"),
            """
            { "mappings": [
              { "host": "127.0.0.1:*", "path": "/whole/**", "resource": "whole", "allowPlainHttp": true },
              { "host": "127.0.0.1:*", "path": "/parts/**", "resource": "parts", "allowPlainHttp": true } ] }
            """);
    try (IdentityServer identity = new IdentityServer();
        ProbeJvm probe =
            ProbeJvm.start(
                jdk,
                client.probe(),
                client.classPath(),
                List.of("-javaagent:" + AgentJar.path() + "=" + mapping),
                identity.environment())) {
      try (LastAnswerServer whole = server("denied: at length", false);
          LastAnswerServer inParts = server("denied in parts", true)) {
        Message answers =
            probe.send(
                new Message()
                    .add("do", "parallel")
                    .add("threads", "2")
                    .add("times", "1")
                    .add("url", "http://127.0.0.1:" + whole.port() + "/whole/a")
                    .add("url", "http://127.0.0.1:" + inParts.port() + "/parts/a")
                    .add("timeout", "60000"));
        assertEquals(List.of("401", "401"), answers.all("result"), probe::stderr);
        assertEquals(
            List.of("denied: at length", "denied in parts"), answers.all("body"), probe::stderr);
      }
      assertEquals("0", probe.send(new Message().add("do", "errors")).get("errors"), probe::stderr);
    }
  }

  private static LastAnswerServer server(String body, boolean isChunked) throws IOException {
    return new LastAnswerServer(Then.ENDS_LATE_AND_ANSWERS, body, isChunked);
  }
}
