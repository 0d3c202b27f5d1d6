package io.managedidentity.agent.injection;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.managedidentity.agent.log.AgentLog;
import io.managedidentity.agent.log.LogLevel;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class UnmappedHostsTest {
  private final List<String> lines = new ArrayList<>();
  private final UnmappedHosts hosts =
      new UnmappedHosts(
          List.of(),
          new RouteInjection[0],
          new AgentLog(LogLevel.DEBUG, (level, message) -> lines.add(message)));

  @Test
  void showsEachHostAndPortOnce() {
    for (int i = 0; i < 2; i++) {
      hosts.met("https", "A.example", -1);
      hosts.met("https", "A.example", 8443);
    }

    assertEquals(
        List.of(
            "no mapping names a.example:443, so requests to it stay as they are.",
            "no mapping names a.example:8443, so requests to it stay as they are."),
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
