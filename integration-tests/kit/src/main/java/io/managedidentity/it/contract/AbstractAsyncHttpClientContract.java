package io.managedidentity.it.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.managedidentity.it.server.WireRequest;
import io.managedidentity.it.server.WireResponse;
import io.managedidentity.probe.Message;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * What asynchronous clients must do beyond {@link AbstractHttpClientContract}: a request whose
 * token is not there yet waits without a thread. The probe is an {@code AsyncProbeClient}.
 */
public abstract class AbstractAsyncHttpClientContract extends AbstractHttpClientContract {
  /** Far less than the wait for a token: the client's thread may be late by that. */
  private static final long UNDISTURBED_MILLIS = 1500;

  /** What the start of a call may take, class loading included. */
  private static final long AT_ONCE_MILLIS = 1000;

  private static final String FETCHER = "managed-identity-agent-fetch-";

  /** As many as may ask the one identity endpoint at once. */
  private static final long FETCHERS = 4;

  /** Whether the client itself may start a thread of that name at any time. */
  protected boolean startsThread(String name) {
    return false;
  }

  /** Whether a request that was cancelled before it was written is not written, without us. */
  protected boolean cancelsRequests() {
    return true;
  }

  @Test
  void injectsOnCallbackThread() {
    Message answer =
        world.withAgent.send(
            new Message()
                .add("do", "async-chain")
                .add("url", unmapped("/first"))
                .add("then", alpha("/second")));

    assertEquals("200", answer.get("status"), answer::toString);
    assertNull(world.plain.requests().get(0).authorization());
    assertEquals("Bearer token-alpha-1", world.plain.requests().get(1).authorization());
  }

  @Test
  void doesNotBlockEventLoop() {
    holdTokenOf("held");
    world.plain.answer(
        request -> {
          if (request.target().equals("/release")) {
            releaseTokenOf("held");
          }
          return WireResponse.ok();
        });

    Message answer =
        world.withAgent.send(
            new Message()
                .add("do", "async-many")
                .add("times", "500")
                .add("url", unmapped("/other"))
                .add("cold", alpha("/held/a"))
                .add("then", unmapped("/release")));

    System.out.println(
        client
            + " on "
            + jdk
            + ": while a request waited for its token, the slowest of 500 others took "
            + answer.get("slowest")
            + " ms, before "
            + answer.get("slowestBefore")
            + " ms");
    assertEquals(
        List.of(), answer.all("failed").stream().filter(one -> !failsByItself(one)).toList());
    assumeTrue(
        Long.parseLong(answer.get("slowestBefore")) < UNDISTURBED_MILLIS,
        "the machine is too slow now to tell");
    assertEquals("true", answer.get("wasPending"), answer::toString);
    assertTrue(Long.parseLong(answer.get("slowest")) < UNDISTURBED_MILLIS, answer::toString);
    assertTrue(Long.parseLong(answer.get("startMillis")) < AT_ONCE_MILLIS, answer::toString);
    assertEquals("200", answer.get("status"), answer::toString);
    assertEquals(
        List.of("Bearer token-held-1"),
        world.plain.requests().stream()
            .filter(request -> request.target().equals("/held/a"))
            .map(WireRequest::authorization)
            .toList());
    List<String> threads = answer.all("newThread");
    assertEquals(
        List.of(),
        threads.stream().filter(name -> !isThreadOfAgent(name) && !startsThread(name)).toList());
    assertTrue(
        threads.stream().filter(name -> name.startsWith(FETCHER)).count() <= FETCHERS,
        threads::toString);
  }

  @Test
  void failsAsynchronousRequestWhereConfigured() {
    for (String state : List.of("while the token is asked for", "with a known failure")) {
      Message answer =
          call(get(alpha("/late-refuse/a")).add("do", "async-call").add("state", state));

      assertEquals("future", answer.get("by"), answer::toString);
      assertTrue(Long.parseLong(answer.get("startMillis")) < AT_ONCE_MILLIS, answer::toString);
      assertTrue(answer.all("exception").contains(refusal()), answer::toString);
      assertTrue(
          answer.all("message").stream()
              .anyMatch(message -> message.contains("mapping \"late-refuse\": no token for")),
          answer::toString);
    }
    assertEquals(List.of(), world.plain.requests());
  }

