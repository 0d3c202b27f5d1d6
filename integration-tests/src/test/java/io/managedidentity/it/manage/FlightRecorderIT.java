package io.managedidentity.it.manage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.managedidentity.it.jvm.AgentJar;
import io.managedidentity.it.jvm.Jdk;
import io.managedidentity.it.jvm.ProgramRun;
import io.managedidentity.it.jvm.RunningProgram;
import io.managedidentity.it.server.IdentityServer;
import io.managedidentity.it.server.WireResponse;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Events in recordings of the JVM's own flight recorder, as its own reader gives them. */
class FlightRecorderIT extends ManagedPrograms {
  private static final String ALL_JDKS = "io.managedidentity.it.jvm.Jdk#all";
  private static final String PREFIX = "io.managedidentity.agent.";

  @ParameterizedTest
  @MethodSource(ALL_JDKS)
  void recordsTheFirstRequestOfAJvmThatStartsWithARecording(Jdk jdk) throws IOException {
    Path recording = folder.resolve("app.jfr");
    try (RunningProgram program =
        recorded(jdk, mapping(""), "-XX:StartFlightRecording=filename=" + recording)) {
      assertEquals("Bearer token-alpha-1", sent(program));
    }

    RecordedEvent injection = only("Injection", recording);
    RecordedEvent fetch = only("TokenFetch", recording);
    assertEquals(
        List.of("127.0.0.1", api.port(), "api", "http-url-connection", "injected"),
        List.of(
            injection.getString("host"),
            injection.getInt("port"),
            injection.getString("mapping"),
            injection.getString("client"),
            injection.getString("outcome")));
    assertNull(injection.getStackTrace());
    assertEquals(List.of("Managed Identity Agent"), injection.getEventType().getCategoryNames());
    assertEquals(
        List.of("app-service", "alpha", "system-assigned", "token", 200, 1),
        List.of(
            fetch.getString("source"),
            fetch.getString("resource"),
            fetch.getString("identity"),
            fetch.getString("outcome"),
            fetch.getInt("status"),
            fetch.getInt("attempts")));
    long life = Duration.between(Instant.now(), fetch.getInstant("expires")).toSeconds();
    assertTrue(life > 86_000 && life <= 86_400, life + " s");
    assertNull(fetch.getStackTrace());
    assertHoldsNoSecret(recording);
  }

  @ParameterizedTest
  @MethodSource(ALL_JDKS)
  void recordsFromTheStartOfARecordingOnThatBeginsLater(Jdk jdk) throws IOException {
    Path recording = folder.resolve("later.jfr");
    Path second = folder.resolve("second.jfr");
    try (RunningProgram program = recorded(jdk, mapping(""))) {
      assertEquals("Bearer token-alpha-1", sent(program));

      jcmd(jdk, program, "JFR.start", "name=one");
      assertEquals("Bearer token-alpha-1", sent(program));
      jcmd(jdk, program, "JFR.stop", "name=one", "filename=" + recording);
      assertEquals("Bearer token-alpha-1", sent(program));
      jcmd(jdk, program, "JFR.start", "name=two");
      sent(program);
      sent(program);
      jcmd(jdk, program, "JFR.stop", "name=two", "filename=" + second);
    }

    RecordedEvent injection = only("Injection", recording);
    assertEquals("injected", injection.getString("outcome"));
    assertEquals(Duration.ZERO, injection.getDuration(), "the token was there");
    assertEquals(List.of(), events("TokenFetch", recording));
    assertEquals(2, events("Injection", second).size());
    assertHoldsNoSecret(recording);
  }

  @ParameterizedTest
  @MethodSource(ALL_JDKS)
  void recordsInAJvmThatRecordedBeforeTheAgentWasAttached(Jdk jdk) throws IOException {
    Path recording = folder.resolve("app.jfr");
    Path mapping = mapping("");
    try (RunningProgram program =
        started(jdk, List.of("-XX:StartFlightRecording=filename=" + recording))) {
      ProgramRun.Outcome attached = command(jdk, "attach", "" + program.pid(), mapping.toString());
      assertEquals(0, attached.exitCode(), attached.stderr());

      assertEquals("Bearer token-alpha-1", sent(program));
    }

    assertEquals("injected", only("Injection", recording).getString("outcome"));
    assertEquals("token", only("TokenFetch", recording).getString("outcome"));
  }

