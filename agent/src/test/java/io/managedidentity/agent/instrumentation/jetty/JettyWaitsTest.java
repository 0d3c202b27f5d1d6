package io.managedidentity.agent.instrumentation.jetty;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.managedidentity.agent.injection.Bench;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Waits of one request that follow each other while the thread that sends it stands still. */
class JettyWaitsTest {
  private final List<String> ended = new ArrayList<>();
  private final Request request = new Request();

  @Test
  void endsNoLaterWaitOfTheRequestWithItsOwn() throws Exception {
    JettyHook hook = new JettyHook(new Bench().client());
    Wait afterRejection = new Wait(hook);
    Channel channel = new Channel(() -> hook.defer(request, afterRejection));

    Object isDeferred = hook.send(sending(channel));
    List<String> endedBySending = List.copyOf(ended);
    hook.aborted(request, new Exception("given up"));

    assertEquals(true, isDeferred);
    assertEquals(List.of(), endedBySending);
    assertEquals(List.of("after rejection"), ended);
  }

  /** Jetty has been given a connection that shows no TLS. */
  @Test
  void saysThatAConnectionIsNotOfJetty() throws Exception {
    Bench bench = new Bench();
    bench.hold("t");
    JettyHook hook = new JettyHook(bench.client());
    assertNull(hook.send(sending(new Channel(() -> {}))));

    assertNull(hook.writing(request, "callback", "a connection of the application"));

    assertTrue(
        bench
            .lines
            .toString()
            .contains(
                "no token goes on a request to api.example because its connection is not one of"
                    + " Jetty's own with TLS. Use the client's SslContextFactory."),
        bench.lines::toString);
    assertEquals("as they were", hook.headers("as they were", request));
  }

  private Object[] sending(Channel channel) {
    Executor executor = Runnable::run;
    return new Object[] {
      "sender",
      "exchange",
      channel,
      request,
      "https",
      "api.example",
      443,
      "GET",
      "/",
      null,
      executor
    };
  }

  /** The wait for another token; for this test it only records. */
  private final class Wait extends Deferred {
    Wait(JettyHook hook) {
      super(hook, Runnable::run);
    }

    @Override
    protected void goOn() {
      ended.add("went on");
    }

    @Override
    void giveUp() {
      ended.add("after rejection");
    }
  }

  /** A request of the client whose headers are empty. */
  public static final class Request {
    public @Nullable Throwable getAbortCause() {
      return null;
    }
  }

  /**
   * A connection that has sent the request and got its answer by the time it is asked for it.
   *
   * @param meanwhile what happens on other threads until then
   */
  public record Channel(Runnable meanwhile) {
    public @Nullable Object getHttpExchange() {
      meanwhile.run();
      return null;
    }
  }
}
