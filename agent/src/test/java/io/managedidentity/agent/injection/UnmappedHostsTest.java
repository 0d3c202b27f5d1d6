package io.managedidentity.agent.injection;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.managedidentity.agent.config.AgentConfig;
import io.managedidentity.agent.config.ConfigLoader;
import io.managedidentity.agent.log.AgentLog;
import io.managedidentity.agent.log.LogLevel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UnmappedHostsTest {
  private final List<String> lines = new ArrayList<>();
  private final AgentLog log =
      new AgentLog(LogLevel.DEBUG, (level, message) -> lines.add(level + " " + message));
  private final UnmappedHosts hosts = new UnmappedHosts(List.of(), new RouteInjection[0], log);

  @Test
  void showsEachHostAndPortOnce() {
    for (int i = 0; i < 3; i++) {
      hosts.met("https", "Api.example", -1);
      hosts.met("wss", "Api.example", 443);
    }
    String first = "DEBUG no mapping names api.example:443, so requests to it stay as they are.";
    assertEquals(List.of(first), lines);

    for (int i = 0; i < 3; i++) {
      hosts.met("https", "Api.example", 8443);
      hosts.met("https", "Api.example", -1);
    }

    assertEquals(
        List.of(
            first, "DEBUG no mapping names api.example:8443, so requests to it stay as they are."),
        lines);
  }

  @Test
  void saysIfAMappingNamesTheHostForOtherRequests(@TempDir Path folder) throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("m.json"),
            """
            { "mappings": [ { "host": "api.example", "path": "/v1/**", "resource": "r" } ] }
            """);
    AgentConfig config = ConfigLoader.ofProcess().loadFile(file.toString()).config();
    assertNotNull(config);
    UnmappedHosts named = new UnmappedHosts(config.mappings(), new RouteInjection[1], log);

    for (int i = 0; i < 3; i++) {
      named.met("https", "api.example", -1);
    }

    assertEquals(
        List.of(
            "DEBUG a mapping names api.example:443, but none matches the path and method of a"
                + " request to it, which stays as it is."),
        lines);
  }

  /** Such as of a program that calls back whoever registered. */
  @Test
  void remembersAndShowsABoundedNumber() {
    for (int i = 0; i < 2500; i++) {
      hosts.met("https", "host-" + i + ".example", -1);
      assertTrue(hosts.remembered() <= 1000);
    }

    assertEquals(500, hosts.remembered());
    assertEquals(1000, lines.size());
  }
}
