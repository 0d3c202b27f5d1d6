package io.managedidentity.it.jvm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A configuration that cannot be used: everything wrong with it is said, and the application runs
 * without the agent or, where that was asked for, not at all.
 */
class InvalidConfigurationIT {
  private static final String ALL_JDKS = "io.managedidentity.it.jvm.Jdk#all";
  private static final String PREFIX = "[managed-identity-agent] ERROR ";
  private static final String STAYS_OFF =
      PREFIX
          + "the configuration is invalid, so the agent stays off and the application runs without"
          + " it until there is a good version of the file, which needs no restart:";
  private static final String ENDS =
      PREFIX + "the configuration is invalid, so the JVM ends (onInvalidConfig is abort):";

  /** EX_CONFIG of sysexits.h. */
  private static final int EXIT_CONFIG = 78;

  @TempDir Path folder;

  @ParameterizedTest
  @MethodSource(ALL_JDKS)
  void saysEveryProblemWithItsPlaceAndLetsTheApplicationRun(Jdk jdk) throws IOException {
    Path mapping = Mapping.invalid(folder);

    ProgramRun.Outcome outcome =
        ProgramRun.on(jdk).agent(mapping.toString()).run("HelloProgram", "exit", "7");

    assertEquals(STAYS_OFF, outcome.errorLines().get(0));
    assertEquals(3, outcome.errorLines().size(), outcome.stderr());
    assertStarts(
        PREFIX
            + mapping
            + ":2:49: /mappings/0/methdos: the key \"methdos\" is not known here. Did you mean"
            + " \"methods\"?",
        outcome.errorLines().get(1));
    assertStarts(
        PREFIX + mapping + ":3:48: /mappings/1/path: this is a number where",
        outcome.errorLines().get(2));
    assertEquals("hello\n", outcome.stdout());
    assertEquals(7, outcome.exitCode());
  }

  @ParameterizedTest
  @MethodSource(ALL_JDKS)
  void namesFileThatIsNotThere(Jdk jdk) throws IOException {
    Path missing = folder.resolve("missing.json");

    ProgramRun.Outcome outcome = ProgramRun.on(jdk).agent(missing.toString()).run("HelloProgram");

    assertEquals(
        List.of(
            STAYS_OFF,
            PREFIX
                + missing
                + ":1:1: /: there is no such file. Check the path; the agent's user must see it."),
        outcome.errorLines());
    assertEquals("hello\n", outcome.stdout());
    assertEquals(0, outcome.exitCode());
  }

  /** In the locale C a JVM has ASCII alone for the names of files. */
  @ParameterizedTest
  @MethodSource(ALL_JDKS)
  void namesPathThatTheLocaleCannotExpressAsTheCause(Jdk jdk) throws IOException {
    Path mapping = Mapping.valid(Files.createDirectory(folder.resolve("\u00fcber")));

    ProgramRun.Outcome outcome =
        ProgramRun.on(jdk)
            .environment(Map.of("LC_ALL", "C", "MANAGED_IDENTITY_AGENT_CONFIG", mapping.toString()))
            .options("-javaagent:" + AgentJar.path())
            .run("HelloProgram");

    assertEquals(STAYS_OFF, outcome.errorLines().get(0));
    assertTrue(
        outcome
            .errorLines()
            .get(1)
            .endsWith(
                "/mapping.json:1:1: /: there is no such file, since its path holds characters that this JVM"
                    + " cannot express (sun.jnu.encoding is ANSI_X3.4-1968). Start it in a UTF-8 locale,"
                    + " for example LC_ALL=C.UTF-8, or give the file an ASCII path."),
        outcome.stderr());
    assertEquals("hello\n", outcome.stdout());
  }

  @ParameterizedTest
  @MethodSource(ALL_JDKS)
  void namesDirectoryInPlaceOfTheFile(Jdk jdk) throws IOException {
    ProgramRun.Outcome outcome = ProgramRun.on(jdk).agent(folder.toString()).run("HelloProgram");

    assertEquals(
        List.of(
            STAYS_OFF,
            PREFIX + folder + ":1:1: /: this is a directory. Name the mapping file itself."),
        outcome.errorLines());
    assertEquals("hello\n", outcome.stdout());
  }

