package io.managedidentity.agent.instrumentation.urlconnection;

import io.managedidentity.agent.injection.ClientInjector;
import io.managedidentity.agent.injection.HeaderList;
import io.managedidentity.agent.injection.RequestRefusedException;
import io.managedidentity.agent.injection.Resend;
import io.managedidentity.agent.injection.RouteInjection;
import io.managedidentity.agent.injection.WireEdit;
import io.managedidentity.agent.instrumentation.ClosedSocket;
import io.managedidentity.agent.instrumentation.InFlight;
import io.managedidentity.agent.instrumentation.Ledger;
import io.managedidentity.agent.instrumentation.Rejection;
import io.managedidentity.agent.instrumentation.WeakIdentityMap;
import io.managedidentity.agent.instrumentation.WireSocket;
import io.managedidentity.agent.token.GivenUp;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.Socket;
import java.net.URL;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;
import sun.net.www.MessageHeader;
import sun.net.www.http.PosterOutputStream;

/**
 * Edits a copy of the header block that {@code sun.net.www.http.HttpClient} is about to write. That
 * client keeps the copy for its silent re-send on a dead kept-alive connection, so the re-send
 * carries the token too; the connection's own headers, which redirects and the application see,
 * never do.
 */
public final class UrlConnectionHook extends UrlConnectionHandlers {
  static {
    ClientInjector wanted = wanted();
    if (wanted != null) {
      offer(new UrlConnectionHook(wanted));
    }
  }

  private final ClientInjector injector;

  /**
   * By the connection's headers, for one hop; a kept rejection by the connection itself, since its
   * headers may be others by then.
   */
  private final Ledger<InFlight, AnswerCopy> ledger = new Ledger<>();

  /** By the headers that are written with them, until they are. */
  private final WeakIdentityMap<byte[]> bodies = new WeakIdentityMap<>();

  /** Whose bodies would have been streamed. */
  private final WeakIdentityMap<EditedBody> gathered = new WeakIdentityMap<>();

  private @Nullable Answers answers;

  public UrlConnectionHook(ClientInjector injector) {
    this.injector = injector;
  }

  @Override
  protected MessageHeader write(
      MessageHeader head,
      @Nullable URL url,
      @Nullable Socket socket,
      @Nullable PosterOutputStream body)
      throws Exception {
    return url == null ? head : written(head, url, socket, body);
  }

  @Override
  protected PosterOutputStream writeBody(PosterOutputStream body, @Nullable MessageHeader written)
      throws Exception {
    byte[] edited = bodies.remove(written);
    return edited == null ? body : EditedBody.of(edited);
  }

  @Override
  protected @Nullable Boolean connecting(HttpURLConnection connection) {
    return (injector.hasAnswers() && answers().mayAnswer(connection)) ? Boolean.TRUE : null;
  }

  @Override
  protected @Nullable InputStream reading(
      HttpURLConnection connection, @Nullable MessageHeader requests) throws Exception {
    if (!injector.hasAnswers()) {
      return null;
    }
    try {
      return answers().answer(connection, requests);
    } catch (RequestRefusedException e) {
      throw new Deliberate(Answers.refuse(connection, e));
    }
  }

  /** Made when it is needed: hardly any configuration answers requests. */
  private synchronized Answers answers() {
    Answers made = answers;
    if (made == null) {
      made = new Answers(injector);
      answers = made;
    }
    return made;
  }

  @Override
  protected @Nullable OutputStream sending(HttpURLConnection connection) throws Exception {
    if (injector.hasAnswers() && answers().mayAnswer(connection)) {
      OutputStream body = answers().body(connection);
      if (body != null) {
        gather(connection);
      }
      return body;
    }
    URL url = connection.getURL();
    RouteInjection injection =
        injector.foresee(
            url.getProtocol(), url.getHost(), url.getPort(), method(connection), url.getFile());
    if (injection != null && injection.gathersBody(url.getFile())) {
      gather(connection);
    }
    return null;
  }

  /** A GET becomes a POST when its output stream is taken. */
  static String method(HttpURLConnection connection) {
    String method = connection.getRequestMethod();
    return connection.getDoOutput() && method.equals("GET") ? "POST" : method;
  }

  private void gather(HttpURLConnection connection) throws ReflectiveOperationException {
    EditedBody streamed = EditedBody.gather(connection);
    if (streamed != null) {
      gathered.put(connection, streamed);
    }
  }

