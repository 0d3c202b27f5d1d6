package io.managedidentity.it.client;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.managedidentity.it.contract.ClientUnderTest;
import io.managedidentity.it.jvm.AgentJar;
import io.managedidentity.it.jvm.Jdk;
import io.managedidentity.it.jvm.ProbeJvm;
import io.managedidentity.it.server.IdentityServer;
import io.managedidentity.it.server.TestTls;
import io.managedidentity.it.server.WireRequest;
import io.managedidentity.it.server.WireResponse;
import io.managedidentity.it.server.WireServer;
import io.managedidentity.probe.Message;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Blocking clients whose call is given up by another thread, or by a timer of the client, while its
 * token is not there yet: it ends then, with the exception that it has without the agent where the
 * server does not answer.
 */
@ParameterizedClass(name = "{0}, {1}")
@MethodSource("clients")
class GivenUpIT {
  /** Each row has a path, a mapping and a resource of its own: the rows of a client share a JVM. */
  private static final List<String> ROWS =
      List.of(
          "cancelled-http",
          "cancelled-https",
          "dumped",
          "rejected",
          "timed-out-http",
          "timed-out-https");

  /** Less than the wait, and than the server's delay. */
  private static final long SOON_MILLIS = 6_000;

  private static final int DELAY_MILLIS = 12_000;

  private static WireServer plain;
  private static WireServer secure;
  private static IdentityServer identity;
  private static Path mapping;
  private static ProbeJvm with;
  private static ProbeJvm without;

  @Parameter(0)
  ClientUnderTest client;

  @Parameter(1)
  Jdk jdk;

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

  @BeforeParameterizedClassInvocation
  static void open(ClientUnderTest client, Jdk jdk) throws IOException {
    plain = WireServer.http("plain");
    secure = WireServer.https("secure");
    identity = new IdentityServer();
    mapping = Files.writeString(Files.createTempFile("mapping", ".json"), mappings());
    with = start(client, jdk, "-javaagent:" + AgentJar.path() + "=" + mapping);
    without = start(client, jdk);
  }

  @AfterParameterizedClassInvocation
  static void close() throws IOException {
    with.close();
    without.close();
    plain.close();
    secure.close();
    identity.close();
    Files.delete(mapping);
  }

  private static String mappings() {
    StringBuilder mappings = new StringBuilder();
    for (String row : ROWS) {
      mappings.append(
          """
          { "host": "127.0.0.1:*", "path": "/%1$s/**", "resource": "%1$s", "allowPlainHttp": true },
          """
              .formatted(row));
    }
    return """
        { "token": { "firstTokenWait": "20s", "prefetch": false }, "mappings": [
          %s { "host": "127.0.0.1:*", "resource": "alpha", "allowPlainHttp": true } ] }
        """
        .formatted(mappings);
  }

  @BeforeEach
  void clear() {
    plain.clear();
    secure.clear();
  }

  @AfterEach
  void isWithoutFault() {
    assertEquals("0", with.send(new Message().add("do", "errors")).get("errors"), with::stderr);
  }

  @Test
  void endsWithACancelledCallAsWithoutTheAgent() {
    for (WireServer server : List.of(plain, secure)) {
      String row = "cancelled-" + scheme(server);
      identity.hold(row);
      warm(server);
      Message call = call(server, "/" + row + "/with").add("cancelAfter", "500");

      CompletableFuture<Message> other =
          meanwhile(call(server, "/" + row + "/without").add("cancelAfter", "500"));
      Message answer = with.send(call);

      Message expected = other.join();
      assertEquals(ended(expected), ended(answer), () -> expected + " " + answer);
      assertSoon(answer);
      assertFalse(targets(server).contains("/" + row + "/with"), "nothing is sent of it");
      server.answer(request -> WireResponse.ok());
      Message later = with.send(call(server, "/alpha"));
      assertEquals("200", later.get("status"), () -> later + with.stderr());
      identity.release(row);
    }
  }