  @Test
  void sendsDeferredRequestUnchangedWhenTokenFetchFails() {
    Message answer =
        call(
            request(alpha("/late-pass/a"), "buffered")
                .add("do", "async-call")
                .add("header", "Authorization: Basic b3du")
                .add("header", "x-api-key: k"));

    assertEquals("200", answer.get("status"), answer::toString);
    assertEquals("Basic b3du", only(world.plain).authorization());
    assertEquals(List.of("k"), only(world.plain).headers("x-api-key"));
    assertEquals("hällo", only(world.plain).body());
  }

  /**
   * More of them than the client has connections, so that one that is not given back is missed. The
   * token comes only when the client has done all that it was about when they were cancelled: what
   * it was writing just then, it writes without us too.
   */
  @Test
  void sendsNothingThatWasCancelledWhileDeferred() throws InterruptedException {
    assumeTrue(cancelsRequests(), "a request that the client has taken on cannot be cancelled");
    holdTokenOf("gate");
    start("gate", get(alpha("/gate/cancelled")).add("times", "120"));
    awaitRequestForTokenOf("gate");

    Message cancelled = cancel("gate");
    assertEquals(Collections.nCopies(120, "true"), cancelled.all("cancelled"));
    call(get(unmapped("/first"))); // may be written along with what is ready to be
    call(get(unmapped("/second")));
    assertEquals(List.of("/first", "/second"), targets(), "while there was no token");
    releaseTokenOf("gate");
    Message answer = call(get(alpha("/gate/later")));

    assertEquals("200", answer.get("status"), answer::toString);
    assertEquals(List.of("/first", "/second", "/gate/later"), targets());
    assertEquals("Bearer token-gate-1", world.plain.requests().get(2).authorization());
  }

  private List<String> targets() {
    return world.plain.requests().stream().map(WireRequest::target).toList();
  }

  /**
   * The first answer is held, and never the application's.
   *
   * @param row of a mapping by {@code resend}
   */
  protected final void assertReadsOnlyTheAnswerThatTheApplicationGets(String row) {
    String gotten = "{\"error\":{\"code\":\"AKV10046\"}}";
    world.plain.answer(
        request ->
            WireResponse.of(
                    401,
                    world.plain.requests().size() < 2
                        ? "{\"error\":{\"code\":\"AKV10032\"}}"
                        : gotten)
                .with("WWW-Authenticate: Bearer error=\"invalid_token\""));

    Message answer = call(get(alpha("/resend-" + row + "/a")));

    assertEquals(gotten, answer.get("body"), answer::toString);
    assertEquals(2, world.plain.requests().size());
    String said = "mapping \"resend-" + row + "\": \"127.0.0.1\" answered 401 (AKV10046)";
    String log = stderrWith(said);
    assertTrue(log.contains(said), log);
    assertFalse(log.contains("AKV10032"), log);
  }

  protected final void holdTokenOf(String resource) {
    world.identity.hold(resource);
  }

  protected final void awaitRequestForTokenOf(String resource) throws InterruptedException {
    world.identity.awaitRequestFor(resource);
  }

  protected final void releaseTokenOf(String resource) {
    world.identity.release(resource);
  }

  /** Starts a call, or as many as it says, and does not wait. */
  protected final void start(String key, Message call) {
    world.withAgent.send(call.add("do", "async-start").add("key", key));
  }

  /** The probe's answer says for each call that was started under the key that it is cancelled. */
  protected final Message cancel(String key) {
    return world.withAgent.send(new Message().add("do", "async-cancel").add("key", key));
  }

  /** A fetching thread ends when idle and the next one has a number of its own. */
  private static boolean isThreadOfAgent(String name) {
    return name.matches(FETCHER + "\\d+|managed-identity-agent-refresh-1");
  }
}
