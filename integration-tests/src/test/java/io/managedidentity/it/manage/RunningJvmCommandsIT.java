package io.managedidentity.it.manage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.managedidentity.it.jvm.AgentJar;
import io.managedidentity.it.jvm.Jdk;
import io.managedidentity.it.jvm.ProgramRun;
import io.managedidentity.it.jvm.RunningProgram;
import io.managedidentity.it.server.IdentityServer;
import io.managedidentity.it.server.WireServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The commands for a running JVM, each run by the same Java as the JVM that it speaks to. */
class RunningJvmCommandsIT {
  private static final String ALL_JDKS = "io.managedidentity.it.jvm.Jdk#all";

  @TempDir Path folder;
  private WireServer api;
  private IdentityServer identity;

  @BeforeEach
  void startServers() throws IOException {
    api = WireServer.http("api");
    identity = new IdentityServer();
  }

  @AfterEach
  void closeServers() throws IOException {
    api.close();
    identity.close();
  }

  @ParameterizedTest
  @MethodSource(ALL_JDKS)
  void saysAndSteersWhatTheAgentDoes(Jdk jdk) throws IOException {
    Path file = mapping("\"mode\": \"inject\",");
    try (RunningProgram program = start(jdk, "-javaagent:" + AgentJar.path() + "=" + file)) {
      String pid = "" + program.pid();
      assertEquals("Bearer token-alpha-1", sent(program));

      ProgramRun.Outcome status = command(jdk, "status", pid, "--json");
      assertEquals(0, status.exitCode(), status.stderr());
      for (String part :
          List.of(
              "\"mode\" : \"inject\"",
              "\"switchedOff\" : false",
              "\"injected\" : 1",
              "\"source\" : \"app-service\"",
              "\"name\" : \"http-url-connection\"",
              "\"covered\" : true",
              "\"suppressedErrors\" : 0")) {
        assertTrue(status.stdout().contains(part), part + " is not in " + status.stdout());
      }
      assertFalse(status.stdout().contains("token-alpha"), status.stdout());

      ProgramRun.Outcome mapped = command(jdk, "explain", pid, "http://127.0.0.1:81/x", "--json");
      assertEquals(0, mapped.exitCode(), mapped.stderr());
      assertEquals(
          command(jdk, "explain", file.toString(), "http://127.0.0.1:81/x", "--json").stdout(),
          mapped.stdout().replace("  \"token\" : \"usable\",\n", ""),
          "the answer of the file and of the running agent are one, but for the token");
      assertTrue(mapped.stdout().contains("\"token\" : \"usable\""), mapped.stdout());
      assertEquals(1, command(jdk, "explain", pid, "http://other.example/").exitCode());

      ProgramRun.Outcome off = command(jdk, "off", pid);
      assertEquals(0, off.exitCode(), off.stderr());
      assertTrue(off.stdout().startsWith("switched off from outside"), off.stdout());
      assertNull(sent(program));

      mapping("\"mode\": \"inject\", \"token\": { \"prefetch\": true },");
      ProgramRun.Outcome reload = command(jdk, "reload", pid);
      assertEquals(0, reload.exitCode(), reload.stderr());
      assertTrue(
          reload.stdout().endsWith("; it stays switched off from outside\n"), reload.stdout());
      assertNull(sent(program), "a reload does not switch on");

      ProgramRun.Outcome on = command(jdk, "on", pid, "--json");
      assertEquals(0, on.exitCode(), on.stderr());
      assertTrue(on.stdout().contains("\"mode\" : \"inject\""), on.stdout());
      assertEquals("Bearer token-alpha-1", sent(program), "the token is kept");

      Files.writeString(file, "{ \"mappings\": [ {} ] }");
      ProgramRun.Outcome invalid = command(jdk, "status", pid);
      assertEquals(1, invalid.exitCode(), "the next start would be without the agent");
      assertTrue(
          invalid.stdout().contains(" " + file + ":1:17: /mappings/0: the mapping has no host."),
          invalid.stdout());
      assertTrue(invalid.stdout().contains("injected 2\n"), invalid.stdout());
      assertTrue(
          invalid
              .stdout()
              .endsWith(
                  "needs a person: the configuration as it is now is invalid (2 problems): the next start would be"
                      + " without the agent.\n"),
          invalid.stdout());
      ProgramRun.Outcome bad = command(jdk, "reload", pid);
      assertEquals(1, bad.exitCode());
      assertTrue(
          bad.stdout().contains(":1:17: /mappings/0: the mapping has no host."), bad.stdout());
      assertEquals("Bearer token-alpha-1", sent(program));
    }
  }

