package io.managedidentity.it.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.managedidentity.it.contract.AbstractAsyncHttpClientContract;
import io.managedidentity.it.contract.ClientUnderTest;
import io.managedidentity.it.server.WireRequest;
import io.managedidentity.it.server.WireResponse;
import io.managedidentity.it.server.WireServer;
import io.managedidentity.probe.Message;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Helidon WebClient on Netty: the oldest of 2, and the newest of 2 and 3. */
@ParameterizedClass(name = "{0}, {1}")
@MethodSource("clients")
class HelidonWebClientContractIT extends AbstractAsyncHttpClientContract {
  static List<Arguments> clients() {
    List<Arguments> clients = new ArrayList<>();
    clients.addAll(versions(11, "2.3.0", "2.6.13"));
    clients.addAll(versions(17, "3.2.11"));
    return ClientUnderTest.contractOf(clients);
  }

  private static List<Arguments> versions(int lowestJdk, String... versions) {
    return ClientUnderTest.versions(
        "Helidon WebClient", "HelidonWebClientProbe", "helidon-webclient", lowestJdk, versions);
  }

  @Override
  protected List<String> ownMappings() {
    return List.of(resend("kept"), resend("huge"), resend("ending"));
  }

  @Override
  protected boolean resendsOverAnotherConnection() {
    return false;
  }

  /** Nothing tells the connection that its answer is not wanted any more. */
  @Override
  protected boolean cancelsRequests() {
    return false;
  }

  @Override
  protected boolean readsRefusals() {
    return true;
  }

  @Override
  protected String refusal() {
    return "java.io.IOException";
  }

  /** Its message says which socket it was. */
  @Override
  protected List<String> timeoutIn(Message answer) {
    return super.timeoutIn(answer).stream()
        .map(seen -> seen.replaceAll("socket /127\\.0\\.0\\.1:\\d+", "socket"))
        .toList();
  }

  @Override
  protected String targetInTunnel(String origin, String path) {
    return origin + path;
  }

  /** 8 of 100,000 requests: one on a connection can overtake the end of the one before. */
  @Override
  protected boolean failsByItself(String failure) {
    return version().equals("2.3.0") && failure.matches(".*writing.last.http.content.*");
  }

  @Override
  protected boolean startsThread(String name) {
    return name.startsWith("helidon-client-");
  }

  @Override
  @Test
  protected void leavesProxyAuthenticationAlone() {
    Message answer = call(get(alpha("/a")).add("proxy", tunnel()).add("proxyUser", "user:secret"));

    assertEquals("200", answer.get("status"), answer::toString);
    WireRequest connect = only(world().proxy);
    assertEquals("CONNECT", connect.method());
    assertNull(connect.authorization());
    assertEquals("Bearer token-alpha-1", only(world().plain).authorization());
    assertEquals(List.of(), only(world().plain).headers("Proxy-Authorization"));
  }

  /** Through a proxy everything goes in a tunnel, plain requests too, whose line is a whole URL. */
  @Override
  @Test
  protected void decidesByTargetBehindPlainProxy() throws IOException {
    try (WireServer target = WireServer.http("target")) { // no tunnel of another row leads to it
      String port = ":" + target.port();
      call(get("http://127.0.0.1" + port + "/replace/a?sig=s&x=1").add("proxy", tunnel()));
      call(get("http://127.0.0.2" + port + "/u").add("proxy", tunnel()));

      assertEquals(
          List.of("CONNECT 127.0.0.1" + port, "CONNECT 127.0.0.2" + port),
          world().proxy.requests().stream()
              .map(request -> request.method() + " " + request.target())
              .toList());
      for (WireRequest request : world().proxy.requests()) {
        assertFalse(request.head().contains("Bearer"), request.head());
      }
      assertEquals(2, target.requests().size());
      assertEquals("Bearer token-alpha-1", target.requests().get(0).authorization());
      assertEquals(
          targetInTunnel("http://127.0.0.1" + port, "/replace/a?x=1"),
          target.requests().get(0).target());
      assertNull(target.requests().get(1).authorization());
    }
  }

  /** The body of 1 MiB is kept while it is written, one byte more is not. */
  @Test
  void sendsOnceMoreWhatItHasKept() {
    rejectEverything();

    call(post("/resend-kept/a", 1 << 20));
    call(post("/resend-huge/a", (1 << 20) + 1));

    assertEquals(
        List.of("/resend-kept/a", "/resend-kept/a", "/resend-huge/a"),
        world().plain.requests().stream().map(WireRequest::target).toList());
    assertEquals(
        List.of(1 << 20, 1 << 20, (1 << 20) + 1),
        world().plain.requests().stream().map(request -> request.body().length()).toList());
  }

  @Test
  void dropsTokenOfRequestThatEndsItsConnection() {
    rejectEverything();
    Message call = get(alpha("/resend-ending/a")).add("header", "Connection: close");

    assertEquals("401", call(call).get("status"));
    call(call);

    assertEquals(
        List.of("Bearer token-revocable-ending-1", "Bearer token-revocable-ending-2"),
        world().plain.requests().stream().map(WireRequest::authorization).toList());
  }

  private void rejectEverything() {
    world()
        .plain
        .answer(
            request ->
                WireResponse.of(401, "no")
                    .with("WWW-Authenticate: Bearer error=\"invalid_token\""));
  }

  private Message post(String path, int length) {
    return get(alpha(path)).set("method", "POST").add("body", "x".repeat(length));
  }

  private String tunnel() {
    return "127.0.0.1:" + world().proxy.port();
  }
}
