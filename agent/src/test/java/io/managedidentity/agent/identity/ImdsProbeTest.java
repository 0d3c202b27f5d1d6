package io.managedidentity.agent.identity;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.managedidentity.agent.identity.http.EndpointAddresses;
import io.managedidentity.agent.identity.http.EndpointClient;
import io.managedidentity.agent.identity.http.Timeouts;
import io.managedidentity.agent.identity.process.SystemProcessLauncher;
import io.managedidentity.agent.log.AgentLog;
import io.managedidentity.agent.log.LogLevel;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ImdsProbeTest {
  private final FakeClock clock = new FakeClock(0);
  private final List<String> log = new ArrayList<>();
  private final AtomicInteger tries = new AtomicInteger();

  @Test
  void takesAnyAnswerForPresence() throws Exception {
    String answer = "HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n";
    try (ScriptedServer server =
        ScriptedServer.plain(
            (request, socket) ->
                socket.getOutputStream().write(answer.getBytes(StandardCharsets.US_ASCII)))) {
      ImdsProbe probe = probe((host, port) -> new InetSocketAddress[] {server.address()});

      assertTrue(probe.run());
      assertFalse(probe.isAbsent());
      assertEquals(null, server.requests().get(0).headers().get("Metadata"));
      assertEquals("http://169.254.169.254", server.requests().get(0).origin());
    }
  }

  @Test
  void tellsForAMinuteThatNothingAnswers() throws Exception {
    try (ClosedAddresses closed = new ClosedAddresses()) {
      InetSocketAddress refusing = closed.refusing();
      ImdsProbe probe =
          probe(
              (host, port) -> {
                tries.incrementAndGet();
                return new InetSocketAddress[] {refusing};
              });

      assertFalse(probe.run());

      assertEquals(3, tries.get());
      assertTrue(probe.isAbsent());
      clock.pass(59_999);
      assertTrue(probe.isAbsent());
      clock.pass(1);
      assertFalse(probe.isAbsent());
    }
    assertEquals(
        List.of(
            "WARN No identity source was found here, and IMDS does not answer (no connection:"
                + " Connection refused), so there is no token. Outside Azure name a"
                + " source, such as \"source\": \"azure-cli\"."),
        log);
  }

  private ImdsProbe probe(EndpointAddresses addresses) {
    return new ImdsProbe(
        new SourceHost(
            new MapEnvironment(Map.of()),
            new SystemFiles(),
            clock,
            new SystemProcessLauncher(),
            new EndpointClient(addresses, TestCertificates.trust(), clock),
            new AgentLog(LogLevel.TRACE, (level, message) -> log.add(level + " " + message)),
            RetryJitter.NONE,
            new Timeouts(1000, 2000)));
  }
}
