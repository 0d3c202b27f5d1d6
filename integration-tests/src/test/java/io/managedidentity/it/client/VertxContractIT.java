package io.managedidentity.it.client;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.managedidentity.it.contract.AbstractAsyncHttpClientContract;
import io.managedidentity.it.contract.ClientUnderTest;
import io.managedidentity.it.server.WireRequest;
import io.managedidentity.it.server.WireResponse;
import io.managedidentity.probe.Message;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The HTTP client of Vert.x 3.9 to 5 over HTTP/1.1, its default, with one event loop. */
@ParameterizedClass(name = "{0}, {1}")
@MethodSource("clients")
class VertxContractIT extends AbstractAsyncHttpClientContract {
  static List<Arguments> clients() {
    List<Arguments> clients = new ArrayList<>();
    clients.addAll(versions("3", 8, "3.9.0", "3.9.16"));
    clients.addAll(versions("5", 8, "4.0.0", "4.5.36"));
    clients.addAll(versions("5", 11, "5.0.12", "5.2.3"));
    return clients;
  }

  private static List<Arguments> versions(String family, int lowestJdk, String... versions) {
    return ClientUnderTest.versions(
        "Vert.x", "Vertx" + family + "Probe", "vertx-" + family + "/vertx-", lowestJdk, versions);
  }

  @Override
  protected String refusal() {
    return "java.io.IOException";
  }

  /** A request object of Vert.x is sent once. */
  @Override
  protected boolean reusesRequests() {
    return false;
  }

  @Override
  protected boolean startsThread(String name) {
    return name.startsWith("vert.x-") || name.startsWith("vertx-");
  }

  /** Where a connection has several requests on their way, an answer may be another one's. */
  @Test
  void takesNoAnswerForItsOwnWhereRequestsArePipelined() {
    world()
        .plain
        .answer(
            request ->
                request.target().startsWith("/skip/")
                    ? WireResponse.of(401, "no")
                        .with("WWW-Authenticate: Bearer error=\"invalid_token\"")
                        .after(5)
                    : WireResponse.ok());

    Message answer =
        call(
            new Message()
                .add("do", "parallel")
                .add("threads", "40")
                .add("times", "40")
                .add("url", alpha("/skip/pipelined/b"))
                .add("url", alpha("/pipelined/a")));

    assertEquals(40, Collections.frequency(answer.all("result"), "401"), answer::toString);
    assertEquals(40, Collections.frequency(answer.all("result"), "200"), answer::toString);
    assertEquals(80, world().plain.requests().size());
    for (WireRequest request : world().plain.requests()) {
      assertEquals(
          request.target().startsWith("/skip/") ? null : "Bearer token-alpha-1",
          request.authorization());
    }
  }
}
