package io.managedidentity.it.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.managedidentity.it.contract.ClientUnderTest;
import io.managedidentity.it.jvm.AgentJar;
import io.managedidentity.it.jvm.Jdk;
import io.managedidentity.it.jvm.ProbeJvm;
import io.managedidentity.it.server.IdentityServer;
import io.managedidentity.it.server.TestTls;
import io.managedidentity.it.server.WireResponse;
import io.managedidentity.it.server.WireServer;
import io.managedidentity.probe.Message;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Blocking clients whose call is given up by another thread, or by a timer of the client, while its
 * token is not there yet: it ends then, with the exception that it has without the agent where the
 * server does not answer.
 */
class GivenUpIT {
  private static final String MAPPING =
      """
      { "token": { "firstTokenWait": "20s" }, "mappings": [
        { "host": "127.0.0.1:*", "path": "/hang/**", "resource": "hang", "allowPlainHttp": true },
        { "host": "127.0.0.1:*", "path": "/held/**", "resource": "held", "allowPlainHttp": true },
        { "host": "127.0.0.1:*", "resource": "alpha", "allowPlainHttp": true } ] }
      """;

  /** Less than the wait, and than the server's delay. */
  private static final long SOON_MILLIS = 6_000;

  private static final int DELAY_MILLIS = 12_000;

  @TempDir private Path folder;

  private WireServer plain;
  private WireServer secure;
  private IdentityServer identity;

  static List<Arguments> clients() {
    List<Arguments> all = new ArrayList<>();
    all.addAll(
        ClientUnderTest.ofJdk("HttpURLConnection", "UrlConnectionProbe", "http-url-connection", 8));
    all.addAll(
        ClientUnderTest.versions(
            "OkHttp", "OkHttpProbe", "okhttp", 8, "3.0.0", "3.12.13", "3.14.9", "4.12.0", "5.3.2"));
    all.addAll(
        ClientUnderTest.versions("OkHttp 2", "OkHttp2Probe", "okhttp-2", 8, "2.0.0", "2.7.5"));
    all.addAll(
        ClientUnderTest.versions(
            "commons-httpclient",
            "CommonsHttpClientProbe",
            "commons-httpclient-3",
            8,
            "3.0",
            "3.1"));
    return ClientUnderTest.onOutermostJdks(all);
  }

  @BeforeEach
  void open() throws IOException {
    plain = WireServer.http("plain");
    secure = WireServer.https("secure");
    identity = new IdentityServer();
  }

  @AfterEach
  void close() throws Exception {
    plain.close();
    secure.close();
    identity.close();
  }

  @ParameterizedTest
  @MethodSource("clients")
  void endsWithACancelledCallAsWithoutTheAgent(ClientUnderTest client, Jdk jdk) throws IOException {
    try (ProbeJvm with = withAgent(client, jdk);
        ProbeJvm without = start(client, jdk)) {
      for (WireServer server : List.of(plain, secure)) {
        Message call = get(server).add("cancelAfter", "500");
        warm(server, with, without);

        Message expected = without.send(call);
        server.clear();
        Message answer = with.send(call);

        assertEquals(ended(expected), ended(answer), () -> expected + " " + answer);
        assertSoon(answer);
        assertEquals(List.of(), server.requests(), "nothing is sent of it");
        server.answer(request -> WireResponse.ok());
        Message later = with.send(call(server, "/alpha"));
        assertEquals("200", later.get("status"), () -> later + with.stderr());
      }
      assertEquals("0", with.send(new Message().add("do", "errors")).get("errors"), with::stderr);
    }
  }

  /** The fresh token takes three seconds. */
  @ParameterizedTest
  @MethodSource("clients")
  void isNoFaultWhereTheCallIsCancelledAfterItsRejection(ClientUnderTest client, Jdk jdk)
      throws IOException {
    try (ProbeJvm probe = withAgent(client, jdk)) {
      plain.answer(request -> WireResponse.ok());
      probe.send(call(plain, "/held/a"));
      plain.answer(
          request ->
              WireResponse.of(401, "no").with("WWW-Authenticate: Bearer error=\"invalid_token\""));

      probe.send(call(plain, "/held/a").add("cancelAfter", "1000"));

      plain.answer(request -> WireResponse.ok());
      Message later = probe.send(call(plain, "/alpha"));
      assertEquals("200", later.get("status"), () -> later + probe.stderr());
      assertEquals("0", probe.send(new Message().add("do", "errors")).get("errors"), probe::stderr);
    }
  }

  @ParameterizedTest
  @MethodSource("clients")
  void endsWithTheTimeOfTheCallAsWithoutTheAgent(ClientUnderTest client, Jdk jdk)
      throws IOException {
    boolean hasCallTimeout =
        client.probe().equals("OkHttpProbe") && !client.version().equals("3.0.0");
    assumeTrue(hasCallTimeout, "the client has no such time");
    try (ProbeJvm with = withAgent(client, jdk);
        ProbeJvm without = start(client, jdk)) {
      for (WireServer server : List.of(plain, secure)) {
        Message call = get(server).add("callTimeout", "1000");
        warm(server, with, without);

        Message expected = without.send(call);
        Message answer = with.send(call);

        assertEquals(expected.get("exception"), answer.get("exception"), answer::toString);
        assertEquals(expected.get("message"), answer.get("message"), answer::toString);
        assertSoon(answer);
      }
    }
  }

  /** A cold client may be cancelled before it has a connection, which 2.0 does not notice. */
  private void warm(WireServer server, ProbeJvm with, ProbeJvm without) {
    server.answer(request -> WireResponse.ok());
    with.send(call(server, "/alpha"));
    without.send(call(server, "/alpha"));
    server.answer(request -> WireResponse.ok().after(DELAY_MILLIS));
  }

  /**
   * A read from a TLS socket that is being closed ends either way in commons-httpclient, and is
   * wrapped by the JDK up to 8.
   */
  private static String ended(Message answer) {
    String exception = String.valueOf(answer.get("exception"));
    boolean isClosed =
        exception.endsWith(".NoHttpResponseException")
            || answer.all("exception").contains("java.net.SocketException");
    return isClosed ? "java.net.SocketException" : exception;
  }

  private static void assertSoon(Message answer) {
    assertTrue(Long.parseLong(answer.get("millis")) < SOON_MILLIS, answer::toString);
  }

  private Message get(WireServer server) {
    return call(server, "/hang/a");
  }

  private Message call(WireServer server, String path) {
    String scheme = server == secure ? "https" : "http";
    return new Message()
        .add("do", "call")
        .add("method", "GET")
        .add("url", scheme + "://127.0.0.1:" + server.port() + path);
  }

  private ProbeJvm withAgent(ClientUnderTest client, Jdk jdk) throws IOException {
    Path mapping = Files.writeString(folder.resolve("mapping.json"), MAPPING);
    return start(client, jdk, "-javaagent:" + AgentJar.path() + "=" + mapping);
  }

  private ProbeJvm start(ClientUnderTest client, Jdk jdk, String... options) throws IOException {
    List<String> all =
        Stream.concat(Stream.of(options), Stream.of(TestTls.shared().trustOptions())).toList();
    return ProbeJvm.start(jdk, client.probe(), client.classPath(), all, identity.environment());
  }
}
