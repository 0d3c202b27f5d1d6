package io.managedidentity.agent.instrumentation.commonshttpclient;

import io.managedidentity.agent.injection.ClientInjector;
import io.managedidentity.agent.injection.HeaderList;
import io.managedidentity.agent.injection.RequestRefusedException;
import io.managedidentity.agent.injection.RequestTarget;
import io.managedidentity.agent.injection.Resend;
import io.managedidentity.agent.injection.RouteInjection;
import io.managedidentity.agent.injection.WireEdit;
import io.managedidentity.agent.instrumentation.ClientHook;
import io.managedidentity.agent.instrumentation.WeakIdentityMap;
import io.managedidentity.agent.instrumentation.WireSocket;
import io.managedidentity.agent.token.GivenUp;
import java.net.Socket;
import java.net.SocketException;
import javax.net.ssl.SSLSocket;
import org.apache.commons.httpclient.Header;
import org.apache.commons.httpclient.HttpConnection;
import org.apache.commons.httpclient.HttpException;
import org.apache.commons.httpclient.HttpMethodBase;
import org.jspecify.annotations.Nullable;

/**
 * Edits the request line and the headers that a method hands to its connection, and never the
 * method: it is the application's, and the same for every hop. The line is written first, with the
 * method's headers incomplete, so what is done to it there is done to the complete headers in a
 * second step.
 */
public final class CommonsHttpClientHook extends ClientHook {
  private final ClientInjector injector;
  private final ConnectionSockets sockets = new ConnectionSockets();
  private final WeakIdentityMap<Exchange> exchanges = new WeakIdentityMap<>();
  private final Rejections rejections = new Rejections(exchanges);

  public CommonsHttpClientHook(ClientInjector injector) {
    this.injector = injector;
  }

  @Override
  protected @Nullable Object on(
      int hook, @Nullable Object subject, @Nullable Object first, @Nullable Object second)
      throws Exception {
    if (!(first instanceof HttpMethodBase)) {
      return subject;
    }
    HttpMethodBase method = (HttpMethodBase) first;
    if (subject instanceof String && second instanceof HttpConnection) {
      return line((String) subject, method, (HttpConnection) second);
    }
    if (subject instanceof Header[]) {
      return headers((Header[]) subject, method);
    }
    return subject == null ? rejections.answer(hook, method) : subject;
  }

  private String line(String line, HttpMethodBase method, HttpConnection connection)
      throws Deliberate, ReflectiveOperationException {
    int methodEnd = line.indexOf(' ');
    int targetEnd = line.lastIndexOf(' ');
    if (methodEnd < 0 || targetEnd <= methodEnd || method.getName().equals("CONNECT")) {
      return line;
    }
    String target = line.substring(methodEnd + 1, targetEnd);
    // Whether the socket is encrypted, whatever the name of the protocol.
    RouteInjection injection =
        injector.match(
            connection.isSecure() ? "https" : "http",
            connection.getHost(),
            connection.getPort(),
            method.getName(),
            RequestTarget.originForm(target));
    if (injection == null || !isProven(injection, connection)) {
      forget(method);
      return line;
    }
    try {
      WireEdit edit = edit(injection, method, target, new MethodState(method));
      if (edit == null && method.isAborted()) {
        // As without us: the connection was closed, which its own methods would call a wrong state.
        throw new Deliberate(new SocketException("Socket closed"));
      }
      return edit == null
          ? line
          : line.substring(0, methodEnd + 1) + edit.target() + line.substring(targetEnd);
    } catch (RequestRefusedException e) {
      // Of this type, since the client tries others again.
      throw new Deliberate(new HttpException(e.getMessage()));
    }
  }

  /** A protocol says that it is secure; only the socket is, and its session names the other end. */
  private boolean isProven(RouteInjection injection, HttpConnection connection)
      throws ReflectiveOperationException {
    Socket socket = sockets.of(connection);
    if (connection.isSecure() && !(socket instanceof SSLSocket)) {
      injection.leaveAlone(
          "The protocol says that its connections are secure, but the socket has no TLS: use a"
              + " socket factory that makes SSLSockets.");
      return false;
    }
    return injector.isProven(injection, connection.getHost(), WireSocket.peer(socket));
  }

  private @Nullable WireEdit edit(
      RouteInjection injection, HttpMethodBase method, String target, GivenUp givenUp)
      throws RequestRefusedException {
    HeaderList headers = list(method.getRequestHeaders());
    Exchange before = exchanges.isEmpty() ? null : exchanges.get(method);
    Resend resend = before == null ? null : before.resend;
    if (resend != null && !resend.isFor(injection)) {
      resend = null; // reloaded since
    }
    WireEdit edit =
        resend == null ? injection.edit(headers, target, givenUp) : resend.edit(headers, target);
    exchanges.put(method, new Exchange(edit, resend));
    return edit;
  }

  private void forget(HttpMethodBase method) {
    if (!exchanges.isEmpty()) {
      exchanges.remove(method);
    }
  }

  private Header[] headers(Header[] headers, HttpMethodBase method) {
    Exchange exchange = exchanges.isEmpty() ? null : exchanges.get(method);
    WireEdit edit = exchange == null ? null : exchange.edit;
    if (edit == null || method.getName().equals("CONNECT")) {
      return headers;
    }
    HeaderList edited = list(headers);
    edit.applyTo(edited);
    Header[] copy = new Header[edited.size()];
    for (int i = 0; i < copy.length; i++) {
      copy[i] = new Header(edited.name(i), edited.value(i));
    }
    return copy;
  }

  private static HeaderList list(Header[] headers) {
    HeaderList list = new HeaderList();
    for (Header header : headers) {
      String value = header.getValue();
      list.add(header.getName(), value == null ? "" : value);
    }
    return list;
  }
}