  @Override
  protected @Nullable Boolean answered(
      HttpURLConnection connection,
      MessageHeader request,
      @Nullable MessageHeader answer,
      boolean isStreamed)
      throws Exception {
    EditedBody streamed = gathered.isEmpty() ? null : gathered.get(connection);
    if (streamed != null && answer != null && Rejections.isRedirect(answer)) {
      gathered.remove(connection);
      streamed.set(connection);
    }
    if (ledger.isEmpty()) {
      return null;
    }
    ledger.answered(connection);
    InFlight sent = ledger.answered(request);
    return (sent == null || answer == null || !Rejections.isToBeJudged(sent, answer))
        ? null
        : again(connection, request, answer, sent, isStreamed);
  }

  @Override
  protected void dialling(HttpURLConnection connection, @Nullable MessageHeader requests) {
    URL url = connection.getURL();
    RouteInjection injection =
        injector.foresee(
            url.getProtocol(),
            url.getHost(),
            url.getPort(),
            connection.getRequestMethod(),
            url.getFile());
    if (injection != null) {
      injection.warm(requests == null ? null : requests.findValue(injection.header()));
    }
  }

  private MessageHeader written(
      MessageHeader head, URL url, @Nullable Socket socket, @Nullable PosterOutputStream body)
      throws Deliberate {
    String requestLine = head.getKey(0);
    if (requestLine == null || head.getValue(0) != null) {
      return head; // not as the JDK writes it: leave it alone
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
    injection =
        injection == null
            ? null
            : injector.proven(injection, url.getHost(), WireSocket.peer(socket));
    if (injection == null) {
      return head;
    }
    try {
      ClosedSocket givenUp = new ClosedSocket(socket);
      WireEdit edit = edit(injection, head, target, body, givenUp);
      if (edit == null && givenUp.isGivenUp()) {
        throw new Deliberate(ClosedSocket.failure());
      }
      if (edit == null) {
        return head;
      }
      ledger.sent(head, new InFlight(edit)); // its socket may be closed with the answer
      MessageHeader copy = copy(method, requestLine.substring(targetEnd), edit);
      byte[] edited = edit.body();
      if (edited != null) {
        bodies.put(copy, edited);
      }
      return copy;
    } catch (RequestRefusedException e) {
      throw new Deliberate(new IOException(e.getMessage()));
    }
  }

  private @Nullable WireEdit edit(
      RouteInjection injection,
      MessageHeader head,
      String target,
      @Nullable PosterOutputStream body,
      GivenUp givenUp)
      throws RequestRefusedException {
    HeaderList headers = headers(head, 1);
    ledger.sent(head, null); // each writing is decided anew
    byte[] content = null;
    if (body != null
        && body.size() <= RouteInjection.MOST_BODY_BYTES
        && injection.editsBody(target)) {
      content = body.toByteArray();
    }
    return injection.edit(headers, target, content, ledger.takeResend(head), givenUp);
  }

  /**
   * @param first 1 where the request line stands before the headers
   */
  static HeaderList headers(MessageHeader head, int first) {
    HeaderList headers = new HeaderList();
    for (int i = first; head.getKey(i) != null; i++) {
      String value = head.getValue(i);
      headers.add(head.getKey(i), value == null ? "" : value);
    }
    return headers;
  }

  /**
   * The answer is there, and the client is about to check for a redirect; not reached for a 401 in
   * streaming mode.
   *
   * @return true to make the client write the request again; else null
   */
  private @Nullable Boolean again(
      HttpURLConnection connection,
      MessageHeader request,
      MessageHeader answer,
      InFlight sent,
      boolean isStreamed)
      throws ReflectiveOperationException {
    Resend resend = Rejections.awaitResend(connection, sent, answer, isStreamed);
    AnswerCopy first = resend == null ? null : Rejections.copy(connection, answer);
    if (resend != null && first == null) {
      sent.edit.notSent(resend);
    }
    if (resend == null || first == null) {
      Rejections.tap(connection, sent, answer, this);
      return null;
    }
    connection.disconnect();
    answer.reset();
    ledger.plan(request, resend);
    ledger.keep(connection, resend, first);
    return Boolean.TRUE;
  }

  /** What the application gets instead of an exception. */
  @Override
  protected Object failed(Object thrown, HttpURLConnection connection) throws Exception {
    Rejection<AnswerCopy> first = ledger.failed(connection);
    return first == null ? thrown : first.deliver().restore(connection);
  }

  /** The client drops the connection, for example after a 401 in streaming mode. */
  @Override
  protected void abandoned(MessageHeader requests, @Nullable MessageHeader answer) {
    InFlight sent = ledger.inFlight(requests);
    if (sent != null && answer != null && Rejections.isToBeJudged(sent, answer)) {
      Rejections.note(sent, answer);
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
