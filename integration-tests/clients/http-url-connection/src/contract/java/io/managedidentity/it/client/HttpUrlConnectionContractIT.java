package io.managedidentity.it.client;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.managedidentity.it.contract.AbstractHttpClientContract;
import io.managedidentity.it.contract.ClientUnderTest;
import io.managedidentity.it.server.WireRequest;
import io.managedidentity.it.server.WireResponse;
import io.managedidentity.probe.Message;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

@ParameterizedClass(name = "{0}, {1}")
@MethodSource("clients")
class HttpUrlConnectionContractIT extends AbstractHttpClientContract {
  static List<Arguments> clients() {
    return ClientUnderTest.ofJdk(
        "HttpURLConnection", "UrlConnectionProbe", "http-url-connection", 8);
  }

  @Override
  protected String refusal() {
    return "java.io.IOException";
  }

  /** A connection object makes one exchange. */
  @Override
  protected boolean reusesRequests() {
    return false;
  }

  @Override
  protected boolean readsRefusals() {
    return true;
  }

  /** Which the agent reads along below it. */
  @Test
  void givesBodyOfRefusalThroughTheClientsOwnStream() {
    world().plain.answer(request -> WireResponse.of(403, "AKV10046: no"));

    Message with = call(get(alpha("/a")));
    call(get(alpha("/a")));

    List<WireRequest> sent = world().plain.requests();
    assertEquals("Bearer token-alpha-1", sent.get(0).authorization());
    assertEquals(sent.get(0).connection(), sent.get(1).connection());
    assertEquals(
        "sun.net.www.protocol.http.HttpURLConnection$HttpInputStream", with.get("bodyStream"));
    assertEquals("AKV10046: no", with.get("body"));
  }

  @Override
  protected boolean answersForms() {
    return true;
  }

  @Override
  protected boolean answersStreamedForms() {
    return true;
  }
}