  @ParameterizedTest
  @MethodSource(ALL_JDKS)
  void saysWhatHappensWithoutAToken(Jdk jdk) throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("mapping.json"),
            """
            { "mappings": [ { "name": "api", "host": "127.0.0.1:*", "resource": "broken", "allowPlainHttp": true,
                "identity": { "clientId": "11111111-2222-3333-4444-555555555555" } } ] }
            """);
    try (RunningProgram program = start(jdk, "-javaagent:" + AgentJar.path() + "=" + file)) {
      String pid = "" + program.pid();
      ProgramRun.Outcome before = command(jdk, "explain", pid, "http://127.0.0.1:81/x", "--json");
      assertEquals(0, before.exitCode(), before.stderr());
      assertTrue(
          before.stdout().contains("none yet: the next request asks for it"), before.stdout());
      assertNull(sent(program));

      ProgramRun.Outcome after = command(jdk, "explain", pid, "http://127.0.0.1:81/x", "--json");
      ProgramRun.Outcome status = command(jdk, "status", pid);

      assertEquals(1, after.exitCode());
      assertTrue(after.stdout().contains("\"reason\" : \"no-token\""), after.stdout());
      assertTrue(
          after
              .stdout()
              .contains("none: managed_identity_request_failed: App Service answered 400"),
          after.stdout());
      assertEquals(1, status.exitCode());
      for (String part :
          List.of(
              "broken as clientId 11111111-2222-3333-4444-555555555555\n",
              "last error: managed_identity_request_failed: App Service answered 400",
              "what to do: Read the service's own text",
              "check: java -jar managed-identity-agent.jar token --resource broken --json\n",
              "failed 1")) {
        assertTrue(status.stdout().contains(part), part + " is not in " + status.stdout());
      }
      assertTrue(
          status
              .stdout()
              .endsWith(
                  "needs a person: there is no token for broken as clientId 11111111-2222-3333-4444-555555555555.\n"),
          status.stdout());
    }
  }

  /** Planted where a process has secrets; whatever the zip holds, it holds none of these. */
  @ParameterizedTest
  @MethodSource(ALL_JDKS)
  void writesABundleWithoutASecret(Jdk jdk) throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("mapping.json"),
            """
            // planted-in-a-comment
            { "discover.salt": "planted-salt", "mappings": [
              { "name": "api", "host": "127.0.0.1:*", "resource": "alpha", "allowPlainHttp": true,
                "existingAuthorization": "replace", "placeholder": "planted-placeholder",
                "setHeaders": { "x-key": "planted-header", "x-other": "${env:IDENTITY_HEADER}" } },
              { "name": "strict", "host": "localhost", "resource": "broken" } ] }
            """);
    try (RunningProgram program =
        start(jdk, "-Dpassword=planted-property", "-javaagent:" + AgentJar.path() + "=" + file)) {
      assertEquals("Bearer token-alpha-1", sent(program));
      Path bundle = folder.resolve("bundle.zip");

      ProgramRun.Outcome outcome =
          command(jdk, "status", "" + program.pid(), "--bundle", bundle.toString(), "--json");
      ProgramRun.Outcome again =
          command(jdk, "status", "" + program.pid(), "--bundle", bundle.toString());

      assertEquals(0, outcome.exitCode(), outcome.stderr());
      Map<String, String> entries = entries(bundle);
      assertEquals(
          List.of(
              "status.json", "jvm.json", "configuration.json", "decisions.json", "problems.json"),
          List.copyOf(entries.keySet()));
      assertTrue(entries.get("jvm.json").contains("\"Runtime.VmVersion\""), entries::toString);
      assertTrue(entries.get("configuration.json").contains("characters)"), entries::toString);
      assertTrue(entries.get("decisions.json").contains("\"127.0.0.1\""), entries::toString);
      assertTrue(entries.get("status.json").contains("\"injected\" : 1"), entries::toString);
      String all = entries.toString();
      for (String secret :
          List.of("planted", "token-alpha-1", identity.environment().get("IDENTITY_HEADER"))) {
        assertFalse(all.contains(secret), secret + " is in " + all);
      }
      assertEquals(1, again.exitCode());
      assertTrue(again.stderr().endsWith("is there already. Name a new file.\n"), again.stderr());
    }
  }

  private static Map<String, String> entries(Path zip) throws IOException {
    Map<String, String> entries = new LinkedHashMap<>();
    try (ZipInputStream in = new ZipInputStream(Files.newInputStream(zip))) {
      for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
        entries.put(entry.getName(), new String(in.readAllBytes(), StandardCharsets.UTF_8));
      }
    }
    return entries;
  }

  @ParameterizedTest
  @MethodSource(ALL_JDKS)
  void saysWhyItCannotReachTheAgent(Jdk jdk) throws IOException {
    assertSays(jdk, "999999999", "there is no process 999999999. Look it up with jps or jcmd.\n");
    ProgramRun.Outcome noPid = command(jdk, "status", "mapping.json");
    assertEquals(2, noPid.exitCode());
    assertTrue(
        noPid.stderr().startsWith("\"mapping.json\" is not a process id. See jps or jcmd.\n"),
        noPid.stderr());
    try (RunningProgram without = start(jdk)) {
      assertSays(
          jdk,
          "" + without.pid(),
          "the agent is not in process "
              + without.pid()
              + ". Start it with -javaagent:managed-identity-agent.jar=mapping.json, or see the command attach.\n");
    }
    Path file = mapping("\"jmx\": false,");
    String agent = "-javaagent:" + AgentJar.path() + "=" + file;
    try (RunningProgram silent = start(jdk, agent)) {
      assertSays(
          jdk,
          "" + silent.pid(),
          "process "
              + silent.pid()
              + " was started with the agent, but has no JMX object: \"jmx\" is false, or the agent stays"
              + " off (look for its lines on the stderr of that process). With \"jmx\": false only the mapping"
              + " file controls it.\n");
    }
    try (RunningProgram closed = start(jdk, agent, "-XX:+DisableAttachMechanism")) {
      assertSays(
          jdk,
          "" + closed.pid(),
          "process "
              + closed.pid()
              + " does not let anybody attach to it (-XX:+DisableAttachMechanism). Change its mapping file"
              + " instead, which it watches.\n");
    }
  }

  @ParameterizedTest
  @MethodSource(ALL_JDKS)
  void neverSignalsAProcessThatIsNoJvm(Jdk jdk) throws IOException {
    Process cat = new ProcessBuilder("cat").start();
    try {
      assertSays(jdk, "" + cat.pid(), "process " + cat.pid() + " is not a JVM.\n");
      assertTrue(cat.isAlive());
    } finally {
      cat.destroy();
    }
  }

  @ParameterizedTest
  @MethodSource(ALL_JDKS)
  void attachesTheAgentToAJvmThatRunsAlready(Jdk jdk) throws IOException {
    Path file = mapping("");
    try (RunningProgram program = start(jdk)) {
      String pid = "" + program.pid();
      assertNull(sent(program));
      Path bad = Files.writeString(folder.resolve("bad.json"), "{}");
      ProgramRun.Outcome refused = command(jdk, "attach", pid, bad.toString());
      assertEquals(1, refused.exitCode());
      assertTrue(refused.stderr().contains("mappings is missing"), refused.stderr());

      ProgramRun.Outcome attached = command(jdk, "attach", pid, file.toString());

      assertEquals(0, attached.exitCode(), attached.stderr());
      assertEquals(
          "the agent is in process " + pid + " now: mode inject, " + file + ", mappings: 1.\n",
          attached.stdout());
      assertEquals("Bearer token-alpha-1", sent(program));
      ProgramRun.Outcome again = command(jdk, "attach", pid, file.toString());
      assertEquals(1, again.exitCode());
      assertEquals(
          "the agent is in process "
              + pid
              + " already. Change its mapping file, or see the command reload.\n",
          again.stderr());
    }
  }

  private void assertSays(Jdk jdk, String pid, String expected) throws IOException {
    ProgramRun.Outcome outcome = command(jdk, "status", pid);

    assertEquals(expected, outcome.stderr());
    assertEquals(1, outcome.exitCode());
    assertEquals("", outcome.stdout());
  }

  private String sent(RunningProgram program) throws IOException {
    api.clear();
    assertEquals("200", program.ask("call"));
    return api.requests().get(0).authorization();
  }

  private RunningProgram start(Jdk jdk, String... options) throws IOException {
    RunningProgram program =
        RunningProgram.start(
            jdk,
            List.of(options),
            identity.environment(),
            "ManagedProgram",
            "http://127.0.0.1:" + api.port());
    assertEquals("ready", program.line());
    return program;
  }

  private Path mapping(String members) throws IOException {
    return Files.writeString(
        folder.resolve("mapping.json"),
        """
        { %s "mappings": [ { "name": "api", "host": "127.0.0.1:*", "resource": "alpha", "allowPlainHttp": true } ] }
        """
            .formatted(members));
  }

  private static ProgramRun.Outcome command(Jdk jdk, String... arguments) throws IOException {
    List<String> all = new ArrayList<>(List.of("-jar", AgentJar.path().toString()));
    all.addAll(List.of(arguments));
    return ProgramRun.on(jdk).runCommand(all.toArray(new String[0]));
  }
}
