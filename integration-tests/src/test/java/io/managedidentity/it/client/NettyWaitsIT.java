package io.managedidentity.it.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.managedidentity.it.contract.ClientLine;
import io.managedidentity.it.contract.NettyPrograms;
import io.managedidentity.it.jvm.Jdk;
import io.managedidentity.it.jvm.ProbeJvm;
import io.managedidentity.it.server.Http2Servers;
import io.managedidentity.it.server.IdentityServer;
import io.managedidentity.it.server.WireServer;
import io.managedidentity.probe.Message;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import mockwebserver3.MockWebServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Requests of clients on Netty that wait for a token: they end when the client has had enough, with
 * its own exception, nothing of them is left behind, and an answer that was held back is not lost.
 */
@ParameterizedClass(name = "{0}, {1}")
@MethodSource("clients")
class NettyWaitsIT {
  private static final String HOOKS = "io.managedidentity.agent.instrumentation.";
  private static final String WRITES = "io.netty.channel.PendingWriteQueue";

  private static IdentityServer identity;
  private static ProbeJvm jvm;

  @Parameter(0)
  ClientLine client;

  @Parameter(1)
  Jdk jdk;

  static List<Arguments> clients() {
    return ClientLine.rows(NettyWaitsIT.class, "http2", "cancel", "close");
  }

  @BeforeParameterizedClassInvocation
  static void open(ClientLine client, Jdk jdk) throws IOException {
    identity = new IdentityServer();
    jvm = NettyPrograms.start(jdk, client.program(), client.jars(), identity);
  }

  @AfterParameterizedClassInvocation
  static void close() throws IOException {
    jvm.close();
    identity.close();
  }

  @AfterEach
  void isWithoutFault() {
    NettyPrograms.assertNoFault(jvm);
  }

  @Test
  void endsWaitWithTimeoutOfClient() throws Exception {
    try (WireServer server = WireServer.http("plain");
        MockWebServer http2 = Http2Servers.http2Server()) {
      String plain = "http://127.0.0.1:" + server.port();
      jvm.send(NettyPrograms.get(plain + "/a"));

      assertTimedOut(NettyPrograms.get(plain + "/hang/a"));
      if (client.can("http2")) {
        String secure = "https://127.0.0.1:" + http2.getPort();
        assertTimedOut(NettyPrograms.get(secure + "/hang/a").add("http2", "true"));
      }

      assertEquals(1, server.requests().size(), "sent although it had timed out");
      assertEquals(0, http2.getRequestCount(), "sent although it had timed out");
      assertNothingIsLeft();
      assertEquals("200", jvm.send(NettyPrograms.get(plain + "/a")).get("status"));
    }
  }

  private static void assertTimedOut(Message call) {
    Message answer = jvm.send(call.add("timeout", "1000"));

    boolean isTimeout = answer.all("exception").stream().anyMatch(name -> name.contains("Timeout"));
    // Vert.x 4 may close the connection of a request that has timed out before it tells why.
    boolean isClosed = answer.all("message").contains("Connection was closed");
    assertTrue(isTimeout || isClosed, answer::toString);
    // Far less than firstTokenWait, of which half is left for a machine that is busy.
    assertTrue(Long.parseLong(answer.get("millis")) < 8000, answer::toString);
  }

  @Test
  void leavesNothingBehind() throws Exception {
    assumeTrue(client.can("cancel"), "sends what was cancelled");
    try (WireServer server = WireServer.http("plain")) {
      String plain = "http://127.0.0.1:" + server.port();
      Message answer = jvm.send(NettyPrograms.get(plain + "/slow/a"));
      assertEquals("200", answer.get("status"), answer::toString);
      assertNothingIsLeft();

      identity.hold("gate-cancelled");
      jvm.send(
          new Message()
              .add("do", "async-start")
              .add("key", "a")
              .add("times", "3")
              .add("method", "POST")
              .add("body", "hällo")
              .add("url", plain + "/gate-cancelled/a"));
      identity.awaitRequestFor("gate-cancelled");
      jvm.send(new Message().add("do", "async-cancel").add("key", "a"));
      jvm.send(NettyPrograms.get(plain + "/a"));
      assertNothingIsLeft();
      identity.release("gate-cancelled");
      assertEquals(2, server.requests().size(), "sent although it was cancelled");
    }
  }

