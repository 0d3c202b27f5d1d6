package io.managedidentity.agent.instrumentation.wire;

import io.managedidentity.agent.injection.AnswerHeaders;
import io.managedidentity.agent.injection.AnswerTap;
import io.managedidentity.agent.injection.Continuation;
import io.managedidentity.agent.injection.Faults;
import io.managedidentity.agent.injection.HeaderList;
import io.managedidentity.agent.injection.RequestRefusedException;
import io.managedidentity.agent.injection.Resend;
import io.managedidentity.agent.injection.RouteInjection;
import io.managedidentity.agent.injection.WireEdit;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * One mapped request in flight: deferred while there is no token yet, sent with it, and perhaps
 * rejected. A rejection is held until there is a fresh token; then the request is sent once more,
 * and the rejection kept until that has an answer. The application gets it if there is none.
 *
 * <p>The {@link Wire} does what this needs of the client's connection. On that connection's event
 * loop, except for what happens before the request is written.
 */
public final class WireExchange<M> {
  private static final int FIRST_FINAL_STATUS = 200;
  private static final int SWITCHING_PROTOCOLS = 101;

  private enum State {
    NEW,
    /** It waits for its token, and nothing of it is written. */
    DEFERRED,
    SENT,
    /** Its answer is held until it is decided whether the request is sent once more. */
    REJECTED,
    /** It was sent once more, and the rejection is kept. */
    RESENT,
    /** The application has its answer, or no longer wants one. */
    OVER
  }

  private final Faults faults;
  private volatile RouteInjection injection;
  private volatile Wire<M> wire;
  private volatile State state = State.NEW;
  private volatile @Nullable WireEdit edit;
  private volatile long sentNanos;
  private volatile @Nullable Continuation wait;

  /** Whoever removes it delivers or drops it. */
  private final AtomicReference<@Nullable Rejection<M>> rejection = new AtomicReference<>();

  public WireExchange(Faults faults, RouteInjection injection, Wire<M> wire) {
    this.faults = faults;
    this.injection = injection;
    this.wire = wire;
  }

  /** The request is written to another connection than before, perhaps after a reload. */
  public void use(Wire<M> next, RouteInjection current) {
    wire = next;
    injection = current;
  }

  // The request

  /** Whether the mapping edits the request's body: then {@link Wire#body} is to give it. */
  public boolean editsBody(M request) {
    try {
      return injection.editsBody(wire.target(request));
    } catch (RuntimeException | LinkageError e) {
      faults.failed(e);
      return false;
    }
  }

  /** Whether a body that the client streams is to be collected for that. */
  public boolean gathersBody(M request) {
    try {
      return injection.gathersBody(wire.target(request));
    } catch (RuntimeException | LinkageError e) {
      faults.failed(e);
      return false;
    }
  }

  /** Whether the request must wait for its token; {@link Wire#goOn} says when that is over. */
  public boolean isDeferred(M request) {
    try {
      HeaderList headers = wire.headers(request);
      if (!injection.mayHaveToWait(headers)) {
        return false;
      }
      Deadline deadline = new Deadline(wire.responseTimeoutMillis());
      Continuation deferral = new Deferral(deadline);
      // Before the wait, which may be over on another thread, and another have begun there.
      state = State.DEFERRED;
      wait = deferral;
      if (injection.defer(headers, deferral, deadline.mostMillis)) {
        return true;
      }
    } catch (RuntimeException | LinkageError e) {
      faults.failed(e);
    }
    wait = null;
    state = State.NEW;
    return false;
  }

  /**
   * What is to be written now, at first or once more: the request itself if nothing is edited.
   *
   * @throws RequestRefusedException when it must not be written
   */
  public M edited(M request) throws RequestRefusedException {
    Rejection<M> known = rejection.get();
    if (known == null) {
      state = State.SENT;
      sentNanos = System.nanoTime();
    }
    edit = null;
    try {
      WireEdit made =
          injection.editNow(
              wire.headers(request),
              wire.target(request),
              editsBody(request) ? wire.body(request) : null,
              known == null ? null : known.resend);
      if (made != null) {
        M written = wire.edited(request, made);
        edit = made;
        return written;
      }
    } catch (RuntimeException | LinkageError e) {
      faults.failed(e);
    }
    return request;
  }

  /** Else there is nothing to look at in an answer. */
  public boolean isEdited() {
    return edit != null;
  }

  // The answer

  /** Whether the message is held here for now; else it is the application's. */
  public boolean isHeld(M message) {
    if (state == State.REJECTED) {
      hold(message);
      return true;
    }
    int status = state == State.OVER ? 0 : wire.status(message);
    if (status < FIRST_FINAL_STATUS && status != SWITCHING_PROTOCOLS) {
      return false;
    }
    dropRejection();
    if (isRejection(message, status)) {
      hold(message);
      return true;
    }
    state = State.OVER;
    tap();
    wire.leave();
    return false;
  }