  @ParameterizedTest
  @MethodSource(ALL_JDKS)
  void obeysTheSettingsOfTheRecording(Jdk jdk) throws IOException {
    Path recording = folder.resolve("app.jfr");
    Path settings =
        Files.writeString(
            folder.resolve("settings.jfc"),
            """
            <?xml version="1.0" encoding="UTF-8"?>
            <configuration version="2.0">
              <event name="io.managedidentity.agent.Injection"><setting name="enabled">false</setting></event>
              <event name="io.managedidentity.agent.TokenFetch"><setting name="stackTrace">true</setting></event>
            </configuration>
            """);
    try (RunningProgram program =
        recorded(
            jdk,
            mapping(""),
            "-XX:StartFlightRecording=settings=" + settings + ",filename=" + recording)) {
      assertEquals("Bearer token-alpha-1", sent(program));
    }

    assertEquals(List.of(), events("Injection", recording));
    assertFalse(only("TokenFetch", recording).getStackTrace().getFrames().isEmpty());
  }

  @ParameterizedTest
  @MethodSource(ALL_JDKS)
  void leavesOutRequestsThatWaitedLessThanTheThreshold(Jdk jdk) throws IOException {
    assumeTrue(jdk.version() >= 17, "settings of an event on the command line");
    Path recording = folder.resolve("app.jfr");
    try (RunningProgram program =
        recorded(
            jdk,
            mapping(""),
            "-XX:StartFlightRecording:+io.managedidentity.agent.Injection#threshold=1h,filename="
                + recording)) {
      assertEquals("Bearer token-alpha-1", sent(program));
    }

    assertEquals(List.of(), events("Injection", recording));
    assertEquals(1, events("TokenFetch", recording).size());
  }

  @ParameterizedTest
  @MethodSource(ALL_JDKS)
  void saysOfEachRequestWhatExplainSays(Jdk jdk) throws IOException {
    Path recording = folder.resolve("app.jfr");
    Path file =
        Files.writeString(
            folder.resolve("mapping.json"),
            """
            { "mappings": [
              { "name": "skipped", "host": "127.0.0.1:*", "path": "/skip/**", "skip": true },
              { "name": "off", "host": "127.0.0.1:*", "path": "/off/**", "resource": "alpha", "mode": "off" },
              { "name": "plain", "host": "127.0.0.1:*", "path": "/plain/**", "resource": "alpha" },
              { "name": "seen", "host": "127.0.0.1:*", "path": "/seen/**", "resource": "alpha", "mode": "observe", "allowPlainHttp": true },
              { "name": "failing", "host": "127.0.0.1:*", "path": "/failing/**", "resource": "broken", "allowPlainHttp": true },
              { "name": "strict", "host": "127.0.0.1:*", "path": "/strict/**", "resource": "broken", "allowPlainHttp": true,
                "onTokenFailure": "fail-request" },
              { "name": "api", "host": "127.0.0.1:*", "path": "/api/**", "resource": "alpha", "allowPlainHttp": true },
              { "name": "elsewhere", "host": "localhost:1", "resource": "alpha", "allowPlainHttp": true }
            ] }
            """);
    String url = "http://127.0.0.1:" + api.port();
    api.answer(
        request ->
            request.target().equals("/api/forbidden")
                ? WireResponse.of(403, "no")
                : WireResponse.ok());

    ProgramRun.Outcome outcome =
        ProgramRun.on(jdk)
            .environment(identity.environment())
            .agent(file.toString())
            .options("-XX:StartFlightRecording=filename=" + recording)
            .run(
                "CallProgram",
                PREFIX.replace("agent", "probe") + "UrlConnectionProbe",
                url + "/skip/a",
                url + "/off/a",
                url + "/plain/a",
                url + "/seen/a",
                url + "/failing/a",
                url + "/strict/a",
                url + "/api/a",
                url + "/api/forbidden",
                url + "/none",
                "http://localhost:" + api.port() + "/none");

    assertEquals(0, outcome.exitCode(), outcome.stderr());
    assertEquals(
        List.of(
            "skipped mapped-skip",
            "off mode-off",
            "plain plain-http",
            "seen observed",
            "failing no-token",
            "strict no-token",
            "api injected",
            "api injected",
            "null not-mapped",
            "elsewhere other-port"),
        events("Injection", recording).stream()
            .map(event -> event.getString("mapping") + " " + event.getString("outcome"))
            .toList());
    RecordedEvent answer = only("Answer", recording);
    assertEquals(
        List.of("127.0.0.1", api.port(), "api", "http-url-connection", 403),
        List.of(
            answer.getString("host"),
            answer.getInt("port"),
            answer.getString("mapping"),
            answer.getString("client"),
            answer.getInt("status")));
    RecordedEvent refused =
        events("TokenFetch", recording).stream()
            .filter(event -> event.getString("resource").equals("broken"))
            .findFirst()
            .orElseThrow();
    assertEquals("managed_identity_request_failed", refused.getString("outcome"));
    assertEquals(400, refused.getInt("status"));
    assertTrue(refused.getInstant("expires").isBefore(Instant.EPOCH), "there is none");
    assertHoldsNoSecret(recording);
  }

