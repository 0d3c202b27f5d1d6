package io.managedidentity.agent.instrumentation.apacheasync4;

import io.managedidentity.agent.injection.Faults;
import io.managedidentity.agent.injection.Resend;
import org.apache.http.impl.conn.ConnectionShutdownException;
import org.apache.http.nio.IOControl;

/**
 * A rejection of which nobody has learned yet. Its content stays in the connection until it is
 * known whether a fresh token comes. The exchange's timeout goes on.
 */
final class HeldAnswer extends Deferred {
  private final Object[] call;
  private final Resend resend;
  private final IOControl connection;
  private boolean isReady;

  /**
   * @param call what the client was to be told with, {@code this} and arguments
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

  /** The token is there, or will not be: lets the client's own thread go on. */
  @Override
  protected synchronized void goOn() {
    isReady = true;
    try {
      connection.requestInput();
    } catch (ConnectionShutdownException e) {
      return; // given up meanwhile: the client has ended the request
    }
  }

  /** Whether it is still waiting; then no more is read until it is not. */
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
