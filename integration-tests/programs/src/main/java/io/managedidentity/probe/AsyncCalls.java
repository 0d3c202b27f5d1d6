package io.managedidentity.probe;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The commands for asynchronous clients: {@code async-chain}, {@code async-many}, {@code
 * async-call}, {@code async-start}, {@code async-await} and {@code async-cancel}.
 */
final class AsyncCalls {
  private static final int AT_ONCE = 40;
  private static final long PATIENCE_SECONDS = 60;

  private final Map<String, List<CompletableFuture<Message>>> started = new HashMap<>();
  private final Map<String, CompletableFuture<Long>> ends = new HashMap<>();

  Message answer(AsyncProbeClient client, Message command) throws Exception {
    switch (command.get("do")) {
      case "async-chain":
        return chain(client, command);
      case "async-many":
        return many(client, command);
      case "async-call":
        return once(client, command);
      case "async-start":
        return start(client, command);
      case "async-await":
        return await(command);
      default:
        return cancel(command);
    }
  }

  /** Calls {@code url}, and from within its callback {@code then}; the answer of that one. */
  private static Message chain(AsyncProbeClient client, Message command) throws Exception {
    CompletableFuture<Message> second =
        starting(client, get(command.get("url")))
            .thenCompose(first -> starting(client, get(command.get("then"))));
    return answerOf(second);
  }

  /** One call; {@code startMillis} is how long the start of it took. */
  private static Message once(AsyncProbeClient client, Message command) {
    long begin = System.nanoTime();
    CompletableFuture<Message> call;
    String by = "future";
    try {
      call = client.start(command);
    } catch (Throwable e) {
      by = "start";
      call = failed(e);
    }
    long started = System.nanoTime();
    Message answer = answerOf(call);
    return answer
        .add("by", by)
        .add("startMillis", millis(started - begin))
        .add("millis", millis(System.nanoTime() - begin));
  }

  /**
   * From within a callback starts a call of {@code cold}, and while it is under way calls {@code
   * url} {@code times} times, after the same load without it. {@code then} is called last, so that
   * the test can let the cold call go on.
   */
  private static Message many(AsyncProbeClient client, Message command) throws Exception {
    int times = Integer.parseInt(command.get("times"));
    String url = command.get("url");
    Message answer = new Message();
    answer.add("slowestBefore", millis(load(client, url, times, answer)));
    Set<String> before = threads();
    long begin = System.nanoTime();
    AtomicLong startNanos = new AtomicLong();
    CountDownLatch isStarted = new CountDownLatch(1);
    CompletableFuture<Message> cold =
        starting(client, get(url))
            .thenCompose(
                first -> {
                  long start = System.nanoTime();
                  CompletableFuture<Message> call = starting(client, get(command.get("cold")));
                  startNanos.set(System.nanoTime() - start);
                  isStarted.countDown();
                  return call;
                });
    isStarted.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
    answer.add("startMillis", millis(startNanos.get()));
    answer.add("slowest", millis(load(client, url, times, answer)));
    answer.add("wasPending", String.valueOf(!cold.isDone()));
    for (String name : threads()) {
      if (!before.contains(name)) {
        answer.add("newThread", name);
      }
    }
    answerOf(starting(client, get(command.get("then"))));
    Message last = answerOf(cold);
    last.all("exception").forEach(name -> answer.add("exception", name));
    return answer
        .add("status", last.get("status", "none"))
        .add("coldMillis", millis(System.nanoTime() - begin));
  }

  /** How long the slowest call took; {@code failed} for each that did not end with 200. */
  private static long load(AsyncProbeClient client, String url, int times, Message answer)
      throws InterruptedException {
    Semaphore free = new Semaphore(AT_ONCE);
    AtomicLong slowest = new AtomicLong();
    ConcurrentLinkedQueue<String> failures = new ConcurrentLinkedQueue<>();
    for (int i = 0; i < times; i++) {
      if (!free.tryAcquire(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        failures.add("nothing goes on any more");
        break;
      }
      long begin = System.nanoTime();
      starting(client, get(url))
          .whenComplete(
              (done, failure) -> {
                slowest.accumulateAndGet(System.nanoTime() - begin, Math::max);
                if (failure != null || !"200".equals(done.get("status"))) {
                  failures.add(String.valueOf(failure == null ? done : failure));
                }
                free.release();
              });
    }
    if (!free.tryAcquire(AT_ONCE, PATIENCE_SECONDS, TimeUnit.SECONDS)) {
      failures.add("not all have ended");
    }
    failures.forEach(failure -> answer.add("failed", failure));
    return slowest.get();
  }

  /** Starts {@code times} calls that are kept under {@code key}, and does not wait. */
  private Message start(AsyncProbeClient client, Message command) {
    long begin = System.nanoTime();
    List<CompletableFuture<Message>> calls = new ArrayList<>();
    for (int i = 0; i < Integer.parseInt(command.get("times", "1")); i++) {
      calls.add(starting(client, command));
    }
    started.put(command.get("key"), calls);
    ends.put(
        command.get("key"), calls.get(0).handle((answer, failure) -> System.nanoTime() - begin));
    return new Message().add("started", "true");
  }

  /** The answer of the call that was started under {@code key}; {@code millis} is what it took. */
  private Message await(Message command) throws Exception {
    String key = command.get("key");
    long nanos = ends.remove(key).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    return answerOf(started.remove(key).get(0)).add("millis", millis(nanos));
  }

  /** Cancels what was started under {@code key}; {@code cancelled} for each that was. */
  private Message cancel(Message command) {
    Message answer = new Message();
    for (CompletableFuture<Message> call : started.remove(command.get("key"))) {
      answer.add("cancelled", String.valueOf(call.cancel(true)));
    }
    return answer;
  }

  private static CompletableFuture<Message> starting(AsyncProbeClient client, Message call) {
    try {
      return client.start(call);
    } catch (Throwable e) {
      return failed(e);
    }
  }

  private static CompletableFuture<Message> failed(Throwable failure) {
    CompletableFuture<Message> failed = new CompletableFuture<>();
    failed.completeExceptionally(failure);
    return failed;
  }

  private static Message answerOf(CompletableFuture<Message> call) {
    try {
      return call.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (Throwable e) {
      return Probe.failure(e);
    }
  }

  private static Message get(String url) {
    return new Message().add("method", "GET").add("url", url);
  }

  private static Set<String> threads() {
    Set<String> names = new TreeSet<>();
    for (Thread thread : Thread.getAllStackTraces().keySet()) {
      names.add(thread.getName());
    }
    return names;
  }

  private static String millis(long nanos) {
    return String.valueOf(nanos / 1_000_000);
  }
}
