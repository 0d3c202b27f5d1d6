package io.managedidentity.agent.instrumentation.apacheasync4;

import io.managedidentity.agent.injection.Faults;
import io.managedidentity.agent.injection.Resend;
import org.apache.http.impl.conn.ConnectionShutdownException;
import org.apache.http.nio.IOControl;

/**
 * A rejection that neither the client nor the application has seen yet. Its content stays in the
 * connection until it is known whether a fresh token comes. The exchange's timeout keeps running.
 */
final class HeldAnswer extends Deferred {
  private final Object[] call;
  private final Resend resend;
  private final IOControl connection;
  private boolean isReady;

  /**
   * @param call the call that would have told the client, {@code this} and arguments
   */
  HeldAnswer(Faults faults, Object[] call, Resend resend, IOControl connection) {
    super(faults);
    this.call = call;
    this.resend = resend;
    this.connection = connection;
  }

  Object[] call() {
    return call;
  }

  Resend resend() {
    return resend;
  }

  /** The token is there, or will not be: lets the client's own thread continue. */
  @Override
  protected synchronized void goOn() {
    isReady = true;
    try {
      connection.requestInput();
    } catch (ConnectionShutdownException e) {
      return; // given up meanwhile: the client has ended the request
    }
  }

  /** Whether it is still waiting; until then no more is read. */
  synchronized boolean stopsInput() {
    if (!isReady) {
      try {
        connection.suspendInput();
      } catch (ConnectionShutdownException e) {
        return true; // nothing more comes of it
      }
    }
    return !isReady;
  }
}
