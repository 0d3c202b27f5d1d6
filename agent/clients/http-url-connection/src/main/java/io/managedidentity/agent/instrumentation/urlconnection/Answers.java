package io.managedidentity.agent.instrumentation.urlconnection;

import io.managedidentity.agent.injection.ClientInjector;
import io.managedidentity.agent.injection.HeaderList;
import io.managedidentity.agent.injection.RequestRefusedException;
import io.managedidentity.agent.injection.RouteInjection;
import io.managedidentity.agent.injection.TokenQuestion;
import io.managedidentity.agent.injection.TokenReply;
import io.managedidentity.agent.instrumentation.WeakIdentityMap;
import io.managedidentity.agent.token.GivenUp;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.URL;
import org.jspecify.annotations.Nullable;
import sun.net.www.MessageHeader;
import sun.net.www.http.PosterOutputStream;

/**
 * Token requests that are answered inside the JVM: such a connection dials only once it is known
 * that there is no answer, and sends its collected body then. Loaded with the first of them.
 */
final class Answers {
  /** What this client gives a body that has no type. */
  private static final String DEFAULT_TYPE = "application/x-www-form-urlencoded";

  private final ClientInjector injector;

  /** Connections that have been asked for: they are answered, or go on as ever. */
  private final WeakIdentityMap<Boolean> asked = new WeakIdentityMap<>();

  Answers(ClientInjector injector) {
    this.injector = injector;
  }

  boolean mayAnswer(HttpURLConnection connection) {
    URL url = connection.getURL();
    RouteInjection foreseen =
        asked.get(connection) != null
            ? null
            : injector.foresee(
                url.getProtocol(),
                url.getHost(),
                url.getPort(),
                UrlConnectionHook.method(connection),
                url.getFile());
    return foreseen != null && foreseen.answers();
  }

  private @Nullable RouteInjection injection(HttpURLConnection connection) {
    URL url = connection.getURL();
    return injector.answering(
        url.getProtocol(),
        url.getHost(),
        url.getPort(),
        UrlConnectionHook.method(connection),
        url.getFile());
  }

  /**
   * What the application writes its body to; not connected.
   *
   * @return null if the client itself is to decide, which refuses output here
   */
  @Nullable OutputStream body(HttpURLConnection connection) throws Exception {
    if (!connection.getDoOutput()
        || AnswerCopy.field(connection, "inputStream").get(connection) != null) {
      return null;
    }
    connection.setRequestMethod(UrlConnectionHook.method(connection));
    PosterOutputStream body = poster(connection);
    if (body == null) {
      body = new PosterOutputStream();
      AnswerCopy.field(connection, "poster").set(connection, body);
    }
    return body;
  }

  private static @Nullable PosterOutputStream poster(HttpURLConnection connection)
      throws ReflectiveOperationException {
    return (PosterOutputStream) AnswerCopy.field(connection, "poster").get(connection);
  }

  /**
   * Waits for the token.
   *
   * @return null if the client is to dial and send
   */
  @Nullable InputStream answer(HttpURLConnection connection, @Nullable MessageHeader requests)
      throws ReflectiveOperationException, RequestRefusedException {
    RouteInjection injection = asked.get(connection) == null ? injection(connection) : null;
    if (injection == null) {
      return null;
    }
    asked.put(connection, true);
    PosterOutputStream body = poster(connection);
    byte[] content =
        body == null || body.size() > RouteInjection.MOST_BODY_BYTES ? null : body.toByteArray();
    TokenQuestion question =
        injection.question(
            UrlConnectionHook.method(connection),
            headers(requests, content != null),
            connection.getURL().getFile(),
            content);
    TokenReply reply = question == null ? null : question.answer(GivenUp.NEVER);
    return reply == null ? null : give(connection, reply);
  }

  /** The client throws it again, whatever is asked of the connection next, and never dials. */
  static IOException refuse(HttpURLConnection connection, RequestRefusedException why)
      throws ReflectiveOperationException {
    IOException failure = new IOException(why.getMessage());
    AnswerCopy.field(connection, "rememberedException").set(connection, failure);
    return failure;
  }

  private static HeaderList headers(@Nullable MessageHeader requests, boolean hasBody) {
    HeaderList headers =
        requests == null ? new HeaderList() : UrlConnectionHook.headers(requests, 0);
    if (hasBody && headers.first("Content-Type") == null) {
      headers.add("Content-Type", DEFAULT_TYPE);
    }
    return headers;
  }

  private static InputStream give(HttpURLConnection connection, TokenReply reply)
      throws ReflectiveOperationException {
    MessageHeader answer = new MessageHeader();
    answer.add(null, "HTTP/1.1 " + TokenReply.STATUS + " " + TokenReply.REASON);
    String[] headers = reply.headers();
    for (int i = 0; i < headers.length; i += 2) {
      answer.add(headers[i], headers[i + 1]);
    }
    InputStream body = new ByteArrayInputStream(reply.body());
    AnswerCopy.field(connection, "responses").set(connection, answer);
    AnswerCopy.field(connection, "inputStream").set(connection, body);
    return body;
  }
}
