package io.managedidentity.it.discovery;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.managedidentity.it.contract.ClientLine;
import io.managedidentity.it.jvm.AgentJar;
import io.managedidentity.it.jvm.Jdk;
import io.managedidentity.it.jvm.ProbeJvm;
import io.managedidentity.it.server.WireRequest;
import io.managedidentity.it.server.WireServer;
import io.managedidentity.probe.Message;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Mode discover: every kind of secret is found in its place, and nothing changes on the wire. */
class DiscoverIT {
  private static final Pattern SECRET =
      Pattern.compile("\\{\"kind\":\"([^\"]+)\"(?:,\"place\":\"([^\"]+)\")?,\"count\":(\\d+)");

  static List<Arguments> clients() {
    return ClientLine.rows(DiscoverIT.class);
  }

  @ParameterizedTest(name = "{0}, {1}")
  @MethodSource("clients")
  void findsEveryKindAndChangesNothing(ClientLine client, Jdk jdk, @TempDir Path folder)
      throws IOException {
    try (WireServer server = WireServer.http("api")) {
      SentKinds sent = SentKinds.to("http://127.0.0.1:" + server.port());
      SentKinds streamed = SentKinds.streamedTo("http://localhost:" + server.port());
      List<String> alone = call(client, jdk, server, List.of(), sent, streamed);

      List<String> discovered =
          call(
              client,
              jdk,
              server,
              List.of(
                  "-javaagent:"
                      + AgentJar.path()
                      + "=mode=discover,discover.salt=pepper,discover.report="
                      + folder),
              sent,
              streamed);

      String record = record(folder);
      String destination = line(record, "\"host\":\"127.0.0.1\"");
      assertAll(
          () -> assertEquals(alone, discovered),
          () -> assertEquals(sorted(sent.found()), sorted(found(destination)), destination),
          () -> assertTrue(destination.contains("\"client\":\"" + clientOf(client)), destination),
          () -> assertTrue(record.contains("\"type\":\"end\""), record),
          () -> assertFalse(destination.contains("\"unreadBodies\""), destination),
          () -> assertNothingIsWritten(folder));
    }
  }

  /** Each request of the application as it arrived. */
  private static List<String> call(
      ClientLine client, Jdk jdk, WireServer server, List<String> options, SentKinds... sent)
      throws IOException {
    server.keep(List.of());
    try (ProbeJvm jvm =
        ProbeJvm.start(
            jdk, client.program(), AgentJar.clientPath(client.jars()), options, Map.of())) {
      for (SentKinds kinds : sent) {
        for (Message call : kinds.calls()) {
          Message answer = jvm.send(call);
          assertEquals("200", answer.get("status", answer.all("exception").toString()));
        }
      }
      assertTrue(Long.parseLong(jvm.send(new Message().add("do", "errors")).get("errors")) <= 0);
    }
    List<String> arrived = new ArrayList<>();
    for (WireRequest request : server.requests()) {
      arrived.add(request.head() + request.body());
    }
    return arrived;
  }

  private static String clientOf(ClientLine client) {
    int slash = client.jars().indexOf('/');
    return slash < 0 ? client.name() : client.jars().substring(0, slash);
  }

  private static List<String> found(String destination) {
    List<String> found = new ArrayList<>();
    Matcher secret = SECRET.matcher(destination);
    while (secret.find()) {
      for (int i = 0; i < Integer.parseInt(secret.group(3)); i++) {
        found.add(secret.group(1) + (secret.group(2) == null ? "" : " " + secret.group(2)));
      }
    }
    return found;
  }

  private static List<String> sorted(List<String> texts) {
    return texts.stream().sorted(String.CASE_INSENSITIVE_ORDER).toList();
  }

  private static String record(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return Files.readString(
          files.filter(file -> file.toString().endsWith(".jsonl")).findFirst().orElseThrow());
    }
  }

  /** The last one counts: on a busy machine the agent may have written one before the end. */
  private static String line(String record, String part) {
    return record.lines().filter(line -> line.contains(part)).reduce((a, b) -> b).orElse(record);
  }

  private static void assertNothingIsWritten(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        assertFalse(Files.readString(file).contains(SentKinds.VALUE), file.toString());
      }
    }
  }
}
