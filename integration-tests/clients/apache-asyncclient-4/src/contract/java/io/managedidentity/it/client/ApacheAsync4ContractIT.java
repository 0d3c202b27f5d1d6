package io.managedidentity.it.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.managedidentity.it.contract.AbstractAsyncHttpClientContract;
import io.managedidentity.it.contract.ClientUnderTest;
import io.managedidentity.it.server.WireResponse;
import io.managedidentity.probe.Message;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The default client of Apache HttpAsyncClient 4, with one I/O thread. */
@ParameterizedClass(name = "{0}, {1}")
@MethodSource("clients")
class ApacheAsync4ContractIT extends AbstractAsyncHttpClientContract {
  static List<Arguments> clients() {
    return ClientUnderTest.versions(
        "Apache HttpAsyncClient", "ApacheAsync4Probe", "apache-asyncclient-4", 8, "4.0", "4.1.5");
  }

  @Override
  protected boolean readsRefusals() {
    return true;
  }

  @Override
  protected String refusal() {
    return "org.apache.http.HttpException";
  }

  @Override
  protected List<String> ownMappings() {
    return List.of(
        fallback("looks"),
        resend("read"),
        """
            { "name": "same-read", "host": "127.0.0.1:*", "path": "/same-read/**", "resource": "same",
              "identity": { "clientId": "00000000-0000-0000-0000-000000000004" }, "allowPlainHttp": true },
        """);
  }

  @Test
  void showsTheClientsOwnDecoderOfRefusedAnswer() throws IOException {
    String body = "{\"error\":{\"code\":\"Forbidden\",\"message\":\"AKV10046: no\"}}";
    world().plain.answer(request -> WireResponse.of(403, body));
    Message call = get(alpha("/fallback-looks/a")).add("looks", "true");

    Message with = call(call);
    Message without = callWithoutAgent(call);

    assertEquals(body, with.get("body"), with::toString);
    assertEquals(without.get("body"), with.get("body"));
    assertEquals("file true, abstract true, delimited true", with.get("decoder"));
    assertEquals(without.get("decoder"), with.get("decoder"));
    String said = "mapping \"fallback-looks\": \"127.0.0.1\" answered 403 (AKV10046)";
    String log = stderrWith(said);
    assertTrue(log.contains(said), log);
  }

  @Test
  void readsOnlyTheAnswerThatTheApplicationGets() {
    assertReadsOnlyTheAnswerThatTheApplicationGets("read");
  }

  /** It is held until it is known that no other token comes. */
  @Test
  void readsHeldAnswerWhenTheApplicationGetsIt() {
    String body = "{\"error\":{\"code\":\"AKV10046\"}}";
    world()
        .plain
        .answer(
            request ->
                WireResponse.of(401, body)
                    .with("WWW-Authenticate: Bearer error=\"invalid_token\""));

    Message answer = call(get(alpha("/same-read/a")));

    assertEquals(body, answer.get("body"), answer::toString);
    assertEquals(1, world().plain.requests().size());
    String said = "mapping \"same-read\": \"127.0.0.1\" answered 401 (AKV10046)";
    assertTrue(
        stderrWith(said)
            .lines()
            .anyMatch(line -> line.contains(said) && line.contains("gave no other token")),
        stderrWith(said));
  }

  /** Its text counts the client's connections. */
  @Override
  protected List<String> timeoutIn(Message answer) {
    return answer.all("exception");
  }
}
