package io.managedidentity.it.client;

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
        "AsyncHttpClient 1", "AsyncHttpClient1Probe", "async-http-client-1", 8, "1.9.0", "1.9.40");
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

  @Test
  void injectsIntoWebSocketHandshake() {
    assertWebSocketHandshakesAreDecided();
  }

  @Test
  void injectsIntoEncryptedWebSocketHandshake() {
    assertEncryptedWebSocketHandshakeIsInjected();
  }
}
