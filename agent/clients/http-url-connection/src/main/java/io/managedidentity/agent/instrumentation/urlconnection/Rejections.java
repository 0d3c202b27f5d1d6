package io.managedidentity.agent.instrumentation.urlconnection;

import io.managedidentity.agent.injection.AnswerHeaders;
import io.managedidentity.agent.injection.AnswerTap;
import io.managedidentity.agent.injection.Faults;
import io.managedidentity.agent.injection.Resend;
import io.managedidentity.agent.instrumentation.InFlight;
import io.managedidentity.agent.instrumentation.TappedStream;
import java.io.InputStream;
import java.lang.reflect.Field;
import java.net.HttpURLConnection;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import sun.net.www.MessageHeader;

/** Looks at answers to requests with a token from the agent. Loaded with the first of them. */
final class Rejections {
  private static final int STATUS_LENGTH = 3;

  private Rejections() {}

  static boolean isToBeJudged(InFlight request, MessageHeader answer) {
    return request.edit.answered(status(answer));
  }

  /** As the client counts them. */
  static boolean isRedirect(MessageHeader answer) {
    int status = status(answer);
    return status >= HttpURLConnection.HTTP_MULT_CHOICE
        && status < HttpURLConnection.HTTP_BAD_REQUEST
        && status != HttpURLConnection.HTTP_NOT_MODIFIED;
  }

  /**
   * Waits for the fresh token.
   *
   * @return null when the answer is the application's
   */
  static @Nullable Resend awaitResend(
      HttpURLConnection connection, InFlight request, MessageHeader answer, boolean isStreamed)
      throws ReflectiveOperationException {
    // Sending again counts as a redirect: if that exceeds the limit, the client would throw.
    boolean isRepeatable = !isStreamed && Integer.getInteger("http.maxRedirects", 20) != 1;
    return request.edit.awaitResend(
        status(answer), headers(answer), isRepeatable, new Disconnected(connection));
  }

  /**
   * @return null if the answer cannot be kept, and is the application's
   */
  static @Nullable AnswerCopy copy(HttpURLConnection connection, MessageHeader answer)
      throws ReflectiveOperationException {
    return AnswerCopy.of(connection, answer, status(answer));
  }

  /**
   * The answer is the application's: its body is read along below the stream that the client is
   * about to make for the application, which is of the client's own class then as ever.
   */
  static void tap(
      HttpURLConnection connection, InFlight request, MessageHeader answer, Faults faults)
      throws ReflectiveOperationException {
    Field field = AnswerCopy.field(connection, "inputStream");
    InputStream body = (InputStream) field.get(connection);
    AnswerTap tap = body != null && hasBody(connection, answer) ? request.edit.tap(faults) : null;
    if (body != null && tap != null) {
      field.set(connection, new TappedStream(body, tap));
    }
  }

  private static boolean hasBody(HttpURLConnection connection, MessageHeader answer) {
    String length = answer.findValue("Content-Length");
    return !connection.getRequestMethod().equals("HEAD")
        && (length == null || !length.trim().equals("0"));
  }

  /** The request is not sent once more, whatever was rejected. */
  static void note(InFlight request, MessageHeader answer) {
    request.edit.judge(status(answer), headers(answer), false);
  }

  /** The status of a line such as {@code HTTP/1.1 401 Unauthorized}; 0 if there is none. */
  private static int status(MessageHeader answer) {
    String line = answer.getKey(0) == null ? answer.getValue(0) : null;
    int space = line == null ? -1 : line.indexOf(' ');
    int end = space + 1 + STATUS_LENGTH;
    if (line == null || space < 0 || line.length() < end) {
      return 0;
    }
    int status = 0;
    for (int i = space + 1; i < end; i++) {
      status = status * 10 + Character.digit(line.charAt(i), 10);
    }
    return status;
  }

  private static AnswerHeaders headers(MessageHeader answer) {
    return new AnswerHeaders() {
      @Override
      public List<String> all(String name) {
        List<String> values = new ArrayList<>(1);
        for (int i = 1; answer.getKey(i) != null || answer.getValue(i) != null; i++) {
          String value = answer.getValue(i);
          if (name.equalsIgnoreCase(answer.getKey(i)) && value != null) {
            values.add(value);
          }
        }
        return values;
      }
    };
  }
}
