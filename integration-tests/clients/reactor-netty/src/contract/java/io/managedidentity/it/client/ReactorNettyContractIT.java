package io.managedidentity.it.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.managedidentity.it.contract.AbstractAsyncHttpClientContract;
import io.managedidentity.it.contract.ClientUnderTest;
import io.managedidentity.it.contract.Http2Forms;
import io.managedidentity.it.contract.Http2Hops;
import io.managedidentity.it.server.WireRequest;
import io.managedidentity.it.server.WireServer;
import io.managedidentity.probe.Message;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** reactor-netty 1: oldest and newest. */
@ParameterizedClass
@MethodSource("clients")
class ReactorNettyContractIT extends AbstractAsyncHttpClientContract {
  static List<Arguments> clients() {
    return ClientUnderTest.versions(
        "reactor-netty", "ReactorNettyProbe", "reactor-netty", 8, "1.0.0", "1.3.7");
  }

  @Override
  protected List<String> ownMappings() {
    return List.of(forms().mapping());
  }

  @Override
  protected boolean resendsOverAnotherConnection() {
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

  /** A request is made anew for each subscription. */
  @Override
  protected boolean reusesRequests() {
    return false;
  }

  /** The client's own word for a thread that it starts when it is first used. */
  @Override
  protected boolean startsThread(String name) {
    return name.startsWith("reactor-") || name.startsWith("probe-") || name.startsWith("parallel-");
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

  @Override
  @Test
  protected void decidesByTargetBehindPlainProxy() throws IOException {
    // Through a proxy everything goes in a tunnel, plain requests too.
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
      assertEquals("/replace/a?x=1", target.requests().get(0).target());
      assertNull(target.requests().get(1).authorization());
    }
  }

  /** The last word is after the application's send handler. */
  @Test
  void keepsAuthorizationThatTheSendHandlerSets() {
    call(get(alpha("/a")).add("lateHeaders", "Authorization: Basic b3du"));

    assertEquals("Basic b3du", only(world().plain).authorization());
  }

  @Test
  void injectsIntoWebSocketHandshake() {
    call(get("ws://127.0.0.1:" + world().plain.port() + "/ws").add("websocket", "true"));

    assertEquals("Bearer token-alpha-1", only(world().plain).authorization());
  }

  @Test
  void decidesEveryRequestOverHttp2() throws IOException {
    try (Http2Hops hops = new Http2Hops()) {
      Message answer = call(hops.request());

      assertEquals("200", answer.get("status"), answer::toString);
      hops.assertEachIsDecided();
      hops.assertRedirectIsSaid(this::stderrWith);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"buffered", "chunked"})
  void replacesClientSecretInFormOverHttp2(String bodyMode) {
    Message answer = call(forms().request(bodyMode));

    assertEquals("200", answer.get("status"), answer::toString);
    forms().assertEdited();
  }

  private Http2Forms forms() {
    return new Http2Forms("reactor-netty " + version() + " on " + jdk());
  }

  private String tunnel() {
    return "127.0.0.1:" + world().proxy.port();
  }
}
