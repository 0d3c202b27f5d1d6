package io.managedidentity.agent.runtime;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.managedidentity.agent.injection.FetchRecord;
import io.managedidentity.agent.injection.Recorder;
import io.managedidentity.agent.injection.RequestRecord;
import io.managedidentity.agent.injection.TokenInjector;
import io.managedidentity.agent.log.AgentLog;
import io.managedidentity.agent.log.LogLevel;
import io.managedidentity.agent.token.Scheduled;
import io.managedidentity.agent.token.TokenRequest;
import io.managedidentity.agent.token.TokenThreads;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class RecorderStartTest {
  private static final String FAULT =
      "ERROR recordings of the flight recorder lack events of the agent, because of a fault in it: ";
  private static final String PLEASE = ". Everything else works; please report it.";

  private final List<String> lines = new ArrayList<>();
  private final AgentLog log =
      new AgentLog(LogLevel.INFO, (level, message) -> lines.add(level + " " + message));
  private final TokenInjector injector = new TokenInjector(log);
  private final List<Runnable> handedOver = new ArrayList<>();

  @Test
  void letsTheFirstRequestWaitUntilTheEventsAreMade() throws Exception {
    RequestRecord record = new NoRecord();
    Recorder made = new OneRecord(record);
    start(() -> made).begin(new HandOver(handedOver::add));
    Recorder meanwhile = injector.recorder();
    CompletableFuture<Object> first = new CompletableFuture<>();
    Thread request = new Thread(() -> first.complete(meanwhile.request("c", "api.example", 443)));
    request.start();
    while (request.getState() != Thread.State.TIMED_WAITING && !first.isDone()) {
      Thread.onSpinWait();
    }

    handedOver.get(0).run();

    assertNotNull(first.get());
    assertNotSame(meanwhile, injector.recorder(), "later requests ask the events alone");
    assertEquals(List.of(), lines);
  }

  /** A recording that is made and never started. */
  @Test
  void holdsNoRequestWhereNoRecordingRuns() throws Exception {
    CountDownLatch started = new CountDownLatch(1);
    RequestRecord record = new NoRecord();
    RecorderStart start =
        start(
            ifNone -> {
              ifNone.run();
              assertDoesNotThrow(() -> started.await());
            },
            () -> new OneRecord(record));
    Thread lane = new Thread(start);
    lane.start();
    injector.record(start);

    RequestRecord before = start.request("c", "api.example", 443);
    started.countDown();
    lane.join();

    assertNull(before, "nothing runs that could record it");
    assertNotNull(injector.recorder().request("c", "api.example", 443));
  }

  @Test
  void saysOnceWhyThereAreNoEventsAndHoldsNoRequest() {
    RecorderStart start =
        start(
            () -> {
              throw new NoClassDefFoundError("jdk/jfr/Event");
            });
    start.begin(new HandOver(Runnable::run));

    assertNull(injector.recorder());
    assertNull(start.request("c", "api.example", 443));
    assertEquals(List.of(FAULT + "java.lang.NoClassDefFoundError: jdk/jfr/Event" + PLEASE), lines);
  }

  @Test
  void keepsAFaultOfARecordFromTheRequest() {
    RequestRecord faulty =
        new RequestRecord() {
          @Override
          public void waits() {
            throw new StackOverflowError();
          }

          @Override
          public void waitsNot() {
            throw new IllegalStateException("no chunk");
          }

          @Override
          public void ended(String mapping, String outcome) {
            throw new IllegalStateException("no chunk");
          }

          @Override
          public void answered(String mapping, int status) {
            throw new IllegalStateException("no chunk");
          }
        };
    start(() -> new OneRecord(faulty)).begin(new HandOver(Runnable::run));
    RequestRecord record = injector.recorder().request("c", "api.example", 443);

    record.waits();
    record.waitsNot();
    record.ended("m", "injected");
    record.answered("m", 403);

    assertNull(injector.recorder().fetch(null));
    assertEquals(List.of(FAULT + "java.lang.StackOverflowError" + PLEASE), lines);
  }

  @Test
  void saysSoWhereNoThreadCanBeMade() {
    RecorderStart start =
        start(
            () -> {
              throw new AssertionError("made on the thread that loads a class");
            });
    start.begin(
        new HandOver(
            task -> {
              throw new OutOfMemoryError("unable to create native thread");
            }));

    assertNull(injector.recorder());
    assertNull(start.fetch(null));
    assertEquals(1, lines.size());
    assertTrue(lines.get(0).startsWith(FAULT + "java.lang.OutOfMemoryError"), lines::toString);
  }

  private RecorderStart start(Supplier<Recorder> maker) {
    return start(ifNone -> {}, maker);
  }

  private RecorderStart start(Consumer<Runnable> awaited, Supplier<Recorder> maker) {
    return new RecorderStart(injector, log) {
      @Override
      void awaitRecording(Runnable ifNone) {
        awaited.accept(ifNone);
      }

      @Override
      Recorder make() {
        return maker.get();
      }
    };
  }

  private record HandOver(Consumer<Runnable> thread) implements TokenThreads {
    @Override
    public void fetch(List<String> lane, Runnable task) {
      thread.accept(task);
    }

    @Override
    public Scheduled later(Runnable task, long delayNanos) {
      throw new AssertionError("nothing is scheduled");
    }
  }

  private record OneRecord(RequestRecord record) implements Recorder {
    @Override
    public RequestRecord request(String client, String host, int port) {
      return record;
    }

    @Override
    public FetchRecord fetch(TokenRequest request) {
      return null;
    }
  }

  private static final class NoRecord implements RequestRecord {
    @Override
    public void waits() {}

    @Override
    public void waitsNot() {}

    @Override
    public void ended(String mapping, String outcome) {}

    @Override
    public void answered(String mapping, int status) {}
  }
}
