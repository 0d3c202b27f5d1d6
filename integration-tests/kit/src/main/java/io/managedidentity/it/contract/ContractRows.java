package io.managedidentity.it.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.managedidentity.it.jvm.Jdk;
import io.managedidentity.it.server.IdentityServer;
import io.managedidentity.it.server.WireRequest;
import io.managedidentity.it.server.WireServer;
import io.managedidentity.probe.Message;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.Parameter;

/**
 * What the rows of the contract are made of. Each row is one method; all rows of a client on a JDK
 * share one {@link ContractWorld}, whose servers forget everything before each.
 */
@Tag("contract")
@ExtendWith(ContractExtension.class)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
abstract class ContractRows {
  /**
   * Longest time that a request waits for its token: enough for a machine that stands still, and
   * for what rows do while the identity endpoint is held.
   */
  static final long FIRST_TOKEN_WAIT_MILLIS = 8000;

  private static final Pattern TOKEN = Pattern.compile("token-[a-z][a-z0-9-]*-[0-9]");

  @Parameter(0)
  ClientUnderTest client;

  @Parameter(1)
  Jdk jdk;

  ContractWorld world;

  /** The row {@code reportsNoAdviceErrors}, for each row. */
  @AfterEach
  void reportsNoAdviceErrorsAndLogsNoToken() {
    long faults = world.takeFaults();
    String log = world.takeLog();
    assertEquals(0, faults, () -> "faults of the agent, which said:\n" + log);
    assertFalse(TOKEN.matcher(log).find(), () -> "a token is in the log:\n" + log);
    assertFalse(log.contains(IdentityServer.SECRET), () -> "a secret is in the log:\n" + log);
  }

  // What the client is able to; a false one is listed in docs/supported-clients.md with its reason.

  /** Whether the client follows redirects by itself. */
  protected boolean followsRedirects() {
    return true;
  }

  /** Whether the client can be given a proxy. */
  protected boolean hasProxies() {
    return true;
  }

  /** Whether the client itself fails so under load, once in a while and without the agent. */
  protected boolean failsByItself(String failure) {
    return false;
  }

  /** What a request line says inside a tunnel; overridden where that is the whole URL there too. */
  protected String targetInTunnel(String origin, String path) {
    return path;
  }

  /** Whether one request object can be sent again. */
  protected boolean reusesRequests() {
    return true;
  }

  /** Whether a request can have a body that cannot be read twice ({@code bodyMode=oneshot}). */
  protected boolean hasOneShotBodies() {
    return true;
  }

  /** Whether a call that fails ever ends. */
  protected boolean endsFailedCalls() {
    return true;
  }

  /** Whether headers and query parameters that the application made can be removed. */
  protected boolean removesWhatTheApplicationMade() {
    return true;
  }

  /** A method whose requests have a body. */
  protected String bodyMethod() {
    return "PUT";
  }

  /** Whether a request that was answered 401 is sent once more with a fresh token. */
  protected boolean resendsAfterRejection() {
    return true;
  }

  /** Whether that is so too where the rejection ends the connection. */
  protected boolean resendsOverAnotherConnection() {
    return true;
  }

  /** Whether the agent learns of the status of an answer. */
  protected boolean hearsAnswers() {
    return true;
  }

  /** Whether the agent reads the body of a 401 or 403 along with the application. */
  protected boolean readsRefusals() {
    return false;
  }

  /** Whether the body of a token request can be edited. */
  protected boolean editsForms() {
    return true;
  }

  /** Whether token requests can be answered inside the JVM. */
  protected boolean answersForms() {
    return false;
  }

  /** Whether that is so, too, if the body can be read only once. */
  protected boolean answersStreamedForms() {
    return false;
  }

  /** Whether the client makes HEAD requests. */
  protected boolean hasHead() {
    return true;
  }

  /** Whether {@code fallbackOnRejection} has an effect. */
  protected boolean fallsBackAfterRejection() {
    return true;
  }

  /**
   * The exception that the application gets from {@code fail-request} is this one, or a subclass.
   */
  protected abstract String refusal();

  /** What the application sees of a timeout; overridden where that is not always the same. */
  protected List<String> timeoutIn(Message answer) {
    List<String> seen = new ArrayList<>(answer.all("exception"));
    seen.addAll(answer.all("message"));
    return seen;
  }

