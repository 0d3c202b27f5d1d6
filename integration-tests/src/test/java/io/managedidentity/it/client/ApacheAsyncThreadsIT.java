package io.managedidentity.it.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.managedidentity.it.jvm.Jdk;
import io.managedidentity.it.jvm.ProgramRun;
import io.managedidentity.it.server.TestTls;
import io.managedidentity.it.server.WireRequest;
import io.managedidentity.it.server.WireResponse;
import io.managedidentity.it.server.WireServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What an application sees of Apache's asynchronous clients while its requests wait: results, times
 * and threads.
 */
@ParameterizedClass(name = "{0}, {1}")
@MethodSource("versions")
class ApacheAsyncThreadsIT {
  private static final String MAPPING =
      """
      { "token": { "firstTokenWait": "8s", "prefetch": false }, "mappings": [
        { "name": "slow", "host": "mapped.test:*", "path": "/slow/**", "resource": "slow", "allowPlainHttp": true },
        { "name": "hang", "host": "mapped.test:*", "path": "/hang/**", "resource": "hang1", "allowPlainHttp": true },
        { "name": "cancel", "host": "mapped.test:*", "path": "/cancel/**", "resource": "hang2", "allowPlainHttp": true },
        { "name": "refuse", "host": "mapped.test:*", "path": "/refuse/**", "resource": "broken", "allowPlainHttp": true,
          "onTokenFailure": "fail-request" },
        { "name": "tls", "host": "mapped.test:*", "path": "/tls/**", "resource": "tls" },
        { "name": "stale", "host": "127.0.0.1:*", "path": "/stale/**", "resource": "stale", "allowPlainHttp": true }
      ] }
      """;

  /** Folder and version. */
  @Parameter(0)
  String client;

  @Parameter(1)
  Jdk jdk;

  @TempDir private Path folder;

  private WireServer server;
  private WireServer identity;

  static List<Arguments> versions() {
    List<Arguments> rows = new ArrayList<>();
    for (String client :
        List.of(
            "apache-asyncclient-4/4.0",
            "apache-asyncclient-4/4.1.5",
            "apache-httpclient-5-async/5.0.4",
            "apache-httpclient-5-async/5.6.5")) {
      Jdk.outermost(8).forEach(jdk -> rows.add(Arguments.of(client, jdk)));
    }
    return rows;
  }

  @BeforeEach
  void open() throws IOException {
    identity = WireServer.http("identity");
    identity.answer(ApacheAsyncThreadsIT::token);
  }

  @AfterEach
  void close() throws IOException {
    identity.close();
    server.close();
  }

  @Test
  void runsCodeOfApplicationOnNoThreadOfAgent() throws IOException {
    server = WireServer.http("plain");

    ProgramRun.Outcome outcome = run("http", 0, "slow", "hang", "cancel", "refuse");

    for (String line : outcome.stdout().lines().toList()) {
      assertFalse(line.contains("managed-identity-agent"), line);
    }
    List<String> results =
        outcome.stdout().lines().map(line -> line.replaceAll(" callback=.*", "")).toList();
    assertEquals(
        List.of(
            "slow 200 in-time=true",
            "hang java.net.SocketTimeoutException in-time=true",
            "cancel cancelled in-time=true",
            "refuse " + refusal() + " in-time=true",
            "end"),
        results,
        outcome::stderr);
    assertEquals(
        List.of("Bearer token-slow"),
        server.requests().stream().map(WireRequest::authorization).toList());
    assertFalse(outcome.stderr().contains("ERROR"), outcome::stderr);
  }

  /** As without the agent: the resolver is asked on the thread of the caller. */
  @Test
  void resolvesNamesOnThreadThatStandsForCaller() throws IOException {
    server = WireServer.http("plain");

    String stdout = run("http", 0, "slow").stdout();

    assertEquals(
        "slow 200 in-time=true callback="
            + (isFour() ? "I/O dispatcher " : "httpclient-dispatch")
            + " resolver=application",
        stdout.lines().findFirst().orElse(""));
  }

