package io.managedidentity.agent.instrumentation.axis;

import io.managedidentity.agent.injection.ClientInjector;
import io.managedidentity.agent.injection.HeaderList;
import io.managedidentity.agent.injection.RequestRefusedException;
import io.managedidentity.agent.injection.RouteInjection;
import io.managedidentity.agent.injection.WireEdit;
import io.managedidentity.agent.instrumentation.TlsPeer;
import io.managedidentity.agent.instrumentation.WeakIdentityMap;
import io.managedidentity.agent.token.GivenUp;
import java.io.IOException;
import java.lang.invoke.MethodHandles.Lookup;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
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

  /** Of requests that are on the wire, by the holder of their socket. */
  private final WeakIdentityMap<Sent> sent = new WeakIdentityMap<>();

  public AxisHook(ClientInjector injector) {
    this.injector = injector;
  }

  @Override
  protected byte[] write(byte[] bytes, @Nullable Socket socket, Object[] call) throws Exception {
    return socket == null ? bytes : head(bytes, socket, call);
  }

  @Override
  protected @Nullable Object answered(Object body, Object[] call, Lookup lookup) throws Exception {
    Sent request = sent.isEmpty() ? null : sent.remove(call[HOLDER]);
    return request == null ? body : new Answer(this, request, call, lookup).orAnother(body);
  }

  /** The next request that this holder gets a socket for is a second sending. */
  void plan(Object holder, Sent rejected) {
    sent.put(holder, rejected);
  }

  private byte[] head(byte[] bytes, Socket socket, Object[] call) throws Deliberate {
    Sent rejected = sent.isEmpty() ? null : sent.remove(call[HOLDER]);
    String head = new String(bytes, StandardCharsets.ISO_8859_1);
    int lineEnd = head.indexOf("\r\n");
    int methodEnd = head.indexOf(' ');
    int targetEnd = lineEnd < 0 ? -1 : head.lastIndexOf(' ', lineEnd);
    if (methodEnd < 0 || targetEnd <= methodEnd) {
      return bytes;
    }
    String method = head.substring(0, methodEnd);
    String target = head.substring(methodEnd + 1, targetEnd);
    RouteInjection injection =
        injector.match(
            socket instanceof SSLSocket ? "https" : "http",
            (String) call[HOST],
            (int) call[PORT],
            null,
            method,
            target);
    HeaderList headers = injection == null ? null : headers(head, lineEnd + 2);
    if (injection == null || headers == null) {
      return bytes;
    }
    try {
      String peer = TlsPeer.of(socket);
      if (!injector.isProven(injection, (String) call[HOST], peer)) {
        return bytes;
      }
      WireEdit edit =
          injection.edit(headers, target, rejected == null ? null : rejected.resend, GivenUp.NEVER);
      if (edit == null) {
        return bytes;
      }
      sent.put(call[HOLDER], new Sent(call, edit));
      return bytes(method, edit, head.substring(targetEnd, lineEnd));
    } catch (RequestRefusedException e) {
      throw new Deliberate(new IOException(e.getMessage())); // Axis makes a fault of it
    } catch (IOException e) {
      throw new Deliberate(e); // of the handshake
    }
  }

  /** Null where a line is not as Axis writes it. */
  private static @Nullable HeaderList headers(String head, int from) {
    HeaderList headers = new HeaderList();
    int at = from;
    for (int end = head.indexOf("\r\n", at); end > at; end = head.indexOf("\r\n", at)) {
      int colon = head.indexOf(':', at);
      if (colon < 0 || colon > end) {
        return null;
      }
      headers.add(head.substring(at, colon), head.substring(colon + 1, end).trim());
      at = end + 2;
    }
    return at + 2 == head.length() ? headers : null;
  }

  private static byte[] bytes(String method, WireEdit edit, String versionPart) {
    StringBuilder head = new StringBuilder();
    head.append(method).append(' ').append(edit.target()).append(versionPart).append("\r\n");
    HeaderList headers = edit.headers();
    for (int i = 0; i < headers.size(); i++) {
      head.append(headers.name(i)).append(": ").append(headers.value(i)).append("\r\n");
    }
    return head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1);
  }
}
