package io.managedidentity.agent.runtime;

import io.managedidentity.agent.injection.Faults;
import io.managedidentity.agent.injection.FetchRecord;
import io.managedidentity.agent.injection.Recorder;
import io.managedidentity.agent.injection.RequestRecord;
import io.managedidentity.agent.injection.TokenInjector;
import io.managedidentity.agent.jfr.FlightRecords;
import io.managedidentity.agent.jfr.GuardedRecorder;
import io.managedidentity.agent.log.AgentLog;
import io.managedidentity.agent.log.LogLevel;
import io.managedidentity.agent.token.TokenRequest;
import io.managedidentity.agent.token.TokenThreads;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Stands for the flight recorder from the JVM's first recording on, until its events are known to
 * it. They are made on a thread of the agent, since a recording that starts holds locks; requests
 * that come meanwhile wait for it, so that the first of a recording is in it. Thread-safe.
 */
class RecorderStart implements Recorder, Faults, Runnable {
  /** Longest wait of all requests together. */
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(2);

  private static final List<String> LANE = Collections.singletonList("flight recorder");

  private final TokenInjector injector;
  private final AgentLog log;
  private final CountDownLatch ended = new CountDownLatch(1);
  private final CountDownLatch asked = new CountDownLatch(1);

  /** A recording that is made is perhaps never started: no request waits for that. */
  private volatile boolean isNoneRunning;

  private volatile @Nullable Recorder recorder;

  // Guarded by this.
  private boolean isAwaited;
  private long awaitedSinceNanos;

  RecorderStart(TokenInjector injector, AgentLog log) {
    this.injector = injector;
    this.log = log;
  }

  /** Called while a class is being loaded: it does no more than hand over. */
  final void begin(TokenThreads threads) {
    injector.record(this);
    try {
      threads.fetch(LANE, this);
    } catch (RuntimeException | Error e) { // such as no memory for another thread
      failed(e);
      end(null);
    }
  }

  @Override
  public final void run() {
    Recorder made = null;
    try {
      awaitRecording(
          new Runnable() {
            @Override
            public void run() {
              isNoneRunning = true;
              asked.countDown();
            }
          });
      isNoneRunning = false;
      asked.countDown();
      made = new GuardedRecorder(make(), this);
    } catch (RuntimeException | Error e) {
      failed(e);
    } finally {
      end(made);
    }
  }

  /** The first failure is said. */
  @Override
  public final void failed(Throwable e) {
    log.once(
        "flight recorder",
        LogLevel.ERROR,
        "recordings of the flight recorder lack events of the agent, because of a fault in it: "
            + e
            + ". Everything else works; please report it.");
  }

  void awaitRecording(Runnable ifNone) {
    FlightRecords.awaitRecording(ifNone);
  }

  Recorder make() {
    return new FlightRecords();
  }

  private void end(@Nullable Recorder made) {
    recorder = made;
    injector.record(made);
    asked.countDown();
    ended.countDown();
  }

  @Override
  public final @Nullable RequestRecord request(String client, String host, int port) {
    Recorder made = awaited();
    return made == null ? null : made.request(client, host, port);
  }

  @Override
  public final @Nullable FetchRecord fetch(TokenRequest request) {
    Recorder made = awaited();
    return made == null ? null : made.fetch(request);
  }

  private @Nullable Recorder awaited() {
    try {
      if (asked.await(leftNanos(), TimeUnit.NANOSECONDS) && !isNoneRunning) {
        ended.await(leftNanos(), TimeUnit.NANOSECONDS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // the application's own business
    }
    return recorder;
  }

  private synchronized long leftNanos() {
    long now = System.nanoTime();
    if (!isAwaited) {
      isAwaited = true;
      awaitedSinceNanos = now;
    }
    return PATIENCE_NANOS - (now - awaitedSinceNanos);
  }
}
