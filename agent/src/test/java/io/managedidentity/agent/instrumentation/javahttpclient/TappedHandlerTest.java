package io.managedidentity.agent.instrumentation.javahttpclient;

import static io.managedidentity.agent.injection.Bench.headers;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.managedidentity.agent.injection.Bench;
import io.managedidentity.agent.injection.Faults;
import io.managedidentity.agent.injection.WireEdit;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodHandles.Lookup;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpResponse.ResponseInfo;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TappedHandlerTest {
  /** The class beside this one stands for the client's. */
  private static final Lookup LOOKUP = MethodHandles.lookup();

  private static final Lookup OF_11 = MethodHandles.lookup().in(Object.class);

  private static final Faults NONE =
      e -> {
        throw new AssertionError(e);
      };

  private final Collecting subscriber = new Collecting();
  private Bench bench;
  private WireEdit edit;

  @BeforeEach
  void refuse() throws Exception {
    bench = new Bench();
    bench.hold("t");
    edit = bench.route().editNow(headers(), "/", null);
    edit.judge(403, name -> List.of(), false);
  }

  @Test
  void givesTheSameBuffersAsTheyCome() {
    BodySubscriber<String> tapped = tapped(subscriber, LOOKUP);
    Flow.Subscription subscription = new Idle();
    ByteBuffer first = ByteBuffer.wrap("-{\"message\":\"AKV1".getBytes(StandardCharsets.UTF_8));
    first.get();
    List<ByteBuffer> begin = List.of(first);
    List<ByteBuffer> end =
        List.of(
            ByteBuffer.wrap("0046: ".getBytes(StandardCharsets.UTF_8)).asReadOnlyBuffer(),
            ByteBuffer.wrap("no\"}".getBytes(StandardCharsets.UTF_8)));

    tapped.onSubscribe(subscription);
    tapped.onNext(begin);
    tapped.onNext(end);
    assertSaid(false);
    tapped.onComplete();

    assertSame(subscription, subscriber.subscription);
    assertSame(begin, subscriber.given.get(0));
    assertSame(end, subscriber.given.get(1));
    assertEquals(1, first.position());
    assertEquals(List.of("complete"), subscriber.ends);
    assertSame(subscriber.body, tapped.getBody());
    assertSaid(true);
  }

  @Test
  void failsAsTheSubscriberDoes() {
    subscriber.failure = new IllegalArgumentException("of the application");
    BodySubscriber<String> tapped = tapped(subscriber, LOOKUP);

    assertSame(
        subscriber.failure,
        assertThrows(IllegalArgumentException.class, () -> tapped.onNext(List.of())));
    tapped.onError(new IOException("reset"));

    assertEquals(List.of("java.io.IOException: reset"), subscriber.ends);
    assertSaid(false);
  }

  @Test
  void judgesWhatCameBeforeTheConnectionBroke() {
    BodySubscriber<String> tapped = tapped(subscriber, LOOKUP);

    tapped.onNext(List.of(ByteBuffer.wrap("AKV10046: n".getBytes(StandardCharsets.UTF_8))));
    tapped.onError(new IOException("reset"));

    assertSaid(true);
  }

  /** The client asks such subscribers for their body at once, others on an executor. */
  @Test
  void isOfTheClientsKindIfTheSubscriberIs() {
    for (boolean needsExecutor : new boolean[] {true, false}) {
      Trusted trusted = new Trusted(needsExecutor);
      edit.judge(403, name -> List.of(), false);
      BodySubscriber<String> tapped = tapped(trusted, LOOKUP);

      assertFalse(tapped == trusted);
      assertEquals(
          needsExecutor, ((ResponseSubscribers.TrustedSubscriber<String>) tapped).needsExecutor());
      trusted.failure = new IllegalArgumentException("of the application");
      assertSame(
          trusted.failure,
          assertThrows(IllegalArgumentException.class, () -> tapped.onNext(List.of())));
      assertSame(trusted.body, tapped.getBody());
      assertEquals(tapped, tapped);
      assertFalse(tapped.equals(trusted));
    }
    assertFalse(tapped(subscriber, LOOKUP) instanceof ResponseSubscribers.TrustedSubscriber);
  }

  @Test
  void needsNoSuchKind() {
    assertTrue(tapped(new Trusted(true), OF_11) instanceof TappedSubscriber);
  }

  @Test
  void leavesOtherBodiesToTheirSubscribers() {
    assertSame(subscriber, handler(info -> subscriber, LOOKUP).apply(info("0")));
    assertTrue(handler(info -> subscriber, LOOKUP).apply(info("9")) instanceof TappedSubscriber);
    assertSame(subscriber, handler(info -> subscriber, LOOKUP).apply(info("9")));
  }

  @Test
  void handsTheHandlersOwnInfoAndExceptionOn() {
    ResponseInfo info = info("9");
    RuntimeException failure = new IllegalStateException("of the application");
    BodyHandler<String> handler =
        handler(
            given -> {
              assertSame(info, given);
              throw failure;
            },
            LOOKUP);

    assertSame(failure, assertThrows(IllegalStateException.class, () -> handler.apply(info)));
  }

  private BodySubscriber<String> tapped(BodySubscriber<String> of, Lookup lookup) {
    return handler(info -> of, lookup).apply(info("99"));
  }

  private BodyHandler<String> handler(BodyHandler<String> handler, Lookup lookup) {
    return new TappedHandler<>(handler, edit::tap, lookup, NONE);
  }

  private static ResponseInfo info(String length) {
    return new ResponseInfo() {
      @Override
      public int statusCode() {
        return 403;
      }

      @Override
      public HttpHeaders headers() {
        return HttpHeaders.of(Map.of("Content-Length", List.of(length)), (name, value) -> true);
      }

      @Override
      public HttpClient.Version version() {
        return HttpClient.Version.HTTP_1_1;
      }
    };
  }

  private void assertSaid(boolean isSaid) {
    assertEquals(
        isSaid,
        bench.lines.stream().anyMatch(line -> line.contains("403 (AKV10046)")),
        bench.lines::toString);
  }

  private static class Collecting implements BodySubscriber<String> {
    final CompletableFuture<String> body = new CompletableFuture<>();
    final List<List<ByteBuffer>> given = new ArrayList<>();
    final List<String> ends = new ArrayList<>();
    Flow.Subscription subscription;
    RuntimeException failure;

    @Override
    public CompletionStage<String> getBody() {
      return body;
    }

    @Override
    public void onSubscribe(Flow.Subscription newSubscription) {
      subscription = newSubscription;
    }

    @Override
    public void onNext(List<ByteBuffer> buffers) {
      if (failure != null) {
        throw failure;
      }
      given.add(buffers);
    }

    @Override
    public void onError(Throwable thrown) {
      ends.add(thrown.toString());
    }

    @Override
    public void onComplete() {
      ends.add("complete");
    }
  }

  private static final class Trusted extends Collecting
      implements ResponseSubscribers.TrustedSubscriber<String> {
    private final boolean needsExecutor;

    Trusted(boolean needsExecutor) {
      this.needsExecutor = needsExecutor;
    }

    @Override
    public boolean needsExecutor() {
      return needsExecutor;
    }
  }

  private static final class Idle implements Flow.Subscription {
    @Override
    public void request(long count) {}

    @Override
    public void cancel() {}
  }
}
