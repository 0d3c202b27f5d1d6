package io.managedidentity.agent.instrumentation.axis;

import io.managedidentity.agent.injection.ClientInjector;
import io.managedidentity.agent.injection.HeaderList;
import io.managedidentity.agent.injection.RequestRefusedException;
import io.managedidentity.agent.injection.Resend;
import io.managedidentity.agent.injection.RouteInjection;
import io.managedidentity.agent.injection.WireEdit;
import io.managedidentity.agent.instrumentation.Ledger;
import io.managedidentity.agent.instrumentation.TlsPeer;
import io.managedidentity.agent.token.GivenUp;
import java.io.IOException;
import java.lang.invoke.MethodHandles.Lookup;
import java.net.Socket;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/**
 * Edits the bytes of a request's head that {@code HTTPSender} is about to write to its socket. A
 * tunnel's CONNECT is written elsewhere, by the socket factory. Names no type of Axis.
 */
public final class AxisHook extends AxisHandlers {
  // Of writeToSocket, after the sender itself: holder, context, URL, headers, host, port, …
  static final int HOLDER = 1;
  private static final int HOST = 5;
  private static final int PORT = 6;

  private final ClientInjector injector;

  /** By the holder of a socket. */
  private final Ledger<InFlightCall, Void> ledger = new Ledger<>();

  public AxisHook(ClientInjector injector) {
    this.injector = injector;
  }

  @Override
  protected byte[] write(byte[] bytes, @Nullable Socket socket, Object[] call) throws Exception {
    return socket == null ? bytes : head(bytes, socket, call);
  }

  @Override
  protected @Nullable Object answered(Object body, Object[] call, Lookup lookup) throws Exception {
    InFlightCall sent = ledger.inFlight(call[HOLDER]);
    Resending resending = sent == null ? null : new Resending(this, sent, call, lookup);
    if (resending == null || resending.isInterim()) {
      return body;
    }
    ledger.answered(call[HOLDER]);
    return resending.orAnother(body);
  }

  /** The next request that this holder gets a socket for is a resend. */
  void plan(Object holder, Resend resend) {
    ledger.plan(holder, resend);
  }

  private byte[] head(byte[] bytes, Socket socket, Object[] call) throws Deliberate {
    Resend resend = ledger.takeResend(call[HOLDER]);
    ledger.sent(call[HOLDER], null);
    RequestHead head = RequestHead.of(bytes);
    if (head == null) {
      return bytes;
    }
    RouteInjection injection =
        injector.match(
            socket instanceof SSLSocket ? "https" : "http",
            (String) call[HOST],
            (int) call[PORT],
            null,
            head.method,
            head.target);
    HeaderList headers = injection == null ? null : head.headers();
    if (injection == null || headers == null) {
      return bytes;
    }
    try {
      String peer = TlsPeer.of(socket);
      RouteInjection proven = injector.proven(injection, (String) call[HOST], peer);
      if (proven == null) {
        return bytes;
      }
      WireEdit edit = proven.edit(headers, head.target, resend, GivenUp.NEVER);
      if (edit == null) {
        return bytes;
      }
      ledger.sent(call[HOLDER], new InFlightCall(call, edit));
      return head.edited(edit);
    } catch (RequestRefusedException e) {
      throw new Deliberate(new IOException(e.getMessage())); // Axis makes a fault of it
    } catch (IOException e) {
      throw new Deliberate(e); // of the handshake
    }
  }
}
