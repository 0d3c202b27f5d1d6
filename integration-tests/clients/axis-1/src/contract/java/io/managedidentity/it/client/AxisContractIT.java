package io.managedidentity.it.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.managedidentity.it.contract.AbstractHttpClientContract;
import io.managedidentity.it.contract.ClientUnderTest;
import io.managedidentity.it.server.WireRequest;
import io.managedidentity.it.server.WireResponse;
import io.managedidentity.probe.Message;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

@ParameterizedClass(name = "{0}, {1}")
@MethodSource("clients")
class AxisContractIT extends AbstractHttpClientContract {
  static List<Arguments> clients() {
    return ClientUnderTest.versions("Axis", "AxisProbe", "axis-1", 8, "1.4");
  }

  @Override
  protected boolean hasHead() {
    return false;
  }

  @Override
  protected List<String> ownMappings() {
    return List.of(resend("cut"), resend("expect"));
  }

  @Override
  protected boolean readsRefusals() {
    return true;
  }

  @Override
  protected String refusal() {
    return "org.apache.axis.AxisFault";
  }

  /** Only those of SOAP 1.1, which are all POST: see the rows below. */
  @Override
  protected boolean followsRedirects() {
    return false;
  }

  /** Proxies are settings of the whole JVM: see AxisProxyIT. */
  @Override
  protected boolean hasProxies() {
    return false;
  }

  /** A message context makes one call. */
  @Override
  protected boolean reusesRequests() {
    return false;
  }

  /** A message is written from a buffer. */
  @Override
  protected boolean hasOneShotBodies() {
    return false;
  }

  @Override
  protected String bodyMethod() {
    return "POST";
  }

  @ParameterizedTest
  @ValueSource(ints = {302, 307})
  void decidesEveryHopOfRedirectedCall(int status) {
    world()
        .plain
        .answer(
            request ->
                switch (request.target()) {
                  case "/start" -> WireResponse.redirect(status, beta("/next"));
                  case "/next" -> WireResponse.redirect(status, unmapped("/end"));
                  default -> WireResponse.ok().with("Content-Type: text/xml");
                });

    Message answer = call(soap(alpha("/start")));

    assertEquals("200", answer.get("status"), answer::toString);
    List<WireRequest> requests = world().plain.requests();
    assertEquals(3, requests.size());
    assertEquals("Bearer token-alpha-1", requests.get(0).authorization());
    assertEquals("Bearer token-beta-1", requests.get(1).authorization());
    assertNull(requests.get(2).authorization());
  }

  /** The first answer is still there then. */
  @Test
  void handsRejectionToTheApplicationWhenSecondSendingFails() {
    world()
        .plain
        .answer(
            request ->
                world().plain.requests().size() < 2
                    ? WireResponse.of(401, "no").with("WWW-Authenticate: Bearer")
                    : WireResponse.cut());

    Message answer = call(request(alpha("/resend-cut/a"), "buffered"));

    assertEquals(2, world().plain.requests().size());
    assertEquals("401", answer.get("status"), answer::toString);
    assertEquals("no", answer.get("body"), answer::toString);
  }

  /** The sender reads the 100 before it as an answer too. It sends no such request again. */
  @Test
  void dropsTokenOfRejectionThatFollowsAnInterimAnswer() {
    world()
        .plain
        .answer(
            request ->
                world().plain.requests().size() < 2
                    ? WireResponse.of(401, "no")
                        .with("WWW-Authenticate: Bearer error=\"invalid_token\"")
                    : WireResponse.ok());

    Message first =
        call(
            request(alpha("/resend-expect/a"), "buffered")
                .add("http11", "true")
                .add("header", "Expect: 100-continue"));
    assertEquals(1, world().plain.requests().size(), first::toString);

    assertTokenIsDropped(request(alpha("/resend-expect/b"), "buffered"), "expect");
  }

  @Test
  void replacesUserAndPasswordOfCall() {
    call(soap(alpha("/replace/a?sig=s&x=1")).add("user", "user:secret"));

    assertEquals("Bearer token-alpha-1", only(world().plain).authorization());
    assertEquals("/replace/a?x=1", only(world().plain).target());
  }

  private Message soap(String url) {
    return request(url, "buffered").add("soap11", "true");
  }

  /** Nothing edits bodies there. */
  @Override
  protected boolean editsForms() {
    return false;
  }
}
