package io.managedidentity.agent.instrumentation.axis;

import io.managedidentity.agent.injection.ClientInjector;
import io.managedidentity.agent.injection.HeaderList;
import io.managedidentity.agent.injection.RequestRefusedException;
import io.managedidentity.agent.injection.RequestTarget;
import io.managedidentity.agent.injection.RouteInjection;
import io.managedidentity.agent.injection.WireEdit;
import io.managedidentity.agent.instrumentation.ClientHook;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/**
 * Edits the bytes of a request's head that {@code HTTPSender} is about to write to its socket. A
 * tunnel's CONNECT is written elsewhere, by the socket factory. Names no type of Axis.
 */
public final class AxisHook extends ClientHook {
  // Of writeToSocket, after the sender itself: holder, context, URL, headers, host, port, …
  private static final int HOST = 5;
  private static final int PORT = 6;

  private final ClientInjector injector;

  public AxisHook(ClientInjector injector) {
    this.injector = injector;
  }

  @Override
  protected @Nullable Object on(
      int hook, @Nullable Object subject, @Nullable Object first, @Nullable Object second)
      throws Exception {
    if (!(subject instanceof byte[])
        || !(first instanceof Socket)
        || !(second instanceof Object[])) {
      return subject;
    }
    Object[] arguments = (Object[]) second;
    return head((byte[]) subject, (Socket) first, (String) arguments[HOST], (int) arguments[PORT]);
  }

  private byte[] head(byte[] bytes, Socket socket, String host, int port) throws Deliberate {
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
            host,
            port,
            method,
            RequestTarget.originForm(target));
    HeaderList headers = injection == null ? null : headers(head, lineEnd + 2);
    if (injection == null || headers == null) {
      return bytes;
    }
    try {
      WireEdit edit = injection.edit(headers, target);
      return edit == null ? bytes : bytes(method, edit, head.substring(targetEnd, lineEnd));
    } catch (RequestRefusedException e) {
      throw new Deliberate(new IOException(e.getMessage())); // Axis makes a fault of it
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
