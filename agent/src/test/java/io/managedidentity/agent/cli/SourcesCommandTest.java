package io.managedidentity.agent.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.managedidentity.agent.clock.AgentClock;
import io.managedidentity.agent.identity.Environment;
import io.managedidentity.agent.identity.FileAccess;
import io.managedidentity.agent.identity.IdentitySources;
import io.managedidentity.agent.identity.RetryJitter;
import io.managedidentity.agent.identity.SourceHost;
import io.managedidentity.agent.identity.http.EndpointAddresses;
import io.managedidentity.agent.identity.http.EndpointClient;
import io.managedidentity.agent.identity.http.JvmTlsTrust;
import io.managedidentity.agent.identity.process.SystemProcessLauncher;
import io.managedidentity.agent.log.AgentLog;
import io.managedidentity.agent.log.LogLevel;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Map;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class SourcesCommandTest {
  private final StringWriter out = new StringWriter();
  private String presentFile = "";

  @Test
  void marksTheOneThatAutoTakesAndNamesVariablesWithoutTheirValues() {
    int exitCode =
        run(Map.of("IDENTITY_ENDPOINT", "http://localhost:1/x", "IDENTITY_HEADER", "hidden"));

    assertEquals(0, exitCode);
    assertTrue(
        out.toString()
            .contains(
                "* app-service            present  IDENTITY_ENDPOINT, IDENTITY_HEADER are set"),
        out.toString());
    assertTrue(
        out.toString()
            .contains("  service-fabric         absent   not set: IDENTITY_SERVER_THUMBPRINT"),
        out.toString());
    assertFalse(out.toString().contains("hidden"));
  }

  @Test
  void namesTheFileThatDecided() {
    presentFile = "/opt/azcmagent/bin/himds";

    run(Map.of());

    assertTrue(
        out.toString().contains("  the file /opt/azcmagent/bin/himds exists"), out::toString);
  }

  @Test
  void listsAllSourcesInTheOrderOfDetectionAsJson() throws Exception {
    run(Map.of(), "--json");

    JsonNode answer = new ObjectMapper().readTree(out.toString());
    StringBuilder ids = new StringBuilder();
    answer.path("sources").forEach(row -> ids.append(row.path("id").asText()).append(' '));
    assertEquals("imds", answer.path("chosen").asText());
    assertEquals(
        "workload-identity service-fabric app-service machine-learning app-service-2017 cloud-shell"
            + " azure-arc imds azure-cli azure-developer-cli environment ",
        ids.toString());
    assertEquals(String.join(" ", IdentitySources.IDS) + " ", ids.toString());
    assertFalse(answer.path("sources").path(10).path("auto").asBoolean());
  }

  private int run(Map<String, String> variables, String... arguments) {
    Environment environment =
        new Environment() {
          @Override
          public String variable(String name) {
            return variables.get(name);
          }

          @Override
          public String osName() {
            return "Linux";
          }
        };
    FileAccess files =
        new FileAccess() {
          @Override
          public boolean exists(String path) {
            return path.equals(presentFile);
          }

          @Override
          public byte[] read(String path, int maxBytes, boolean followLinks) {
            throw new AssertionError("no file is read for a list");
          }
        };
    SourceHost host =
        new SourceHost(
            environment,
            files,
            AgentClock.SYSTEM,
            new SystemProcessLauncher(),
            new EndpointClient(
                EndpointAddresses.OF_THIS_HOST, new JvmTlsTrust(), AgentClock.SYSTEM),
            new AgentLog(LogLevel.OFF, (level, message) -> {}),
            RetryJitter.NONE,
            null);
    return new CommandLine(new SourcesCommand(new IdentitySources(host)))
        .setOut(new PrintWriter(out, true))
        .execute(arguments);
  }
}
