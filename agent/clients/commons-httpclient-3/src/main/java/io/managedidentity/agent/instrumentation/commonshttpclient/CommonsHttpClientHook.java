package io.managedidentity.agent.instrumentation.commonshttpclient;

import io.managedidentity.agent.injection.ClientInjector;
import io.managedidentity.agent.injection.HeaderList;
import io.managedidentity.agent.injection.RequestRefusedException;
import io.managedidentity.agent.injection.Resend;
import io.managedidentity.agent.injection.RouteInjection;
import io.managedidentity.agent.injection.WireEdit;
import io.managedidentity.agent.instrumentation.InFlight;
import io.managedidentity.agent.instrumentation.Ledger;
import io.managedidentity.agent.instrumentation.TlsPeer;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketException;
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
public final class CommonsHttpClientHook extends CommonsHttpClientHandlers {
  private final ClientInjector injector;
  private final Sockets sockets = new Sockets();

  /** By method. */
  private final Ledger<InFlight, AnswerCopy> ledger = new Ledger<>();

  private final Rejections rejections = new Rejections(ledger, this);

  public CommonsHttpClientHook(ClientInjector injector) {
    this.injector = injector;
  }

  @Override
  protected void opened(@Nullable InputStream stream, @Nullable Socket socket) {
    sockets.opened(stream, socket);
  }

  @Override
  protected @Nullable Boolean isAuthenticationNeeded(@Nullable Object method) throws Exception {
    return method instanceof HttpMethodBase
        ? rejections.isAuthenticationNeeded((HttpMethodBase) method)
        : null;
  }

  @Override
  protected @Nullable Boolean authenticated(@Nullable Object method) {
    return method instanceof HttpMethodBase
        ? rejections.authenticated((HttpMethodBase) method)
        : null;
  }

  @Override
  protected Object failed(Object thrown, @Nullable Object method) throws Exception {
    return method instanceof HttpMethodBase
        ? rejections.failed(thrown, (HttpMethodBase) method)
        : thrown;
  }

  @Override
  protected String line(String line, HttpMethodBase method, @Nullable HttpConnection connection)
      throws Deliberate {
    if (connection == null) {
      return line;
    }
    int methodEnd = line.indexOf(' ');
    int targetEnd = line.lastIndexOf(' ');
    if (methodEnd < 0 || targetEnd <= methodEnd || method.getName().equals("CONNECT")) {
      return line;
    }
    String target = line.substring(methodEnd + 1, targetEnd);
    Socket socket = sockets.of(connection);
    RouteInjection injection =
        injector.match(
            Sockets.isEncrypted(connection, socket) ? "https" : "http",
            connection.getHost(),
            connection.getPort(),
            null,
            method.getName(),
            target);
    injection = injection == null ? null : proven(injection, connection, socket);
    if (injection == null) {
      ledger.sent(method, null);
      return line;
    }
    try {
      WireEdit edit = edit(injection, method, target);
      if (method.isAborted()) {
        ledger.sent(method, null);
        throw new Deliberate(aborted()); // written to, the closed connection is an illegal state
      }
      return edit == null
          ? line
          : line.substring(0, methodEnd + 1) + edit.target() + line.substring(targetEnd);
    } catch (RequestRefusedException e) {
      // Of this type, since the client tries others again.
      throw new Deliberate(new HttpException(e.getMessage()));
    }
  }

  private @Nullable RouteInjection proven(
      RouteInjection injection, HttpConnection connection, @Nullable Socket socket)
      throws Deliberate {
    try {
      return injector.proven(injection, connection.getHost(), TlsPeer.of(socket));
    } catch (IOException e) {
      throw new Deliberate(e);
    }
  }

  /** As of a read from the connection that {@code abort} has closed. */
  private static IOException aborted() {
    return new SocketException("Socket closed");
  }

  private @Nullable WireEdit edit(RouteInjection injection, HttpMethodBase method, String target)
      throws RequestRefusedException {
    HeaderList headers = list(method.getRequestHeaders());
    // Until it is answered: the client itself may write it again, if its connection was dead.
    Resend resend = ledger.resend(method);
    WireEdit edit = injection.edit(headers, target, resend, new AbortedMethod(method));
    ledger.sent(method, edit == null ? null : new InFlight(edit));
    return edit;
  }

  @Override
  protected Header[] headers(Header[] headers, HttpMethodBase method) {
    InFlight sent = ledger.inFlight(method);
    if (sent == null || method.getName().equals("CONNECT")) {
      return headers;
    }
    HeaderList edited = list(headers);
    sent.edit.applyTo(edited);
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
