package io.managedidentity.agent.identity.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.managedidentity.agent.clock.AgentClock;
import java.io.IOException;
import java.io.InputStream;
import java.net.Authenticator;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.PasswordAuthentication;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Against raw sockets, so that every byte is ours. */
class EndpointClientTest {
  private static final Timeouts LIMITS = new Timeouts(500, 1500);

  private ServerSocket listener;
  private final EndpointClient client =
      new EndpointClient(
          EndpointAddresses.OF_THIS_HOST,
          () -> {
            throw new IOException("no TLS here");
          },
          AgentClock.SYSTEM);

  @BeforeEach
  void listen() throws IOException {
    listener = new ServerSocket(0, 10, InetAddress.getByName("127.0.0.1"));
  }

  @AfterEach
  void close() throws IOException {
    listener.close();
  }

  @Test
  void sendsExactlyWhatIsGiven() throws Exception {
    CompletableFuture<String> received = answer("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");

    EndpointRequest request =
        EndpointRequest.get(url("/token?x=1").with("resource", "a b&c/\u00E9"))
            .header("Metadata", "true");
    EndpointResponse response = client.send(request, LIMITS);

    assertEquals(200, response.status());
    assertEquals("ok", response.text());
    assertEquals(
        "GET /token?x=1&resource=a%20b%26c%2F%C3%A9 HTTP/1.1\r\n"
            + "Host: localhost:"
            + listener.getLocalPort()
            + "\r\nAccept: application/json\r\nMetadata: true\r\nConnection: close\r\n\r\n",
        received.get());
  }

  @Test
  void postsAForm() throws Exception {
    CompletableFuture<String> received = answer("HTTP/1.1 204 No Content\r\n\r\n");

    EndpointResponse response =
        client.send(EndpointRequest.post(url("/token"), "resource=a"), LIMITS);

    assertEquals(204, response.status());
    assertEquals("", response.text());
    assertTrue(
        received
            .get()
            .endsWith(
                "Content-Type: application/x-www-form-urlencoded\r\nConnection: close\r\n"
                    + "Content-Length: 10\r\n\r\nresource=a"),
        received.get());
  }

  @Test
  void readsABodyThatEndsWithTheConnection() throws Exception {
    answer("HTTP/1.0 200 OK\r\n\r\nall of it");

    assertEquals("all of it", client.send(get(), LIMITS).text());
  }

  @Test
  void readsChunksAndTheirTrailers() throws Exception {
    answer(
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: Chunked\r\n\r\n"
            + "3\r\nabc\r\n0A;x=y\r\n0123456789\r\n0\r\nA: b\r\n\r\n");

    assertEquals("abc0123456789", client.send(get(), LIMITS).text());
  }

  @Test
  void readsOverInformationalAnswers() throws Exception {
    answer("HTTP/1.1 103 Early Hints\r\nX: 1\r\n\r\nHTTP/1.1 400 No\r\nContent-Length: 0\r\n\r\n");

    EndpointResponse response = client.send(get(), LIMITS);

    assertEquals(400, response.status());
    assertNull(response.header("X"));
  }

  @Test
  void findsHeadersInAnyCaseAndAllOfAName() throws Exception {
    answer(
        "HTTP/1.1 401 No\r\nwww-authenticate: Bearer\r\nWWW-Authenticate:   Basic realm=x \r\n"
            + "Content-Length: 0\r\n\r\n");

    EndpointResponse response = client.send(get(), LIMITS);

    assertEquals("Bearer", response.header("Www-Authenticate"));
    assertEquals("Basic realm=x", response.header("WWW-Authenticate", 1));
    assertNull(response.header("WWW-Authenticate", 2));
  }

  @Test
  void cutsABodyAtOneMebibyte() throws Exception {
    answer("HTTP/1.1 200 OK\r\nContent-Length: 1048577\r\n\r\n" + "a".repeat(1048577));

    EndpointResponse response = client.send(get(), LIMITS);

    assertTrue(response.isCut());
    assertEquals(1048576, response.text().length());
  }

  @Test
  void keepsABodyOfExactlyOneMebibyte() throws Exception {
    answer("HTTP/1.1 200 OK\r\nContent-Length: 1048576\r\n\r\n" + "a".repeat(1048576));

    EndpointResponse response = client.send(get(), LIMITS);

    assertFalse(response.isCut());
    assertEquals(1048576, response.text().length());
  }

