package io.managedidentity.it.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.managedidentity.it.contract.AbstractHttpClientContract;
import io.managedidentity.it.contract.ClientUnderTest;
import io.managedidentity.it.server.WireResponse;
import io.managedidentity.probe.Message;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A connection in the manner of WebLogic's, which is not publicly available. */
@ParameterizedClass(name = "{0}, {1}")
@MethodSource("clients")
class VendorUrlConnectionContractIT extends AbstractHttpClientContract {
  static List<Arguments> clients() {
    return ClientUnderTest.withoutJars(
        "URL connection of a vendor",
        "a stand-in",
        "VendorUrlConnectionProbe",
        "vendor-url-connection",
        8);
  }

  @Override
  protected String refusal() {
    return "java.io.IOException";
  }

  /** Where it does, it gets no token: see the rows below. */
  @Override
  protected boolean followsRedirects() {
    return false;
  }

  @Override
  protected boolean hearsAnswers() {
    return false;
  }

  /** The stand-in has none. */
  @Override
  protected boolean hasProxies() {
    return false;
  }

  /** A connection object makes one exchange. */
  @Override
  protected boolean reusesRequests() {
    return false;
  }

  /** The stand-in buffers. */
  @Override
  protected boolean hasOneShotBodies() {
    return false;
  }

  /** Request properties can be set, and the URL is final. */
  @Override
  protected boolean removesWhatTheApplicationMade() {
    return false;
  }

  /** The connection has no way to send again. */
  @Override
  protected boolean resendsAfterRejection() {
    return false;
  }

  @Override
  protected boolean fallsBackAfterRejection() {
    return false;
  }

  @Test
  void putsNoTokenOnConnectionThatFollowsRedirects() {
    world()
        .plain
        .answer(
            request ->
                request.target().equals("/start")
                    ? WireResponse.redirect(302, unmapped("/end"))
                    : WireResponse.ok());

    Message answer = call(get(alpha("/start")).add("follow", "true"));

    assertEquals("200", answer.get("status"), answer::toString);
    assertEquals(2, world().plain.requests().size());
    world().plain.requests().forEach(request -> assertNull(request.authorization()));
    assertSaid(
        "mapping \"alpha\": no token goes on a request, which is left as the application made it."
            + " The connection follows redirects itself and would take the token along");
  }

  @Test
  void leavesRequestAloneWhoseSecretsCannotBeRemoved() {
    call(get(alpha("/replace/a?sig=s")).add("header", "Authorization: Basic b3du"));
    call(get(alpha("/replace/a")).add("header", "x-api-key: k"));

    assertEquals("Basic b3du", world().plain.requests().get(0).authorization());
    assertEquals("/replace/a?sig=s", world().plain.requests().get(0).target());
    assertNull(world().plain.requests().get(1).authorization());
    assertSaid("The mapping removes a header or query parameter");
  }

  @Test
  void putsNoTokenWhereConnectCouldCarryIt() {
    setProperty("http.nonProxyHosts", ""); // 127.0.0.0/8 is among them otherwise
    setProperty("https.proxyHost", "127.0.0.9");
    try {
      call(get("https://127.0.0.3:" + world().secure.port() + "/a"));
    } finally {
      setProperty("https.proxyHost", "");
    }

    assertNull(only(world().secure).authorization());
    assertSaid("mapping \"gamma\": no token goes on a request");
    assertSaid("The connection goes through a proxy, and its CONNECT could carry the token");
  }

  private void setProperty(String name, String value) {
    call(new Message().add("do", "property").add("name", name).add("value", value));
  }

  private void assertSaid(String text) {
    String log = stderrWith(text);
    assertTrue(log.contains(text), log);
  }

  /** Nothing edits bodies there. */
  @Override
  protected boolean editsForms() {
    return false;
  }
}
