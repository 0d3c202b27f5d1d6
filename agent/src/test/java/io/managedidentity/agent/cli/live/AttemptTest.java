package io.managedidentity.agent.cli.live;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.managedidentity.agent.clock.AgentClock;
import io.managedidentity.agent.identity.TestCertificates;
import io.managedidentity.agent.identity.http.EndpointRequest;
import io.managedidentity.agent.identity.http.EndpointUrl;
import io.managedidentity.agent.identity.http.Timeouts;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** Exchanges that end before there is an answer; each with a socket of its own. */
class AttemptTest {
  private static final Timeouts LIMITS = new Timeouts(1000, 10_000);
  private static final InetAddress HERE = InetAddress.getLoopbackAddress();
  private static final String ADVICE =
      "): look at firewalls and network rules; this command, like the agent, uses no proxy";

  /** What a server does with a connection. */
  private interface Deed {
    void to(Socket socket) throws IOException;
  }

  @Test
  void saysThatNobodyListens() throws Exception {
    try (Socket taken = new Socket()) {
      taken.bind(new InetSocketAddress(HERE, 0));

      Attempt attempt = attempt(taken.getLocalPort(), AgentClock.SYSTEM);

      assertEquals(
          "there is no connection to \"api.corp.com\" (nothing listens there" + ADVICE,
          attempt.failure());
      assertEquals(List.of(HERE.getHostAddress()), attempt.addresses());
      assertFalse(attempt.isWithoutTls());
      assertTrue(attempt.isUnreached());
    }
  }

  @Test
  @DisabledOnOs(value = OS.WINDOWS, disabledReason = "it refuses where others are silent")
  void saysThatNobodyAnswers() throws Exception {
    List<SocketChannel> crowd = new ArrayList<>();
    try (ServerSocket listener = new ServerSocket(0, 1, HERE)) {
      for (int i = 0; i < 8; i++) {
        SocketChannel one = SocketChannel.open();
        crowd.add(one);
        one.configureBlocking(false);
        one.connect(listener.getLocalSocketAddress());
      }

      Attempt attempt = attempt(listener.getLocalPort(), AgentClock.SYSTEM);

      assertEquals(
          "there is no connection to \"api.corp.com\" (no answer within 1 s" + ADVICE,
          attempt.failure());
    } finally {
      for (SocketChannel one : crowd) {
        one.close();
      }
    }
  }

  @Test
  void saysThatAServerSpeaksNoTls() throws Exception {
    Attempt attempt =
        attempt(
            socket -> {
              String answer = "HTTP/1.1 400 Bad Request\r\n\r\n";
              socket.getOutputStream().write(answer.getBytes(StandardCharsets.US_ASCII));
              awaitEnd(socket);
            },
            AgentClock.SYSTEM);

    assertEquals("the server speaks no TLS at this port", attempt.failure());
    assertTrue(attempt.isWithoutTls());
    assertNull(attempt.response());
  }

  @Test
  void saysWhatTheServerHasAgainstTheHandshake() throws Exception {
    Attempt attempt =
        attempt(
            socket -> { // the alert "handshake failure"
              socket.getOutputStream().write(HexFormat.of().parseHex("15030300020228"));
              awaitEnd(socket);
            },
            AgentClock.SYSTEM);

    String failure = attempt.failure();
    assertTrue(failure.startsWith("TLS does not work with it ("), failure);
    assertTrue(failure.contains("Received fatal alert: "), failure); // 25 puts the alert before it
    assertTrue(
        failure.endsWith(
            "handshake_failure): compare the protocol versions and cipher suites of both sides; it"
                + " may also want a client certificate"),
        failure);
  }

  @Test
  void saysThatTheConnectionEndedBeforeTls() throws Exception {
    Attempt attempt =
        attempt(
            socket -> {
              socket.getInputStream().read();
              socket.setSoLinger(true, 0); // so that closing it is a reset
            },
            AgentClock.SYSTEM);

    assertEquals("the connection ended before TLS was set up", attempt.failure());
  }

  @Test
  void waitsNoLongerThanItsLimitForTls() throws Exception {
    AtomicLong seconds = new AtomicLong();
    Attempt attempt =
        attempt(
            AttemptTest::awaitEnd,
            new AgentClock() {
              @Override
              public long wallMillis() {
                return 0;
              }

              @Override
              public long nanoTime() {
                return seconds.addAndGet(60) * 1_000_000_000L;
              }

              @Override
              public void sleep(long millis) {
                throw new AssertionError("nothing sleeps");
              }
            });

    assertEquals("TLS was not set up within 10 s", attempt.failure());
  }

  private static Attempt attempt(Deed deed, AgentClock clock) throws Exception {
    try (ServerSocket listener = new ServerSocket(0, 1, HERE)) {
      Thread server = new Thread(() -> serve(listener, deed));
      server.setDaemon(true);
      server.start();
      Attempt attempt = attempt(listener.getLocalPort(), clock);
      server.join();
      return attempt;
    }
  }

  private static Attempt attempt(int port, AgentClock clock) throws Exception {
    return Attempt.of(
        EndpointRequest.repeat("GET", EndpointUrl.known("https://api.corp.com/")),
        Place.untried(null, "https://api.corp.com/", ""),
        (name, unused) -> new InetSocketAddress[] {new InetSocketAddress(HERE, port)},
        new WitnessTrust(TestCertificates.trustStore()),
        clock,
        LIMITS);
  }

  private static void serve(ServerSocket listener, Deed deed) {
    try (Socket socket = listener.accept()) {
      deed.to(socket);
    } catch (IOException e) { // the client may have gone: what it says of it is tested
      return;
    }
  }

  /** Reads what the client says until it goes. */
  private static void awaitEnd(Socket socket) throws IOException {
    while (socket.getInputStream().read() >= 0) {
      continue;
    }
  }
}
