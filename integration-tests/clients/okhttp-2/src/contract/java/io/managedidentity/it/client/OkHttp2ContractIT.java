package io.managedidentity.it.client;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.managedidentity.it.contract.AbstractHttpClientContract;
import io.managedidentity.it.contract.ClientUnderTest;
import io.managedidentity.it.server.WireResponse;
import io.managedidentity.probe.Message;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

@ParameterizedClass(name = "{0}, {1}")
@MethodSource("clients")
class OkHttp2ContractIT extends AbstractHttpClientContract {
  static List<Arguments> clients() {
    return ClientUnderTest.contractOf(
        ClientUnderTest.versions(
            "OkHttp", "OkHttp2Probe", "okhttp-2", 8, "2.0.0", "2.5.0", "2.7.5"));
  }

  /** Two timers of the client race for it, with different exceptions. */
  @Override
  protected List<String> timeoutIn(Message answer) {
    String type = answer.get("exception");
    return "java.net.SocketTimeoutException".equals(type)
            || "java.io.InterruptedIOException".equals(type)
        ? List.of("timeout")
        : super.timeoutIn(answer);
  }

  @Override
  protected boolean readsRefusals() {
    return true;
  }

  @Override
  protected String refusal() {
    return "java.net.ProtocolException";
  }

  /** Its threads are there to wait; none of them is an event loop. */
  @Test
  void injectsIntoEnqueuedCalls() {
    Message answer = call(get(alpha("/a")).add("enqueue", "true"));

    assertEquals("200", answer.get("status"), answer::toString);
    assertEquals("Bearer token-alpha-1", only(world().plain).authorization());
  }

  @Test
  void injectsIntoSilentRetryAfterConnectionDied() {
    call(get(alpha("/warm")));
    world().plain.clear();
    AtomicInteger count = new AtomicInteger();
    world()
        .plain
        .answer(request -> count.getAndIncrement() == 0 ? WireResponse.cut() : WireResponse.ok());

    Message answer = call(get(alpha("/a")));

    assertEquals("200", answer.get("status"), answer::toString);
    List<String> authorizations = new ArrayList<>();
    world().plain.requests().forEach(request -> authorizations.add(request.authorization()));
    assertEquals(List.of("Bearer token-alpha-1", "Bearer token-alpha-1"), authorizations);
  }

  /** Nothing edits bodies there. */
  @Override
  protected boolean editsForms() {
    return false;
  }
}
