package io.managedidentity.it.jvm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.managedidentity.it.server.IdentityServer;
import io.managedidentity.it.server.WireServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a valid start says, wherever the settings come from, and that it says nothing else. */
class AgentStartupIT {
  private static final String ALL_JDKS = "io.managedidentity.it.jvm.Jdk#all";
  private static final String PREFIX = "[managed-identity-agent] ";

  private static final String PROBE = "io.managedidentity.probe.UrlConnectionProbe";

  /** Said with the first token. */
  private static final String SOURCE_LINE =
      PREFIX + "Tokens come from App Service: IDENTITY_ENDPOINT, IDENTITY_HEADER are set.\n";

  /** A short program can be over before the start-up thread runs: one good run proves little. */
  private static final int REPETITIONS = 5;

  @TempDir Path folder;

  @ParameterizedTest
  @MethodSource(ALL_JDKS)
  void writesExactlyOneLineAtHealthyStart(Jdk jdk) throws IOException {
    Path mapping = Mapping.valid(folder);

    for (int i = 0; i < REPETITIONS; i++) {
      ProgramRun.Outcome outcome = ProgramRun.on(jdk).agent(mapping.toString()).run("HelloProgram");

      assertEquals(startLine("inject", mapping), outcome.stderr());
      assertEquals("hello\n", outcome.stdout());
      assertEquals(0, outcome.exitCode());
    }
  }

  @ParameterizedTest
  @MethodSource(ALL_JDKS)
  void keepsLineAndExitCodeOfProgramThatExitsAtOnce(Jdk jdk) throws IOException {
    Path mapping = Mapping.valid(folder);

    for (int i = 0; i < REPETITIONS; i++) {
      ProgramRun.Outcome outcome =
          ProgramRun.on(jdk).agent(mapping.toString()).run("HelloProgram", "exit", "" + i);

      assertEquals(startLine("inject", mapping), outcome.stderr());
      assertEquals(i, outcome.exitCode());
    }
  }

  @ParameterizedTest
  @MethodSource(ALL_JDKS)
  void saysInOneLineHowToGiveConfiguration(Jdk jdk) throws IOException {
    ProgramRun.Outcome outcome =
        ProgramRun.on(jdk)
            .options("-javaagent:" + AgentJar.path())
            .run("HelloProgram", "exit", "3");

    assertEquals(
        PREFIX
            + "no configuration, so nothing is done. Give one with"
            + " -javaagent:managed-identity-agent.jar=mapping.json or with the environment variable"
            + " MANAGED_IDENTITY_AGENT_CONFIG.\n",
        outcome.stderr());
    assertEquals("hello\n", outcome.stdout());
    assertEquals(3, outcome.exitCode());
  }

  @ParameterizedTest
  @MethodSource(ALL_JDKS)
  void startsOnceWhereGivenTwiceAndSaysSo(Jdk jdk) throws IOException {
    Path mapping = Mapping.valid(folder);

    ProgramRun.Outcome outcome =
        ProgramRun.on(jdk).agent(mapping.toString()).agent(mapping.toString()).run("HelloProgram");

    assertEquals(
        sorted(
            startLine("inject", mapping)
                + PREFIX
                + "the agent is on the command line twice; the second one does nothing. Remove one"
                + " -javaagent.\n"),
        sorted(outcome.stderr()));
    assertEquals("hello\n", outcome.stdout());
  }

  @ParameterizedTest
  @MethodSource(ALL_JDKS)
  void takesModeFromArgumentOrElseFromSystemProperty(Jdk jdk) throws IOException {
    Path mapping = Mapping.valid(folder);
    String property = "-Dmanagedidentity.agent.mode=observe";

    ProgramRun.Outcome byArgument =
        ProgramRun.on(jdk)
            .options(property)
            .agent("config=" + mapping + ",mode=off")
            .run("HelloProgram");
    ProgramRun.Outcome byProperty =
        ProgramRun.on(jdk).options(property).agent(mapping.toString()).run("HelloProgram");

    assertEquals(startLine("off", mapping), byArgument.stderr());
    assertEquals(startLine("observe", mapping), byProperty.stderr());
  }

  @ParameterizedTest
  @MethodSource(ALL_JDKS)
  void needsNoMappingFileInModeOff(Jdk jdk) throws IOException {
    ProgramRun.Outcome outcome = ProgramRun.on(jdk).agent("mode=off").run("HelloProgram");

    assertEquals(PREFIX + "0.1.0, mode off, no mapping file, 0 mappings\n", outcome.stderr());
  }

  @ParameterizedTest
  @MethodSource(ALL_JDKS)
  void sendsTokenOnlyInModeInject(Jdk jdk) throws IOException {
    Path mapping = Mapping.valid(folder);

    try (IdentityServer identity = new IdentityServer();
        WireServer api = WireServer.http("api")) {
      for (String mode : List.of("off", "observe", "inject")) {
        ProgramRun.Outcome outcome =
            call(jdk, identity, api, "-Dmanagedidentity.agent.mode=" + mode, mapping);

        assertEquals("200 ok\n", outcome.stdout(), outcome.stderr());
      }

      String seen =
          api.requests().stream().map(r -> "" + r.authorization()).collect(Collectors.joining(" "));
      // Mode observe fetches a token as well, if the program lives long enough.
      assertTrue(seen.matches("null null Bearer token-alpha-[12]"), seen);
    }
  }

