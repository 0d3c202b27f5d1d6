package io.managedidentity.it.manage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.managedidentity.it.jvm.AgentJar;
import io.managedidentity.it.jvm.Jdk;
import io.managedidentity.it.jvm.ProgramRun;
import io.managedidentity.it.jvm.RunningProgram;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What an operator learns of a JVM whose requests fail, and what goes to somebody who helps. */
class StatusIT extends ManagedPrograms {
  private static final String ALL_JDKS = "io.managedidentity.it.jvm.Jdk#all";

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
      Path bundle = folder.resolve("bundle.zip");
      ProgramRun.Outcome status = command(jdk, "status", pid, "--bundle", bundle.toString());

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
              "check: java -jar managed-identity-agent.jar token --resource broken --client-id"
                  + " 11111111-2222-3333-4444-555555555555 --json\n",
              "failed 1")) {
        assertTrue(status.stdout().contains(part), part + " is not in " + status.stdout());
      }
      assertTrue(
          status
              .stdout()
              .endsWith(
                  "needs a person: there is no token for broken as clientId 11111111-2222-3333-4444-555555555555.\n"),
          status.stdout());
      String problems = entries(bundle).get("problems.json");
      assertTrue(
          problems.contains("managed_identity_request_failed: App Service answered 400"), problems);
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
              { "name": "strict", "host": "localhost", "resource": "broken",
                "format": "ApiKey planted-format;{token}", "setHeaders": { "source": "planted-source" } } ] }
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
}