  @Test
  void givesProxyThatEndsTlsNoToken() throws IOException {
    server = WireServer.https("proxy");

    ProgramRun.Outcome outcome = run("https", server.port(), "tls");

    assertEquals(1, server.requests().size(), outcome::toString);
    assertEquals(null, server.requests().get(0).authorization());
  }

  /** In a shared context stands the connection of whichever call was last. */
  @Test
  void holdsNoConnectionOfAnotherCallWhereContextIsShared() throws IOException {
    server = WireServer.http("plain");
    assumeTrue(isFour(), "5 keeps no connection in a context");
    AtomicInteger tokens = new AtomicInteger();
    identity.answer(
        request -> token("stale" + tokens.incrementAndGet()).after(tokens.get() > 1 ? 5000 : 0));
    server.answer(
        request ->
            "Bearer token-stale1".equals(request.authorization())
                ? WireResponse.of(401, "refused")
                    .with("WWW-Authenticate: Bearer error=\"invalid_token\"")
                    .after(1500)
                : WireResponse.ok().after(request.target().startsWith("/other") ? 1500 : 0));
    String base = "http://127.0.0.1:" + server.port();

    ProgramRun.Outcome outcome =
        program().run("ApacheAsync4SharedContextProgram", base + "/stale/a", base + "/other/b");

    assertEquals("second 200 in-time=true\nfirst 200\n", outcome.stdout(), outcome::stderr);
  }

  /** A connection for a call that is over by then is lost for the client's pool. */
  @Test
  void losesNoConnectionWhereCallIsCancelledAsItAsksForOne() throws IOException {
    server = WireServer.http("plain");
    assumeTrue(client.endsWith("/4.1.5"), "4.0 cannot cancel what asks for a connection");
    String host = "http://mapped.test:" + server.port();

    ProgramRun.Outcome outcome =
        program().run("ApacheAsync4CancelProgram", host + "/slow/a", host + "/unmapped/b");

    assertEquals("cancelled=true second 200\n", outcome.stdout(), outcome::stderr);
  }

  private boolean isFour() {
    return client.startsWith("apache-asyncclient-4/");
  }

  private String refusal() {
    return (isFour() ? "org.apache.http" : "org.apache.hc.core5.http") + ".HttpException";
  }

  private ProgramRun.Outcome run(String scheme, int proxyPort, String... calls) throws IOException {
    List<String> arguments =
        new ArrayList<>(
            List.of(scheme + "://mapped.test:" + server.port(), String.valueOf(proxyPort)));
    arguments.addAll(List.of(calls));
    return program()
        .run(
            isFour() ? "ApacheAsync4ThreadsProgram" : "ApacheAsync5ThreadsProgram",
            arguments.toArray(new String[0]));
  }

  private ProgramRun program() throws IOException {
    Path mapping = Files.writeString(folder.resolve("mapping.json"), MAPPING);
    return ProgramRun.on(jdk)
        .agent("config=" + mapping)
        .options(TestTls.shared().trustOptions())
        .client(client)
        .environment(
            Map.of("IDENTITY_ENDPOINT", "http://127.0.0.1:" + identity.port() + "/msi/token"));
  }

  private static WireResponse token(WireRequest request) {
    String resource = request.target().replaceAll(".*resource=([a-z0-9]+).*", "$1");
    if (resource.equals("broken")) {
      return WireResponse.of(400, "{\"error\":\"invalid_request\"}");
    }
    return token(resource).after(resource.startsWith("hang") ? 60_000 : 300);
  }

  private static WireResponse token(String name) {
    return WireResponse.of(
        200,
        "{\"access_token\":\"token-"
            + name
            + "\",\"token_type\":\"Bearer\",\"expires_on\":\""
            + (System.currentTimeMillis() / 1000 + 86_400)
            + "\"}");
  }
}