  @ParameterizedTest
  @MethodSource(ALL_JDKS)
  void writesEveryLineAsTextToLogFile(Jdk jdk) throws IOException {
    Path mapping = Mapping.valid(folder);
    Path log = folder.resolve("agent.log");

    ProgramRun.Outcome outcome =
        ProgramRun.on(jdk).agent("config=" + mapping + ",log.file=" + log).run("HelloProgram");

    assertEquals("", outcome.stderr());
    List<String> lines = Files.readAllLines(log);
    assertEquals(1, lines.size(), lines.toString());
    String line = lines.get(0);
    assertTrue(line.startsWith(PREFIX), line);
    assertTrue(line.endsWith("INFO 0.1.0, mode inject, " + mapping + ", 1 mapping"), line);
  }

  @ParameterizedTest
  @MethodSource(ALL_JDKS)
  void writesEveryLineAsJsonToLogFile(Jdk jdk) throws IOException {
    Path log = folder.resolve("agent.log");
    Path mapping =
        Mapping.with(folder, "\"log\": { \"file\": \"" + log + "\", \"format\": \"json\" },");

    ProgramRun.Outcome outcome =
        ProgramRun.on(jdk).agent(mapping.toString()).run("HelloProgram", "exit", "0");

    assertEquals("", outcome.stderr());
    List<String> lines = Files.readAllLines(log);
    assertEquals(1, lines.size(), lines.toString());
    assertTrue(
        lines
            .get(0)
            .matches(
                "\\{\"time\":\\d+,\"level\":\"INFO\",\"logger\":\"managed-identity-agent\","
                    + "\"message\":\"0\\.1\\.0, mode inject, .*mapping\\.json, 1 mapping\"}"),
        lines.get(0));
  }

  @ParameterizedTest
  @MethodSource(ALL_JDKS)
  void worksInFolderWithBlanksAndOtherLetters(Jdk jdk) throws IOException {
    Path odd = Files.createDirectory(folder.resolve("über 100% # ü+1"));
    Path jar = Files.copy(AgentJar.path(), odd.resolve("managed identity agent.jar"));
    Path mapping = Mapping.valid(odd);

    try (IdentityServer identity = new IdentityServer();
        WireServer api = WireServer.http("api")) {
      ProgramRun.Outcome outcome =
          ProgramRun.on(jdk)
              .environment(identity.environment())
              .environment(Map.of("LC_ALL", "C.UTF-8"))
              .options("-javaagent:" + jar + "=" + mapping)
              .run("CallProgram", PROBE, url(api));

      assertEquals(startLine("inject", mapping) + SOURCE_LINE, outcome.stderr());
      assertEquals("200 ok\n", outcome.stdout());
      assertEquals("Bearer token-alpha-1", api.requests().get(0).authorization());
    }
  }

  /** There a class has no code source, by which the agent otherwise finds its jar. */
  @ParameterizedTest
  @MethodSource(ALL_JDKS)
  void worksOnTheBootstrapClassPath(Jdk jdk) throws IOException {
    Path mapping = Mapping.valid(folder);

    try (IdentityServer identity = new IdentityServer();
        WireServer api = WireServer.http("api")) {
      ProgramRun.Outcome outcome =
          call(jdk, identity, api, "-Xbootclasspath/a:" + AgentJar.path(), mapping);

      assertEquals(startLine("inject", mapping) + SOURCE_LINE, outcome.stderr());
      assertEquals("200 ok\n", outcome.stdout());
      assertEquals("Bearer token-alpha-1", api.requests().get(0).authorization());
    }
  }

  /** Where the JVM refuses to define the bridge it is appended, with a warning of the JVM. */
  @ParameterizedTest
  @MethodSource(ALL_JDKS)
  void injectsOverTheAppendedBridge(Jdk jdk) throws IOException {
    Path mapping = Mapping.valid(folder);

    try (IdentityServer identity = new IdentityServer();
        WireServer api = WireServer.http("api")) {
      ProgramRun.Outcome outcome =
          call(jdk, identity, api, "-Dio.managedidentity.internal.bridge=append", mapping);

      assertEquals("200 ok\n", outcome.stdout());
      assertEquals("Bearer token-alpha-1", api.requests().get(0).authorization());
      assertEquals(
          List.of(startLine("inject", mapping).trim(), SOURCE_LINE.trim()),
          outcome.errorLines().stream().filter(line -> line.startsWith(PREFIX)).toList());
    }
  }

  private static String url(WireServer api) {
    return "http://127.0.0.1:" + api.port() + "/orders";
  }

  private static ProgramRun.Outcome call(
      Jdk jdk, IdentityServer identity, WireServer api, String option, Path mapping)
      throws IOException {
    return ProgramRun.on(jdk)
        .environment(identity.environment())
        .options(option)
        .agent(mapping.toString())
        .run("CallProgram", PROBE, url(api));
  }

  private static String startLine(String mode, Path mapping) {
    return PREFIX + "0.1.0, mode " + mode + ", " + mapping + ", 1 mapping\n";
  }

  private static List<String> sorted(String lines) {
    return lines.lines().sorted().toList();
  }
}
