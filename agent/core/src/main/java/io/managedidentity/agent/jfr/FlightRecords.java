package io.managedidentity.agent.jfr;

import io.managedidentity.agent.injection.FetchRecord;
import io.managedidentity.agent.injection.Recorder;
import io.managedidentity.agent.injection.RequestRecord;
import io.managedidentity.agent.token.AccessToken;
import io.managedidentity.agent.token.TokenException;
import io.managedidentity.agent.token.TokenRequest;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import jdk.jfr.EventType;
import jdk.jfr.FlightRecorder;
import jdk.jfr.Recording;
import jdk.jfr.RecordingState;
import org.jspecify.annotations.Nullable;

/**
 * Records as events of the flight recorder. Whether an event is enabled is asked anew each time: a
 * recording may end, begin or change its settings. Thread-safe.
 */
public final class FlightRecords implements Recorder {
  private static final int OK = 200;

  /** Longer than a recording takes to start. */
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(5);

  private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

  private final EventType injections;
  private final EventType fetches;
  private final EventType answers;

  /**
   * Waits until a recording runs, for a few seconds at most: one that is made need not be started.
   *
   * @param ifNone called once if none runs yet
   */
  public static void awaitRecording(Runnable ifNone) {
    if (isAnyRunning()) {
      return;
    }
    ifNone.run();
    long begun = System.nanoTime();
    while (!isAnyRunning() && System.nanoTime() - begun < PATIENCE_NANOS) {
      LockSupport.parkNanos(PAUSE_NANOS);
    }
  }

  /**
   * Makes the events known to the flight recorder. What is made known while a recording starts is
   * missing in it on 8.
   */
  public FlightRecords() {
    FlightRecorder.register(InjectionEvent.class);
    FlightRecorder.register(TokenFetchEvent.class);
    FlightRecorder.register(AnswerEvent.class);
    this.injections = EventType.getEventType(InjectionEvent.class);
    this.fetches = EventType.getEventType(TokenFetchEvent.class);
    this.answers = EventType.getEventType(AnswerEvent.class);
  }

  private static boolean isAnyRunning() {
    for (Recording recording : FlightRecorder.getFlightRecorder().getRecordings()) {
      if (recording.getState() == RecordingState.RUNNING) {
        return true;
      }
    }
    return false;
  }

  @Override
  public @Nullable RequestRecord request(String client, String host, int port) {
    return injections.isEnabled() || answers.isEnabled() ? new Request(client, host, port) : null;
  }

  @Override
  public @Nullable FetchRecord fetch(TokenRequest request) {
    return fetches.isEnabled() ? new Fetch(request) : null;
  }

  private static final class Request implements RequestRecord {
    private final String client;
    private final String host;
    private final int port;
    private @Nullable InjectionEvent waiting;

    Request(String client, String host, int port) {
      this.client = client;
      this.host = host;
      this.port = port;
    }

    @Override
    public void waits() {
      if (waiting == null) {
        InjectionEvent event = new InjectionEvent();
        event.begin();
        waiting = event;
      }
    }

    @Override
    public void waitsNot() {
      waiting = null;
    }

    /** An event that never began has no duration. */
    @Override
    public void ended(@Nullable String mapping, String outcome) {
      InjectionEvent begun = waiting;
      InjectionEvent event = begun == null ? new InjectionEvent() : begun;
      waiting = null;
      event.client = client;
      event.host = host;
      event.port = port;
      event.mapping = mapping;
      event.outcome = outcome;
      event.commit();
    }

    @Override
    public void answered(String mapping, int status) {
      AnswerEvent event = new AnswerEvent();
      event.client = client;
      event.host = host;
      event.port = port;
      event.mapping = mapping;
      event.status = status;
      event.commit();
    }
  }

  private static final class Fetch implements FetchRecord {
    private final TokenFetchEvent event = new TokenFetchEvent();

    Fetch(TokenRequest request) {
      event.resource = request.resource();
      event.identity = request.identity().toString();
      event.begin();
    }

    @Override
    public void succeeded(AccessToken token) {
      event.source = token.source();
      event.outcome = "token";
      event.status = isProgram(token.source()) ? 0 : OK; // no other status has a token
      event.attempts = token.attempts();
      event.expires =
          System.currentTimeMillis() + TimeUnit.SECONDS.toMillis(token.expiresInSeconds());
      event.commit();
    }

    private static boolean isProgram(String source) {
      return source.equals("azure-cli") || source.equals("azure-developer-cli");
    }

    @Override
    public void failed(TokenException failure) {
      event.source = failure.source();
      event.outcome = failure.code();
      event.status = failure.status();
      event.attempts = failure.attempts();
      event.commit();
    }
  }
}
