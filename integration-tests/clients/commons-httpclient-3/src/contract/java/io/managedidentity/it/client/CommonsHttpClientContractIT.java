package io.managedidentity.it.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.managedidentity.it.contract.AbstractHttpClientContract;
import io.managedidentity.it.contract.ClientUnderTest;
import io.managedidentity.it.server.WireResponse;
import io.managedidentity.probe.Message;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

@ParameterizedClass(name = "{0}, {1}")
@MethodSource("clients")
class CommonsHttpClientContractIT extends AbstractHttpClientContract {
  static List<Arguments> clients() {
    return ClientUnderTest.versions(
        "commons-httpclient", "CommonsHttpClientProbe", "commons-httpclient-3", 8, "3.0", "3.1");
  }

  @Override
  protected List<String> ownMappings() {
    return List.of(fallback("unasked"));
  }

  @Override
  protected boolean readsRefusals() {
    return true;
  }

  @Override
  protected String refusal() {
    return "org.apache.commons.httpclient.HttpException";
  }

  @Test
  void decidesByConnectionAndNotByVirtualHost() {
    call(get(unmapped("/u")).add("virtualHost", "127.0.0.1"));

    assertNull(only(world().plain).authorization());
  }

  @Test
  void sendsOnceMoreWhereAuthenticationIsSwitchedOff() {
    world()
        .plain
        .answer(
            request ->
                "Basic b3du".equals(request.authorization())
                    ? WireResponse.ok()
                    : WireResponse.of(401, "").with("WWW-Authenticate: Basic realm=\"r\""));

    Message answer =
        call(
            get(alpha("/fallback-unasked/a"))
                .add("header", "Authorization: Basic b3du")
                .add("noAuthentication", "true"));

    assertEquals("200", answer.get("status"), answer::toString);
    assertEquals(2, world().plain.requests().size());
  }

  @Test
  void showsTheClientsOwnStreamOfRefusedAnswer() throws IOException {
    String body = "{\"error\":{\"code\":\"Forbidden\",\"message\":\"AKV10046: no\"}}";
    world().plain.answer(request -> WireResponse.of(403, body));
    Message call = get(alpha("/fallback-unasked/a")).add("streamClass", "true");

    Message with = call(call);
    Message without = callWithoutAgent(call);

    assertEquals(body, with.get("body"), with::toString);
    assertEquals(without.get("streamClass"), with.get("streamClass"));
    String said = "mapping \"fallback-unasked\": \"127.0.0.1\" answered 403 (AKV10046)";
    String log = stderrWith(said);
    assertTrue(log.contains(said), log);
  }

  /** Nothing edits bodies there. */
  @Override
  protected boolean editsForms() {
    return false;
  }
}