  @ParameterizedTest
  @MethodSource(ALL_JDKS)
  void showsHowLongARequestWaitsWithAndWithoutAThread(Jdk jdk) throws IOException {
    for (String client : List.of("http-url-connection", "java-http-client")) {
      if (client.equals("java-http-client") && jdk.version() < 11) {
        continue;
      }
      Path recording = folder.resolve(client + ".jfr");
      Path file =
          Files.writeString(
              folder.resolve("mapping.json"),
              """
              { "mappings": [ { "host": "127.0.0.1:*", "resource": "slow", "allowPlainHttp": true } ] }
              """);
      ProgramRun.Outcome outcome =
          ProgramRun.on(jdk)
              .environment(identity.environment())
              .agent(file.toString())
              .client(client + "/" + AgentJar.NO_JARS)
              .options("-XX:StartFlightRecording=filename=" + recording)
              .run(
                  "CallProgram",
                  PREFIX.replace("agent", "probe")
                      + (client.startsWith("java") ? "JavaHttpClientProbe" : "UrlConnectionProbe"),
                  "http://127.0.0.1:" + api.port() + "/a");

      assertEquals(0, outcome.exitCode(), outcome.stderr());
      RecordedEvent waited = only("Injection", recording);
      assertEquals(client, waited.getString("client"));
      assertEquals("injected", waited.getString("outcome"));
      assertTrue(waited.getDuration().toMillis() > 500, waited::toString);
    }
  }

  private RunningProgram recorded(Jdk jdk, Path mapping, String... options) throws IOException {
    String agent = "-javaagent:" + AgentJar.path() + "=" + mapping;
    return started(jdk, Stream.concat(Stream.of(agent), Stream.of(options)).toList());
  }

  private RunningProgram started(Jdk jdk, List<String> options) throws IOException {
    RunningProgram program =
        RunningProgram.start(
            jdk,
            options,
            identity.environment(),
            "ManagedProgram",
            "http://127.0.0.1:" + api.port());
    // The JVM says on stdout that it records.
    for (String line = program.line(); !"ready".equals(line); line = program.line()) {
      assertTrue(line != null, program.stderr());
    }
    return program;
  }

  private static void jcmd(Jdk jdk, RunningProgram program, String... words) throws IOException {
    ProgramRun.Outcome outcome =
        ProgramRun.tool(jdk, "jcmd")
            .runCommand(
                Stream.concat(Stream.of("" + program.pid()), Stream.of(words))
                    .toArray(String[]::new));
    assertEquals(0, outcome.exitCode(), outcome.stdout() + outcome.stderr());
  }

  private static RecordedEvent only(String event, Path recording) throws IOException {
    List<RecordedEvent> all = events(event, recording);
    assertEquals(1, all.size(), all::toString);
    return all.get(0);
  }

  /** In the order of their ends. */
  private static List<RecordedEvent> events(String event, Path recording) throws IOException {
    return RecordingFile.readAllEvents(recording).stream()
        .filter(each -> each.getEventType().getName().equals(PREFIX + event))
        .sorted((one, other) -> one.getEndTime().compareTo(other.getEndTime()))
        .toList();
  }

  /**
   * The JVM records the environment by itself, and so the secret of the identity endpoint; no event
   * of the agent has it.
   */
  private static void assertHoldsNoSecret(Path recording) throws IOException {
    byte[] bytes = Files.readAllBytes(recording);
    for (Charset charset :
        List.of(
            StandardCharsets.ISO_8859_1, StandardCharsets.UTF_16LE, StandardCharsets.UTF_16BE)) {
      String text = new String(bytes, charset);
      assertFalse(text.contains("token-alpha"), "a token is in the recording");
    }
    Map<String, List<String>> own =
        RecordingFile.readAllEvents(recording).stream()
            .filter(each -> each.getEventType().getName().startsWith(PREFIX))
            .map(RecordedEvent::toString)
            .collect(Collectors.groupingBy(text -> text.lines().findFirst().orElse("")));
    assertFalse(own.isEmpty());
    assertFalse(own.toString().contains(IdentityServer.SECRET), own::toString);
  }
}
