package io.managedidentity.agent.shadow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.managedidentity.agent.clock.AgentClock;
import io.managedidentity.agent.identity.ScriptedServer;
import io.managedidentity.agent.identity.TestCertificates;
import io.managedidentity.agent.identity.http.EndpointAddresses;
import io.managedidentity.agent.identity.http.EndpointClient;
import io.managedidentity.agent.identity.http.EndpointTransport;
import io.managedidentity.agent.injection.Bench;
import io.managedidentity.agent.injection.WireEdit;
import io.managedidentity.agent.log.AgentLog;
import io.managedidentity.agent.log.LogLevel;
import io.managedidentity.agent.token.Scheduled;
import io.managedidentity.agent.token.TokenThreads;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What mode shadow says when a repeated request has no answer, word for word. */
class ShadowMessagesTest {
  private static final EndpointTransport NEVER =
      (request, limits) -> {
        throw new AssertionError("it is sent");
      };

  private final List<String> faults = new ArrayList<>();

  @Test
  void saysThatAnAnswerTookTooLong() throws Exception {
    assertSays(
        "no answer within 10 s",
        (request, limits) -> {
          throw new SocketTimeoutException("late");
        },
        443);
  }

  @Test
  void saysThatACertificateIsNotTrusted() throws Exception {
    try (ScriptedServer server =
        ScriptedServer.tls(
            TestCertificates.context(TestCertificates.selfSigned()), (request, socket) -> {})) {
      assertSays(
          "its certificate is not trusted by the JVM's trust store (javax.net.ssl.trustStore)",
          new EndpointClient(
              EndpointAddresses.OF_THIS_HOST, TestCertificates.trust(), AgentClock.SYSTEM),
          server.address().getPort());
    }
  }

  @Test
  void saysThatThereIsNoConnection() throws Exception {
    assertSays(
        "the agent, which uses no proxy, has no connection to it (ConnectException)",
        (request, limits) -> {
          throw new ConnectException("refused");
        },
        443);
  }

  /** The agent is switched off between the application's request and its answer. */
  @Test
  void saysThatTheAgentIsOffByNow() throws Exception {
    Bench bench = bench(NEVER);
    WireEdit edit = edit(bench, 443, "1");

    bench.injector().switchOff(true);
    edit.answered(200);

    assertUnanswered(bench, "it was not sent, since the agent is off or has another token by now");
  }

  @Test
  void saysThatTheAgentHasAFault() throws Exception {
    assertSays(
        "a fault in the agent",
        (request, limits) -> {
          throw new IllegalStateException("secret");
        },
        443);

    assertEquals(
        List.of(
            "ERROR mode shadow has a fault: java.lang.IllegalStateException. Please report it."),
        faults);
  }

  @Test
  void saysThatAHeaderCannotBeSent() throws Exception {
    assertSays(
        "its target or a header has a character that the agent does not send",
        NEVER,
        443,
        "bl\u00e4");

    assertEquals(List.of(), faults);
  }

  private void assertSays(String why, EndpointTransport transport, int port) throws Exception {
    assertSays(why, transport, port, "1");
  }

  private void assertSays(String why, EndpointTransport transport, int port, String header)
      throws Exception {
    Bench bench = bench(transport);

    edit(bench, port, header).answered(200);

    assertUnanswered(bench, why);
  }

  private static void assertUnanswered(Bench bench, String why) {
    assertTrue(
        bench.lines.toString().contains("says nothing about the token: " + why + ". It is not"),
        bench.lines::toString);
  }

  private Bench bench(EndpointTransport transport) throws Exception {
    Bench bench = new Bench();
    AgentLog log =
        new AgentLog(LogLevel.INFO, (level, message) -> faults.add(level + " " + message));
    bench.injector().repeat(new ShadowSender(transport, new Inline(), bench.injector(), log));
    bench.use("'mode': 'shadow'", "'existingAuthorization': 'replace'");
    bench.hold("t");
    return bench;
  }

  private static WireEdit edit(Bench bench, int port, String header) throws Exception {
    WireEdit edit =
        bench
            .injector()
            .forClient("c")
            .match("https", "127.0.0.1", port, "GET", "/")
            .editNow(Bench.headers("A", header), "/", null);
    assertNotNull(edit);
    return edit;
  }

  /** Sends at once. */
  private static final class Inline implements TokenThreads {
    @Override
    public void fetch(List<String> lane, Runnable task) {
      task.run();
    }

    @Override
    public Scheduled later(Runnable task, long delayNanos) {
      throw new AssertionError("nothing is scheduled");
    }
  }
}
