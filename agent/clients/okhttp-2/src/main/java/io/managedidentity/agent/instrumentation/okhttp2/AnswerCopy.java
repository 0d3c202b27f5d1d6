package io.managedidentity.agent.instrumentation.okhttp2;

import com.squareup.okhttp.MediaType;
import com.squareup.okhttp.Response;
import com.squareup.okhttp.ResponseBody;
import io.managedidentity.agent.instrumentation.HeldAnswer;
import io.managedidentity.agent.instrumentation.ReadBody;
import java.io.EOFException;
import java.io.IOException;
import java.io.InterruptedIOException;
import okio.Buffer;
import okio.BufferedSource;
import okio.Timeout;
import org.jspecify.annotations.Nullable;

/**
 * Copies a rejection into memory, for the application if the resend has no answer. Loaded with the
 * first rejection. The twin of OkHttp 3 is one over its types.
 */
final class AnswerCopy {
  private AnswerCopy() {}

  /**
   * Leaves the answer as it is: what is looked at of its body stays in its buffer.
   *
   * @param ofEngine in 2.0, whose answers have no body yet: where that is read from
   * @return null if the body is too long to be kept, or not whole
   */
  static @Nullable Response of(Response answer, @Nullable BufferedSource ofEngine) {
    ResponseBody body = answer.body();
    try {
      BufferedSource source = body == null ? ofEngine : body.source();
      if (source == null) {
        return answer;
      }
      if (isLong(source, body == null)) {
        return null;
      }
      ResponseBody copy = new Body(answer, source.buffer().clone());
      return answer.newBuilder().body(copy).build();
    } catch (IOException e) {
      return null; // the application meets it where it reads
    }
  }

  /**
   * Whether there is more of it than is kept; what there is, and comes in time, is in its buffer.
   */
  private static boolean isLong(BufferedSource source, boolean isOf20) throws IOException {
    Timeout timeout = source.timeout();
    long begin = System.nanoTime();
    boolean isOurs = !timeout.hasDeadline();
    if (isOurs) {
      timeout.deadlineNanoTime(begin + ReadBody.MOST_NANOS);
    }
    try {
      if (!isOf20) {
        return source.request(HeldAnswer.MOST_BYTES + 1);
      }
      source.require(HeldAnswer.MOST_BYTES + 1);
      return true;
    } catch (EOFException e) {
      return false;
    } catch (InterruptedIOException e) {
      if (isOurs && System.nanoTime() - begin >= ReadBody.MOST_NANOS) {
        return false; // its rest does not come
      }
      throw e;
    } finally {
      if (isOurs) {
        timeout.clearDeadline();
      }
    }
  }

  /** In memory; type and length are those of the headers, as with the client's own. */
  private static final class Body extends ResponseBody {
    private final @Nullable String type;
    private final @Nullable String length;
    private final Buffer content;

    Body(Response answer, Buffer content) {
      this.type = answer.header("Content-Type");
      this.length = answer.header("Content-Length");
      this.content = content;
    }

    @Override
    public @Nullable MediaType contentType() {
      return type == null ? null : MediaType.parse(type);
    }

    @Override
    public long contentLength() {
      try {
        return length == null ? -1 : Long.parseLong(length);
      } catch (NumberFormatException e) {
        return -1;
      }
    }

    @Override
    public BufferedSource source() {
      return content;
    }
  }
}