  private boolean isRejection(M head, int status) {
    WireEdit sent = edit;
    if (sent == null || !sent.answered(status)) {
      return false;
    }
    Resend resend = null;
    try {
      resend = sent.judge(status, headers(head), wire.isRepeatable(head));
      if (resend == null) {
        return false;
      }
      Rejection<M> made = new Rejection<>(resend, wire);
      Deadline deadline = new Deadline(patienceMillis());
      Continuation decision = new Decision(made, deadline);
      if (resend.defer(decision, deadline.mostMillis)) {
        wait = decision;
      } else {
        made.setTokenKnown();
      }
      rejection.set(made);
      state = State.REJECTED;
      wire.rejected(head); // a call that was just cancelled ends here, and holds nothing
      return true;
    } catch (RuntimeException | LinkageError e) {
      faults.failed(e);
      rejection.set(null);
      if (resend != null) {
        sent.notSent(resend);
      }
      return false;
    }
  }

  private AnswerHeaders headers(M head) {
    Wire<M> from = wire;
    return new AnswerHeaders() {
      @Override
      public List<String> all(String name) {
        return from.values(head, name);
      }
    };
  }

  private void tap() {
    WireEdit sent = edit;
    AnswerTap tap = sent == null ? null : sent.tap(faults);
    if (tap != null) {
      try {
        wire.tap(tap);
      } catch (RuntimeException | LinkageError e) {
        tap.failed(e);
      }
    }
  }

  /** Of what was held, since it does not pass again. */
  private void tap(Rejection<M> held) {
    AnswerTap tap = held.resend.tap(faults);
    if (tap == null) {
      return;
    }
    try {
      for (M part : held.parts) {
        byte[] bytes = held.wire.bytes(part, tap.room());
        tap.bytes(bytes, 0, bytes.length);
        if (held.wire.isLast(part)) {
          tap.end();
        }
      }
    } catch (RuntimeException | LinkageError e) {
      tap.failed(e);
    }
    tap.cut();
  }

  /** A little less than is left: the client's own timer must not fire while we hold its answer. */
  private long patienceMillis() {
    long timeout = wire.responseTimeoutMillis();
    long gone = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - sentNanos);
    return timeout == 0 ? 0 : Math.max(1, timeout * 9 / 10 - gone);
  }

  private void hold(M part) {
    Rejection<M> held = rejection.get();
    if (held == null) { // taken on another thread
      wire.drop(part);
      return;
    }
    held.add(part, wire.length(part), wire.isLast(part));
    if (held.isTooLarge()) {
      deliver();
    } else {
      decide(held);
    }
  }

  private void decide(Rejection<M> held) {
    if (state != State.REJECTED || !held.isReady()) {
      return;
    }
    try {
      if (wire.isOpen() && held.resend.isWorthwhile()) {
        state = State.RESENT;
        wire.resend();
        return;
      }
    } catch (RequestRefusedException e) {
      state = State.REJECTED; // nothing was sent
    } catch (RuntimeException | LinkageError e) {
      faults.failed(e);
    }
    deliver();
  }

  /** Whether an answer is held or kept, and the application has nothing of it yet. */
  public boolean hasRejection() {
    return rejection.get() != null;
  }

  /** Whether all of it has come. */
  public boolean hasWholeRejection() {
    Rejection<M> known = rejection.get();
    return known != null && known.isComplete();
  }

  /** Whether it is not decided yet whether the request is sent once more. */
  public boolean isUndecided() {
    return state == State.REJECTED;
  }

  /**
   * There will be no other answer: the connection fails or ends, and the rejection must do. On any
   * thread, if the wire can deliver it there.
   */
  public void deliver() {
    Rejection<M> delivered = rejection.getAndSet(null);
    if (delivered != null) {
      boolean isResent = state == State.RESENT;
      end();
      if (isResent) {
        delivered.resend.failed();
      } else {
        delivered.resend.notSent();
      }
      tap(delivered);
      delivered.wire.deliver(delivered.parts, isResent);
    }
  }

  /** No answer is wanted any more, or it is there. */
  public void end() {
    state = State.OVER;
    Continuation ended = wait;
    wait = null;
    if (ended != null) {
      ended.cancel();
    }
    dropRejection();
  }

  private void dropRejection() {
    Rejection<M> dropped = rejection.getAndSet(null);
    if (dropped != null) {
      for (M part = dropped.parts.poll(); part != null; part = dropped.parts.poll()) {
        dropped.wire.drop(part);
      }
    }
  }

  /** The wait before the request is sent. */
  private final class Deferral extends Continuation {
    private final Deadline deadline;

    Deferral(Deadline deadline) {
      super(faults, wire.eventLoop());
      this.deadline = deadline;
    }

    @Override
    protected void goOn() throws Exception {
      if (state != State.DEFERRED) {
        return; // given up meanwhile: nothing is sent
      }
      if (deadline.isOver()) {
        wire.timedOut();
        end();
      } else {
        wait = null;
        state = State.NEW;
        wire.goOn();
      }
    }

    @Override
    protected void failed(Throwable e) {
      end();
      wire.failed(e);
    }
  }

  /** The wait before the request is sent once more. */
  private final class Decision extends Continuation {
    private final Rejection<M> held;
    private final Deadline deadline;

    Decision(Rejection<M> held, Deadline deadline) {
      super(faults, wire.eventLoop());
      this.held = held;
      this.deadline = deadline;
    }

    @Override
    protected void goOn() {
      held.setTokenKnown();
      if (rejection.get() == held) { // else delivered meanwhile, or dropped
        wait = null;
        if (deadline.isOver()) {
          deliver();
        } else {
          decide(held);
        }
      }
    }

    @Override
    protected void failed(Throwable e) {
      if (rejection.get() == held) {
        deliver();
      }
    }
  }
}