  @ParameterizedTest
  @MethodSource(ALL_JDKS)
  void abortsBeforeMainByArgument(Jdk jdk) throws IOException {
    Path mapping = Mapping.invalid(folder);

    assertAborts(ProgramRun.on(jdk).agent("config=" + mapping + ",onInvalidConfig=abort"));
  }

  @ParameterizedTest
  @MethodSource(ALL_JDKS)
  void abortsBeforeMainBySystemProperty(Jdk jdk) throws IOException {
    Path mapping = Mapping.invalid(folder);

    assertAborts(
        ProgramRun.on(jdk)
            .options("-Dmanagedidentity.agent.onInvalidConfig=abort")
            .agent(mapping.toString()));
  }

  @ParameterizedTest
  @MethodSource(ALL_JDKS)
  void abortsBeforeMainByEitherNameOfTheVariable(Jdk jdk) throws IOException {
    Path mapping = Mapping.invalid(folder);

    for (String name : List.of("ONINVALIDCONFIG", "ON_INVALID_CONFIG")) {
      assertAborts(
          ProgramRun.on(jdk)
              .environment(Map.of("MANAGED_IDENTITY_AGENT_" + name, "abort"))
              .agent(mapping.toString()));
    }
  }

  @ParameterizedTest
  @MethodSource(ALL_JDKS)
  void abortsBeforeMainByTheFile(Jdk jdk) throws IOException {
    Path mapping = Mapping.with(folder, "\"onInvalidConfig\": \"abort\", \"mdoe\": \"inject\",");
    Path byVariable =
        Mapping.write(
            folder,
            "by-variable.json",
            "{ \"onInvalidConfig\": \"${env:ON_BAD}\", \"mappings\": 1 }");

    assertAborts(ProgramRun.on(jdk).agent(mapping.toString()));
    assertAborts(
        ProgramRun.on(jdk).environment(Map.of("ON_BAD", "abort")).agent(byVariable.toString()));
  }

  @ParameterizedTest
  @MethodSource(ALL_JDKS)
  void doesNotAbortValidStart(Jdk jdk) throws IOException {
    Path mapping = Mapping.with(folder, "\"onInvalidConfig\": \"abort\",");

    ProgramRun.Outcome outcome = ProgramRun.on(jdk).agent(mapping.toString()).run("HelloProgram");

    assertEquals(
        "[managed-identity-agent] 0.1.0, mode inject, " + mapping + ", 1 mapping\n",
        outcome.stderr());
    assertEquals("hello\n", outcome.stdout());
    assertEquals(0, outcome.exitCode());
  }

  /** A log folder that is not there is no reason to run without tokens. */
  @ParameterizedTest
  @MethodSource(ALL_JDKS)
  void saysOnStderrThatLogFileCannotBeWritten(Jdk jdk) throws IOException {
    Path mapping = Mapping.valid(folder);
    Path log = folder.resolve("no-folder").resolve("agent.log");

    ProgramRun.Outcome outcome =
        ProgramRun.on(jdk).agent("config=" + mapping + ",log.file=" + log).run("HelloProgram");

    assertEquals(2, outcome.errorLines().size(), outcome.stderr());
    assertEquals(
        "[managed-identity-agent] WARN the log file \""
            + log
            + "\" cannot be written, so the log goes to stderr: "
            + log
            + " (No such file or directory). Create its folder and let the application's user"
            + " write to it.",
        outcome.errorLines().get(0));
    assertFalse(Files.exists(log));
  }

  private static void assertAborts(ProgramRun program) throws IOException {
    ProgramRun.Outcome outcome = program.run("HelloProgram");

    assertEquals(ENDS, outcome.errorLines().get(0), outcome.stderr());
    assertEquals("", outcome.stdout());
    assertEquals(EXIT_CONFIG, outcome.exitCode());
  }

  private static void assertStarts(String start, String line) {
    assertTrue(line.startsWith(start), line);
  }
}
