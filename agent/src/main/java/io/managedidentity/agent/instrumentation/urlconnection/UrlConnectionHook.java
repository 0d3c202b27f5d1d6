package io.managedidentity.agent.instrumentation.urlconnection;

import io.managedidentity.agent.injection.ClientInjector;
import io.managedidentity.agent.injection.HeaderList;
import io.managedidentity.agent.injection.RequestRefusedException;
import io.managedidentity.agent.injection.Resend;
import io.managedidentity.agent.injection.RouteInjection;
import io.managedidentity.agent.injection.WireEdit;
import io.managedidentity.agent.instrumentation.WeakIdentityMap;
import io.managedidentity.agent.instrumentation.WireSocket;
import io.managedidentity.agent.token.GivenUp;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.Socket;
import java.net.SocketException;
import java.net.URL;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;
import sun.net.www.MessageHeader;

/**
 * Edits a copy of the header block that {@code sun.net.www.http.HttpClient} is about to write. That
 * client keeps the copy for its silent re-send on a dead kept-alive connection, so the re-send
 * carries the token too; the connection's own headers, which redirects and the application see,
 * never do.
 */
public final class UrlConnectionHook extends UrlConnectionHandlers {
  private final ClientInjector injector;

  /**
   * Beside the headers of a connection, for one hop: the {@link WireEdit} that is on the wire, or
   * the {@link Resend} that the next writing is for.
   */
  private final WeakIdentityMap<Object> sent = new WeakIdentityMap<>();

  /** Of requests that are sent once more and have no other answer yet, by connection. */
  private final WeakIdentityMap<KeptAnswer> kept = new WeakIdentityMap<>();

  public UrlConnectionHook(ClientInjector injector) {
    this.injector = injector;
  }

  @Override
  protected MessageHeader write(MessageHeader head, @Nullable URL url, @Nullable Socket socket)
      throws Exception {
    return url == null ? head : written(head, url, socket);
  }

  @Override
  protected @Nullable Boolean answered(
      HttpURLConnection connection,
      MessageHeader request,
      @Nullable MessageHeader answer,
      boolean isStreamed)
      throws Exception {
    if (!kept.isEmpty()) {
      kept.remove(connection); // another answer is there
    }
    return sent.isEmpty() ? null : again(connection, request, answer, isStreamed);
  }

  @Override
  protected void dialling(HttpURLConnection connection, @Nullable MessageHeader requests) {
    URL url = connection.getURL();
    RouteInjection injection =
        injector.match(
            url.getProtocol(),
            url.getHost(),
            url.getPort(),
            connection.getRequestMethod(),
            url.getFile());
    if (injection != null) {
      injection.warm(requests == null ? null : requests.findValue(injection.header()));
    }
  }

  private MessageHeader written(MessageHeader head, URL url, @Nullable Socket socket)
      throws Deliberate {
    String requestLine = head.getKey(0);
    if (requestLine == null || head.getValue(0) != null) {
      return head; // not as the JDK writes it; leave it alone
    }
    int methodEnd = requestLine.indexOf(' ');
    int targetEnd = requestLine.lastIndexOf(' ');
    if (methodEnd < 0 || targetEnd <= methodEnd) {
      return head;
    }
    String method = requestLine.substring(0, methodEnd);
    String target = requestLine.substring(methodEnd + 1, targetEnd);
    boolean isEncrypted = socket instanceof SSLSocket;
    RouteInjection injection =
        injector.match(
            isEncrypted ? url.getProtocol() : "http", url.getHost(), url.getPort(), method, target);
    if (injection == null
        || !injector.isProven(injection, url.getHost(), WireSocket.peer(socket))) {
      return head;
    }
    try {
      ConnectionState state = new ConnectionState(socket);
      WireEdit edit = edit(injection, head, target, state);
      if (edit == null && state.isGivenUp()) {
        throw new Deliberate(new SocketException("Socket closed")); // what its next use would say
      }
      if (edit == null) {
        return head;
      }
      sent.put(head, edit);
      return copy(method, requestLine.substring(targetEnd), edit);
    } catch (RequestRefusedException e) {
      throw new Deliberate(new IOException(e.getMessage()));
    }
  }

  private @Nullable WireEdit edit(
      RouteInjection injection, MessageHeader head, String target, GivenUp givenUp)
      throws RequestRefusedException {
    HeaderList headers = new HeaderList();
    for (int i = 1; head.getKey(i) != null; i++) {
      String value = head.getValue(i);
      headers.add(head.getKey(i), value == null ? "" : value);
    }
    Object last = sent.isEmpty() ? null : sent.remove(head);
    return injection.edit(headers, target, last instanceof Resend ? (Resend) last : null, givenUp);
  }

  /**
   * The answer is there, and the client is about to look whether it redirects; not reached for a
   * 401 in streaming mode.
   *
   * @return true to have the client write the request again; else null
   */
  private @Nullable Boolean again(
      HttpURLConnection connection,
      MessageHeader request,
      @Nullable MessageHeader answer,
      boolean isStreamed)
      throws ReflectiveOperationException {
    Object edit = sent.remove(request);
    if (!(edit instanceof WireEdit)
        || answer == null
        || !UrlConnectionRejections.isRejected(answer)) {
      return null;
    }
    Resend resend = UrlConnectionRejections.resend((WireEdit) edit, answer, isStreamed);
    if (resend == null || !resend.await(GivenUp.NEVER)) {
      return null;
    }
    KeptAnswer first = UrlConnectionRejections.keep(connection, answer, resend);
    if (first == null) {
      return null;
    }
    connection.disconnect();
    answer.reset();
    sent.put(request, resend);
    kept.put(connection, first);
    return Boolean.TRUE;
  }

  /** What the application gets in place of an exception. */
  @Override
  protected Object failed(Object thrown, HttpURLConnection connection) throws Exception {
    KeptAnswer first = kept.isEmpty() ? null : kept.remove(connection);
    return first == null ? thrown : first.restore(connection);
  }

  /** The client drops the connection: after a 401 in streaming mode, among other causes. */
  @Override
  protected void abandoned(MessageHeader requests, @Nullable MessageHeader answer) {
    if (sent.isEmpty() || answer == null || !UrlConnectionRejections.isRejected(answer)) {
      return;
    }
    Object edit = sent.get(requests);
    if (edit instanceof WireEdit) {
      UrlConnectionRejections.note((WireEdit) edit, answer);
    }
  }

  private static MessageHeader copy(String method, String versionPart, WireEdit edit) {
    MessageHeader copy = new MessageHeader();
    copy.add(method + " " + edit.target() + versionPart, null);
    HeaderList headers = edit.headers();
    for (int i = 0; i < headers.size(); i++) {
      copy.add(headers.name(i), headers.value(i));
    }
    return copy;
  }
}