  /** There is no fresh token as long as the call lasts. */
  @Test
  void isNoFaultWhereTheCallIsCancelledAfterItsRejection() {
    with.send(call(plain, "/rejected/a"));
    identity.hold("rejected");
    plain.answer(
        request ->
            WireResponse.of(401, "no").with("WWW-Authenticate: Bearer error=\"invalid_token\""));

    CompletableFuture<Message> cancelled =
        CompletableFuture.supplyAsync(
            () -> with.send(call(plain, "/rejected/a").add("cancelAfter", "1000")));
    String end =
        cancelled.handle((answer, failure) -> "over").completeOnTimeout("held", 8, SECONDS).join();
    identity.release("rejected");
    cancelled.join();
    assertEquals("over", end, "it waits for the token, which nobody wants any more");

    plain.answer(request -> WireResponse.ok());
    Message later = with.send(call(plain, "/alpha"));
    assertEquals("200", later.get("status"), () -> later + with.stderr());
  }

  @Test
  void endsWithTheTimeOfTheCallAsWithoutTheAgent() {
    boolean hasCallTimeout =
        client.probe().equals("OkHttpProbe") && !client.version().equals("3.0.0");
    assumeTrue(hasCallTimeout, "the client has no such time");
    for (WireServer server : List.of(plain, secure)) {
      String row = "timed-out-" + scheme(server);
      identity.hold(row);
      warm(server);

      CompletableFuture<Message> other =
          meanwhile(call(server, "/" + row + "/a").add("callTimeout", "1000"));
      Message answer = with.send(call(server, "/" + row + "/a").add("callTimeout", "1000"));

      Message expected = other.join();
      assertEquals(expected.get("exception"), answer.get("exception"), answer::toString);
      assertEquals(expected.get("message"), answer.get("message"), answer::toString);
      assertSoon(answer);
      identity.release(row);
    }
  }

  /** One request waits for its token, another has its own and waits for the answer. */
  @Test
  void showsNoTokenInADumpOfThreads() throws InterruptedException {
    CountDownLatch arrived = new CountDownLatch(1);
    CountDownLatch answered = new CountDownLatch(1);
    plain.answer(
        request -> {
          arrived.countDown();
          return awaited(answered);
        });
    identity.hold("dumped");
    with.send(call(plain, "/dumped/a").set("do", "start").add("key", "waits"));
    with.send(call(plain, "/alpha").set("do", "start").add("key", "has"));
    identity.awaitRequestFor("dumped");
    assertTrue(arrived.await(20, SECONDS), with::stderr);

    String dump = with.send(new Message().add("do", "threads")).get("dump"); // send looks at it
    answered.countDown();
    identity.release("dumped");

    for (String name : List.of("started-waits", "started-has", "managed-identity-agent-fetch")) {
      assertTrue(dump.contains("\"" + name), dump);
    }
    for (String key : List.of("waits", "has")) {
      Message answer = with.send(new Message().add("do", "await").add("key", key));
      assertEquals("200", answer.get("status"), answer::toString);
    }
    assertTrue(
        plain.requests().stream().allMatch(request -> request.authorization() != null),
        () -> plain.requests().toString());
  }

  private static WireResponse awaited(CountDownLatch answered) {
    try {
      answered.await(20, SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return WireResponse.ok();
  }

  /** The same call without the agent, at the same time. */
  private static CompletableFuture<Message> meanwhile(Message call) {
    return CompletableFuture.supplyAsync(() -> without.send(call));
  }

  /** A cold client may be cancelled before it has a connection, which 2.0 does not notice. */
  private static void warm(WireServer server) {
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

  private static List<String> targets(WireServer server) {
    return server.requests().stream().map(WireRequest::target).toList();
  }

  private static String scheme(WireServer server) {
    return server.isTls() ? "https" : "http";
  }

  private static Message call(WireServer server, String path) {
    return new Message()
        .add("do", "call")
        .add("method", "GET")
        .add("url", scheme(server) + "://127.0.0.1:" + server.port() + path);
  }

  private static ProbeJvm start(ClientUnderTest client, Jdk jdk, String... options)
      throws IOException {
    List<String> all =
        Stream.concat(Stream.of(options), Stream.of(TestTls.shared().trustOptions())).toList();
    return ProbeJvm.start(jdk, client.probe(), client.classPath(), all, identity.environment());
  }
}
