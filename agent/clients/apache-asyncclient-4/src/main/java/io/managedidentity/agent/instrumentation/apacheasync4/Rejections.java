package io.managedidentity.agent.instrumentation.apacheasync4;

import io.managedidentity.agent.injection.Faults;
import io.managedidentity.agent.injection.Resend;
import io.managedidentity.agent.injection.WireEdit;
import io.managedidentity.agent.instrumentation.PublicGetter;
import io.managedidentity.agent.instrumentation.WeakIdentityMap;
import org.apache.http.HttpConnection;
import org.apache.http.HttpResponse;
import org.apache.http.impl.conn.ConnectionShutdownException;
import org.apache.http.nio.IOControl;
import org.apache.http.nio.protocol.HttpAsyncRequestProducer;
import org.jspecify.annotations.Nullable;

/** Answers that refuse a token, and whether their requests are sent again. Thread-safe. */
final class Rejections {
  /** Of the arguments of {@code responseReceived}, with {@code this}. */
  private static final int LENGTH_IN_4_0 = 3;

  private final WeakIdentityMap<ExchangeState> exchanges;
  private final PublicGetter tlsSession;
  private final Faults faults;

  /**
   * @param exchanges by {@code InternalState}
   */
  Rejections(WeakIdentityMap<ExchangeState> exchanges, PublicGetter tlsSession, Faults faults) {
    this.faults = faults;
    this.exchanges = exchanges;
    this.tlsSession = tlsSession;
  }

  /**
   * True if the answer is held until a fresh token is there, or will not come: until then neither
   * the client nor the application has seen it.
   */
  @Nullable Object received(Object[] call) throws ReflectiveOperationException {
    HttpResponse response = (HttpResponse) (call[1] instanceof HttpResponse ? call[1] : call[2]);
    Object state = call[1] instanceof HttpResponse ? call[2] : call[1];
    int status = response.getStatusLine().getStatusCode();
    ExchangeState exchange = exchanges.get(state);
    if (exchange == null || status < ApacheAsync4Hook.FIRST_FINAL_STATUS || exchange.isDecided()) {
      return null;
    }
    WireEdit edit = exchange.answered();
    if (edit == null || !edit.answered(status)) {
      return null;
    }
    Object producer = Internals.call(state, "getRequestProducer");
    boolean isRepeatable =
        producer instanceof HttpAsyncRequestProducer
            && ((HttpAsyncRequestProducer) producer).isRepeatable();
    Resend again = edit.judge(status, WireHeaders.answer(response), isRepeatable);
    if (again == null) {
      exchange.tap(hasContent(response) ? edit.tap(faults) : null);
      return null;
    }
    IOControl connection = hasContent(response) ? exchange.connection() : null;
    // 4.0 does not look again at what TLS has already decrypted.
    boolean isLost = call.length == LENGTH_IN_4_0 && tlsSession.get(connection) != null;
    if (connection == null || isLost) {
      exchange.decide(again); // there is no content to hold: sent again with any token
      return null;
    }
    HeldAnswer held = new HeldAnswer(faults, call, again, connection);
    if (!again.defer(held, mostMillis(connection))) {
      decide(exchange, again);
      return null;
    }
    exchange.hold(held);
    return true;
  }

  /** The application gets the answer before the client's time-out would take it away. */
  private static long mostMillis(IOControl connection) {
    int timeout;
    try {
      timeout =
          connection instanceof HttpConnection
              ? ((HttpConnection) connection).getSocketTimeout()
              : 0;
    } catch (ConnectionShutdownException e) {
      return 1; // given up meanwhile: the client says so
    }
    return timeout <= 0 ? Long.MAX_VALUE : Math.max(1, timeout - timeout / 4);
  }

  static boolean hasContent(HttpResponse response) {
    return response.getEntity() != null && response.getEntity().getContentLength() != 0;
  }

  /**
   * On a thread of the I/O reactor, like everything that the client does with an answer.
   *
   * @throws java.lang.reflect.InvocationTargetException around what the client throws
   */
  @Nullable Object content(Object state) throws ReflectiveOperationException {
    ExchangeState exchange = exchanges.get(state);
    HeldAnswer held = exchange == null ? null : exchange.held();
    if (exchange == null || held == null) {
      return null;
    }
    if (held.stopsInput()) {
      return true;
    }
    exchange.hold(null);
    decide(exchange, held.resend());
    Internals.callAgain("responseReceived", held.call());
    return null;
  }

  /** What of the rejection goes to the application is yet to be read. */
  private void decide(ExchangeState exchange, Resend again) {
    boolean isAgain = again.isWorthwhile();
    exchange.decide(isAgain ? again : null);
    exchange.tap(isAgain ? null : again.tap(faults));
  }

  /** True if the client must send again. */
  @Nullable Boolean answered(Object state) {
    ExchangeState exchange = exchanges.get(state);
    boolean isAgain = exchange != null && exchange.takeDecision();
    return isAgain ? Boolean.TRUE : null;
  }
}