  /**
   * Mappings of rows that only this client has: {@link #resend}, {@link #fallback}, {@link #gate}.
   * A row that fetches, rejects or holds a token needs one of its own, since all rows of a client
   * on one JDK share a JVM.
   */
  protected List<String> ownMappings() {
    return List.of();
  }

  /** The mapping of {@code /resend-ROW/**}: resource {@code revocable-ROW}. */
  protected static String resend(String row) {
    return ContractMapping.resend(row);
  }

  /** The mapping of {@code /fallback-ROW/**}: resource {@code revocable-fallback-ROW}. */
  protected static String fallback(String row) {
    return ContractMapping.fallback(row);
  }

  /** The mapping of {@code /gate-ROW/**}: resource {@code gate-ROW}. */
  protected static String gate(String row) {
    return ContractMapping.gate(row);
  }

  /** The agent's configuration. */
  final String mapping(int securePort) {
    return ContractMapping.json(FIRST_TOKEN_WAIT_MILLIS, ownMappings(), securePort);
  }

  /** The JDK that the client runs on. */
  protected final Jdk jdk() {
    return jdk;
  }

  /** The version of the client. */
  protected final String version() {
    return client.version();
  }

  protected final ContractWorld world() {
    return world;
  }

  protected final Message call(Message call) {
    return world.heard(world.withAgent.send(doCall(call)));
  }

  /** The same without the agent, for comparison. */
  protected final Message callWithoutAgent(Message call) throws IOException {
    return world.withoutAgent().send(doCall(call));
  }

  protected final Message get(String url) {
    return new Message().add("method", "GET").add("url", url);
  }

  /** A request with a body of that mode, or a GET where the mode is {@code none}. */
  protected final Message request(String url, String bodyMode) {
    return bodyMode.equals("none")
        ? get(url)
        : get(url).set("method", "POST").add("body", "hällo").add("bodyMode", bodyMode);
  }

  protected final String alpha(String path) {
    return "http://127.0.0.1:" + world.plain.port() + path;
  }

  protected final String beta(String path) {
    return "http://localhost:" + world.plain.port() + path;
  }

  protected final String unmapped(String path) {
    return "http://127.0.0.2:" + world.plain.port() + path;
  }

  protected final WireRequest only(WireServer server) {
    assertEquals(1, server.requests().size(), "requests");
    return server.requests().get(0);
  }

  /** For clients whose probe opens a WebSocket ({@code websocket}). */
  protected final void assertWebSocketHandshakesAreDecided() {
    call(get("ws://127.0.0.1:" + world.plain.port() + "/socket").add("websocket", "true"));
    call(get("ws://127.0.0.2:" + world.plain.port() + "/socket").add("websocket", "true"));

    assertEquals("Bearer token-alpha-1", world.plain.requests().get(0).authorization());
    assertNull(world.plain.requests().get(1).authorization());
  }

  /** The same, to the host whose mapping asks for TLS. */
  protected final void assertEncryptedWebSocketHandshakeIsInjected() {
    call(get("wss://127.0.0.3:" + world.secure.port() + "/socket").add("websocket", "true"));

    assertEquals("Bearer token-gamma-1", only(world.secure).authorization());
  }

  final String proxy() {
    return "127.0.0.1:" + world.proxy.port();
  }

  /**
   * The requests of a mapping by {@link #resend} have another token in the end; until it is there,
   * they have the one that was refused.
   *
   * @param call one that the service accepts
   */
  protected final void assertTokenIsDropped(Message call, String row) {
    boolean isFresh = false;
    for (int attempt = 0; attempt < 500 && !isFresh; attempt++) {
      call(call);
      List<WireRequest> requests = world.plain.requests();
      isFresh =
          ("Bearer token-revocable-" + row + "-2")
              .equals(requests.get(requests.size() - 1).authorization());
    }
    assertTrue(isFresh, () -> world.plain.requests().toString());
  }

  /** What the JVM with the agent wrote, once it holds the text or some time has passed. */
  protected final String stderrWith(String text) {
    return world.withAgent.stderrWith(text);
  }

  final void assertWarned(String text) {
    String log = world.withAgent.stderrWith(text);
    assertTrue(log.contains(text), log);
  }

  static Message doCall(Message call) {
    return call.has("do") ? call : call.add("do", "call");
  }
}
