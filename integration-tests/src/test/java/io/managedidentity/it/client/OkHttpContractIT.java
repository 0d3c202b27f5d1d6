package io.managedidentity.it.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.managedidentity.it.contract.AbstractHttpClientContract;
import io.managedidentity.it.contract.ClientUnderTest;
import io.managedidentity.it.server.TestTls;
import io.managedidentity.probe.Message;
import java.io.IOException;
import java.net.InetAddress;
import java.util.List;
import java.util.concurrent.TimeUnit;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import okhttp3.Headers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

@ParameterizedClass(name = "{0}, {1}")
@MethodSource("clients")
class OkHttpContractIT extends AbstractHttpClientContract {
  static List<Arguments> clients() {
    return ClientUnderTest.versions(
        "OkHttp",
        "OkHttpProbe",
        "okhttp/okhttp-",
        8,
        "3.0.0",
        "3.4.2",
        "3.12.13",
        "3.14.9",
        "4.12.0",
        "5.3.2");
  }

  /** Two timers of the client race for it, with different exceptions. */
  @Override
  protected List<String> timeoutIn(Message answer) {
    String type = answer.get("exception");
    return "java.net.SocketTimeoutException".equals(type)
            || "java.io.InterruptedIOException".equals(type)
        ? List.of("timeout")
        : super.timeoutIn(answer);
  }

  @Override
  protected String refusal() {
    return "java.net.ProtocolException";
  }

  /** An interceptor can change the scheme of the URL, but not what the connection is. */
  @Test
  void asksTheConnectionWhetherItIsEncrypted() {
    call(
        get("http://127.0.0.3:" + world().plain.port() + "/g")
            .add("schemeLie", "true")
            .add("http1", "true"));

    assertNull(only(world().plain).authorization());
  }

  /** Its threads are there to wait; none of them is an event loop. */
  @Test
  void injectsIntoEnqueuedCalls() {
    Message answer = call(get(alpha("/a")).add("enqueue", "true"));

    assertEquals("200", answer.get("status"), answer::toString);
    assertEquals("Bearer token-alpha-1", only(world().plain).authorization());
  }

  @Test
  void injectsIntoHandshakeOfWebSocket() {
    assumeTrue(!version().equals("3.0.0") && !version().equals("3.4.2"), "it has no WebSockets");

    call(get(alpha("/a")).add("webSocket", "true"));

    assertEquals("Bearer token-alpha-1", only(world().plain).authorization());
  }

  /** HTTP/2 over TLS, with a redirect to another name of the server, and on to a third. */
  @Test
  void decidesEveryRequestOverHttp2() throws IOException {
    try (MockWebServer server = http2Server()) {
      server.enqueue(redirect("https://localhost:" + server.getPort() + "/second"));
      server.enqueue(redirect("https://127.0.0.2:" + server.getPort() + "/third"));
      server.enqueue(new MockResponse(200, Headers.of(), "end"));

      Message answer =
          call(
              get("https://127.0.0.1:" + server.getPort() + "/replace/first?sig=s&x=%20y")
                  .add("closes", "true")
                  .add("header", "Authorization: Basic b3du")
                  .add("header", "x-api-key: k"));

      assumeTrue("h2".equals(answer.get("version")), "it does not speak HTTP/2 on this JDK");
      RecordedRequest first = taken(server);
      assertEquals("/replace/first?x=%20y", first.getTarget());
      assertEquals(List.of("Bearer token-alpha-1"), first.getHeaders().values("Authorization"));
      assertNull(first.getHeaders().get("x-api-key"));
      assertEquals("1", first.getHeaders().get("x-migrated"));
      RecordedRequest second = taken(server);
      assertEquals("/second", second.getTarget());
      assertEquals(List.of("Bearer token-beta-1"), second.getHeaders().values("Authorization"));
      assertNull(taken(server).getHeaders().get("Authorization"));
    }
  }

  @Test
  void sendsOnceMoreOverHttp2() throws IOException {
    try (MockWebServer server = http2Server()) {
      server.enqueue(
          new MockResponse(
              401, Headers.of("WWW-Authenticate", "Bearer error=\"invalid_token\""), "no"));
      server.enqueue(new MockResponse(200, Headers.of(), "end"));

      Message answer =
          call(
              get("https://127.0.0.1:" + server.getPort() + "/resend-http2/a")
                  .add("closes", "true"));

      assumeTrue("h2".equals(answer.get("version")), "it does not speak HTTP/2 on this JDK");
      assertEquals("200", answer.get("status"), answer::toString);
      String first = taken(server).getHeaders().get("Authorization");
      String second = taken(server).getHeaders().get("Authorization");
      assertEquals("Bearer token-revocable-http2-1", first);
      assertEquals("Bearer token-revocable-http2-2", second);
    }
  }

  private static MockWebServer http2Server() throws IOException {
    MockWebServer server = new MockWebServer();
    server.useHttps(TestTls.shared().certificates().sslSocketFactory());
    server.start(InetAddress.getByAddress(new byte[4]), 0);
    return server;
  }

  private static RecordedRequest taken(MockWebServer server) {
    try {
      return java.util.Objects.requireNonNull(server.takeRequest(5, TimeUnit.SECONDS));
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static MockResponse redirect(String location) {
    return new MockResponse(302, Headers.of("Location", location), "");
  }
}