  @Test
  void saysWhatIsWrongWithAnAnswer() throws Exception {
    assertFault("SSH-2.0-OpenSSH\r\n", "the answer is not HTTP/1.1");
    assertFault("HTTP/1.1 abc OK\r\n\r\n", "the answer has no status");
    assertFault("HTTP/1.1 200 OK\r\nno colon\r\n\r\n", "the answer has a malformed header line");
    assertFault(
        "HTTP/1.1 200 OK\r\nA: b\r\n folded\r\n\r\n", "the answer has a malformed header line");
    assertFault(
        "HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n",
        "the answer has a malformed Content-Length");
    assertFault(
        "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab",
        "the answer has two content-length headers");
    assertFault(
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n",
        "the answer has an unknown transfer coding");
    assertFault(
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nabc\r\n",
        "the answer has a malformed chunk");
    assertFault(
        "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nabc",
        "the connection was closed before the end of the answer");
    assertFault(
        "HTTP/1.1 200 OK\r\nX: " + "a".repeat(70_000) + "\r\n\r\n",
        "the answer has a header section of more than 64 KiB");
  }

  @Test
  void cutsAnAnswerThatDrips() throws Exception {
    CompletableFuture.runAsync(
        () -> {
          try (Socket socket = listener.accept()) {
            while (true) {
              socket.getOutputStream().write('H');
              Thread.sleep(20);
            }
          } catch (IOException | InterruptedException e) {
            return; // the client has left
          }
        });
    long start = System.nanoTime();

    IOException fault =
        assertThrows(IOException.class, () -> client.send(get(), new Timeouts(500, 300)));

    assertTrue(fault instanceof SocketTimeoutException, fault.toString());
    assertTrue((System.nanoTime() - start) / 1_000_000 < 1500);
  }

  @Test
  void asksNeitherProxyNorAuthenticatorOfTheApplication() throws Exception {
    AtomicInteger asked = new AtomicInteger();
    ProxySelector selector = ProxySelector.getDefault();
    ProxySelector.setDefault(
        new ProxySelector() {
          @Override
          public List<Proxy> select(URI uri) {
            asked.incrementAndGet();
            return List.of(new Proxy(Proxy.Type.SOCKS, InetSocketAddress.createUnresolved("x", 1)));
          }

          @Override
          public void connectFailed(URI uri, SocketAddress address, IOException e) {
            asked.incrementAndGet();
          }
        });
    Authenticator.setDefault(
        new Authenticator() {
          @Override
          protected PasswordAuthentication getPasswordAuthentication() {
            asked.incrementAndGet();
            return new PasswordAuthentication("u", new char[0]);
          }
        });
    try {
      answer("HTTP/1.1 401 No\r\nWWW-Authenticate: Basic realm=x\r\nContent-Length: 0\r\n\r\n");

      assertEquals(401, client.send(get(), LIMITS).status());
      assertEquals(0, asked.get());
    } finally {
      ProxySelector.setDefault(selector);
      Authenticator.setDefault(null);
    }
  }

  @Test
  void refusesAHeaderThatWouldBreakTheRequest() {
    IllegalArgumentException refusal =
        assertThrows(
            IllegalArgumentException.class, () -> get().header("secret", "abc\r\nX-Evil: 1"));

    assertEquals("header secret has a value that cannot be sent", refusal.getMessage());
  }

  private void assertFault(String answer, String message) throws Exception {
    answer(answer);

    IOException fault = assertThrows(IOException.class, () -> client.send(get(), LIMITS));

    assertEquals(message, fault.getMessage());
  }

  private EndpointRequest get() {
    return EndpointRequest.get(url("/"));
  }

  private EndpointUrl url(String target) {
    return EndpointUrl.known("http://localhost:" + listener.getLocalPort() + target);
  }

  /** Answers the next connection; completes with the request's bytes. */
  private CompletableFuture<String> answer(String text) {
    return CompletableFuture.supplyAsync(
        () -> {
          try (Socket socket = listener.accept()) {
            StringBuilder request = new StringBuilder();
            InputStream in = socket.getInputStream();
            while (request.indexOf("\r\n\r\n") < 0) {
              request.append((char) in.read());
            }
            int length = request.indexOf("Content-Length: 10\r\n") < 0 ? 0 : 10;
            request.append(new String(in.readNBytes(length), StandardCharsets.UTF_8));
            socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
            socket.getOutputStream().flush();
            return request.toString();
          } catch (IOException e) {
            return e.toString();
          }
        });
  }
}