  @Test
  void saysNothingWhereClientIsShutDownMeanwhile() throws Exception {
    assumeTrue(client.can("close"), "it has no end, or its probe does not shut it down");
    try (WireServer server = WireServer.http("plain")) {
      identity.hold("gate-shutdown");
      jvm.send(
          new Message()
              .add("do", "async-start")
              .add("key", "a")
              .add("method", "GET")
              .add("url", "http://127.0.0.1:" + server.port() + "/gate-shutdown/a"));
      identity.awaitRequestFor("gate-shutdown");
      Message answer = jvm.send(new Message().add("do", "call").add("shutdown", "true"));
      assertEquals("true", answer.get("closed"), answer::toString);
      identity.release("gate-shutdown");

      assertNothingIsLeft();
      assertEquals(List.of(), server.requests());
    } finally {
      jvm.send(new Message().add("do", "renew")); // for the other rows
    }
  }

  /**
   * Neither a timer nor a list of the agent holds a request, and with it a connection. (A client
   * may hold its closed connections, and what stood in them.)
   */
  private static void assertNothingIsLeft() throws InterruptedException {
    Message command = new Message().add("do", "count");
    List<String> types =
        List.of(
            HOOKS + "wire.WireExchange$Deferral",
            HOOKS + "wire.WireExchange$Decision",
            HOOKS + "netty.VertxHttp2Exchange",
            WRITES);
    types.forEach(type -> command.add("type", type));
    List<String> none = Collections.nCopies(types.size(), "0");
    List<String> counts = jvm.send(command).all("count");
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(15); // the client closes when it likes
    while (!counts.equals(none) && System.nanoTime() < end) {
      Thread.sleep(200); // each look costs a collection
      counts = jvm.send(command).all("count");
    }
    assertEquals(none, counts, types::toString);
  }

  @Test
  void deliversRejectionWhenServerClosesWhileTokenIsFetched() throws Exception {
    deliversRejection(Closing.BEFORE_TOKEN, "gate-before");
  }

  @Test
  void deliversRejectionWhenServerClosesAfterResending() throws Exception {
    deliversRejection(Closing.AFTER_RESENDING, "gate-after");
  }

  private static void deliversRejection(Closing closing, String resource) throws Exception {
    try (RejectingServer server = new RejectingServer(closing, resource)) {
      Message answer =
          jvm.send(NettyPrograms.get("http://127.0.0.1:" + server.port() + "/" + resource + "/a"));

      assertEquals("401", answer.get("status"), answer::toString);
      assertEquals("no", answer.get("body"), answer::toString);
      if (closing == Closing.BEFORE_TOKEN) {
        identity.release(resource);
      }
    }
  }

  private enum Closing {
    /** While the fresh token is fetched. */
    BEFORE_TOKEN,
    /** When the request came once more. */
    AFTER_RESENDING
  }

  /** Answers 401 for a token that it calls invalid, and closes the connection. */
  private static final class RejectingServer implements AutoCloseable {
    private final ServerSocket listener =
        new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1"));
    private final Closing closing;
    private final CountDownLatch isOver = new CountDownLatch(1);
    private final String resource;

    RejectingServer(Closing closing, String resource) throws IOException {
      this.closing = closing;
      this.resource = resource;
      Thread thread = new Thread(this::serve);
      thread.setDaemon(true);
      thread.start();
    }

    int port() {
      return listener.getLocalPort();
    }

    private void serve() {
      try (Socket socket = listener.accept()) {
        readHead(socket);
        if (closing == Closing.BEFORE_TOKEN) {
          identity.hold(resource);
        }
        socket
            .getOutputStream()
            .write(
                ("HTTP/1.1 401 No\r\nWWW-Authenticate: Bearer error=\"invalid_token\"\r\n"
                        + "Content-Length: 2\r\n\r\nno")
                    .getBytes(StandardCharsets.ISO_8859_1));
        if (closing == Closing.BEFORE_TOKEN) {
          identity.awaitRequestFor(resource);
        } else {
          readHead(socket);
        }
      } catch (IOException e) {
        return; // the test is over
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      } finally {
        isOver.countDown();
      }
    }

    private static void readHead(Socket socket) throws IOException {
      int matched = 0;
      while (matched < 4) {
        int b = socket.getInputStream().read();
        if (b < 0) {
          throw new IOException("closed");
        }
        matched = b == "\r\n\r\n".charAt(matched) ? matched + 1 : b == '\r' ? 1 : 0;
      }
    }

    @Override
    public void close() throws IOException, InterruptedException {
      listener.close();
      isOver.await();
    }
  }
}
