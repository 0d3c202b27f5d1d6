package io.managedidentity.it.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.managedidentity.it.contract.AbstractAsyncHttpClientContract;
import io.managedidentity.it.contract.ClientUnderTest;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** AsyncHttpClient 1.9 on Netty 3, its default: oldest and newest. */
@ParameterizedClass(name = "{0}, {1}")
@MethodSource("clients")
class AsyncHttpClient1ContractIT extends AbstractAsyncHttpClientContract {
  static List<Arguments> clients() {
    return ClientUnderTest.versions(
        "AsyncHttpClient 1",
        "AsyncHttpClient1Probe",
        "async-http-client-1/async-http-client-",
        8,
        "1.9.0",
        "1.9.40");
  }

  @Override
  protected String refusal() {
    return "java.io.IOException";
  }

  @Test
  void injectsIntoWebSocketHandshake() {
    call(get("ws://127.0.0.1:" + world().plain.port() + "/socket").add("websocket", "true"));
    call(get("ws://127.0.0.2:" + world().plain.port() + "/socket").add("websocket", "true"));

    assertEquals("Bearer token-alpha-1", world().plain.requests().get(0).authorization());
    assertNull(world().plain.requests().get(1).authorization());
  }

  @Test
  void injectsIntoEncryptedWebSocketHandshake() {
    call(get("wss://127.0.0.3:" + world().secure.port() + "/socket").add("websocket", "true"));

    assertEquals("Bearer token-gamma-1", only(world().secure).authorization());
  }
}
