package io.managedidentity.it.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.managedidentity.it.jvm.ProbeJvm;
import io.managedidentity.it.server.WireRequest;
import io.managedidentity.it.server.WireResponse;
import io.managedidentity.probe.Message;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/** No token, no connection, no answer; and many at once. */
abstract class FailureRows extends HopRows {
  /** What the first call of a JVM may take beside its wait; the endpoint itself hangs for 60 s. */
  private static final long OF_COLD_JVM_MILLIS = 20_000;

  // Failures

  @Test
  void sendsRequestUnchangedWhenTokenFetchFails() {
    assumeTrue(
        removesWhatTheApplicationMade(),
        "headers and parameters cannot be removed from its requests");
    call(
        get(alpha("/pass/a?sig=s"))
            .add("header", "Authorization: Basic b3du")
            .add("header", "x-api-key: k"));

    WireRequest request = only(world.plain);
    assertEquals("Basic b3du", request.authorization());
    assertEquals(List.of("k"), request.headers("x-api-key"));
    assertEquals("/pass/a?sig=s", request.target());
    assertWarned(
        "mapping \"pass\": no token, so its requests go out as the application made them.");
  }

  @Test
  void failsRequestWhereConfigured() {
    Message answer = call(get(alpha("/refuse/a")));

    assertEquals(List.of(), world.plain.requests());
    assertTrue(answer.all("exception").contains(refusal()), answer::toString);
    assertTrue(
        answer.all("message").stream()
            .anyMatch(message -> message.contains("mapping \"refuse\": no token for broken")),
        answer::toString);
    assertTrue(Long.parseLong(answer.get("millis")) < FIRST_TOKEN_WAIT_MILLIS, answer::toString);
  }

  /** Last of all, since the request waits from the start of the JVM on, while other rows run. */
  @Test
  @Order(Integer.MAX_VALUE)
  void addsNoMoreThanBoundedDelayWhenEndpointHangs() {
    Message answer = world.awaitHanging();

    assertEquals("200", answer.get("status"), answer::toString);
    assertEquals(1, world.hanging().size(), "requests");
    assertNull(world.hanging().get(0).authorization());
    long millis = Long.parseLong(answer.get("millis"));
    assertTrue(millis >= FIRST_TOKEN_WAIT_MILLIS, answer::toString);
    assertTrue(millis < FIRST_TOKEN_WAIT_MILLIS + OF_COLD_JVM_MILLIS, answer::toString);
  }

  @Test
  void givesTheClientsOwnExceptionWhenConnectionIsRefused() throws IOException {
    assumeTrue(endsFailedCalls(), "a call that fails never ends in this version");
    Message call = get("http://127.0.0.1:1/a");

    Message with = call(call);

    assertNotNull(with.get("exception"), with::toString);
    assertEquals(world.withoutAgent().send(doCall(call)).all("exception"), with.all("exception"));
  }

  @Test
  void givesTheClientsOwnExceptionOnReadTimeout() throws IOException {
    assumeTrue(endsFailedCalls(), "a call that fails never ends in this version");
    world.plain.answer(request -> WireResponse.ok().after(2000));
    Message call = doCall(get(alpha("/a")).add("timeout", "400")); // both threads only read it
    ProbeJvm plain = world.withoutAgent();

    CompletableFuture<Message> expected = CompletableFuture.supplyAsync(() -> plain.send(call));
    Message with = call(call);

    Message without = expected.join();
    assertNotNull(with.get("exception"), with::toString);
    assertEquals(timeoutIn(without), timeoutIn(with));
  }

  /** What is kept beside a request must not keep the request, or both would stay for ever. */
  @Test
  void keepsNothingOfRequestsWithoutAnswer() throws InterruptedException {
    assumeTrue(endsFailedCalls(), "a call that fails never ends in this version");
    world.plain.answer(
        request ->
            request.target().equals("/silent") ? WireResponse.ok().after(800) : WireResponse.ok());
    call(get(alpha("/a")));
    long before = edits();

    for (int i = 0; i < 6; i++) {
      call(get(alpha("/silent")).add("timeout", "80"));
    }
    assertTrue(
        world.plain.requests().stream().anyMatch(request -> request.target().equals("/silent")),
        "no request was on its way when its time was over");

    long after = edits();
    for (int attempt = 0; attempt < 33 && after > before + 2; attempt++) {
      // Connections and timers of the client may take their time to end; each look costs a GC.
      Thread.sleep(attempt < 5 ? 200 : 1000);
      call(get(alpha("/a"))); // what was collected is cleared away when more comes
      after = edits();
    }
    assertTrue(after <= before + 2, "edits that stay: " + (after - before));

    // A client that does not look at its connections may meet one that is about to end.
    boolean isSound = false;
    for (int attempt = 0; attempt < 50 && !isSound; attempt++) {
      isSound = "200".equals(call(get(alpha("/a"))).get("status"));
    }
    assertTrue(isSound, "the client has no connection any more");
  }

  private long edits() {
    return Long.parseLong(
        world
            .withAgent
            .send(
                new Message()
                    .add("do", "count")
                    .add("type", "io.managedidentity.agent.injection.WireEdit"))
            .get("count"));
  }

  // Many at once

  @Test
  void givesNoTokenToTheWrongHostUnderLoad() {
    Message answer =
        world.withAgent.send(
            new Message()
                .add("do", "parallel")
                .add("threads", "50")
                .add("times", "100")
                .add("url", alpha("/load"))
                .add("url", "http://localhost:" + world.other.port() + "/load"));

    Set<String> results = new HashSet<>(answer.all("result"));
    results.removeIf(this::failsByItself);
    assertEquals(Set.of("200"), results);
    assertEquals(
        Set.of("Bearer token-alpha-1"),
        new HashSet<>(world.plain.requests().stream().map(WireRequest::authorization).toList()));
    assertEquals(
        Set.of("Bearer token-beta-1"),
        new HashSet<>(world.other.requests().stream().map(WireRequest::authorization).toList()));
    assertEquals(100, world.plain.requests().size());
  }

  @Test
  void fetchesOnceForManyThreads() {
    world.withAgent.send(
        new Message()
            .add("do", "parallel")
            .add("threads", "30")
            .add("times", "30")
            .add("url", alpha("/slow/x")));

    assertEquals(1, world.identity.requestsFor("slow"));
    world
        .plain
        .requests()
        .forEach(request -> assertEquals("Bearer token-slow-1", request.authorization()));
    assertEquals(30, world.plain.requests().size());
  }

  @Test
  void doesNotInstrumentItsOwnTokenCalls() {
    call(get(alpha("/a")));

    assertFalse(world.identity.requests().isEmpty());
    world.identity.requests().forEach(request -> assertNull(request.authorization()));
  }
}
