package io.managedidentity.agent.instrumentation.okhttp;

import io.managedidentity.agent.instrumentation.HeldAnswer;
import io.managedidentity.agent.instrumentation.ReadBody;
import java.io.IOException;
import java.io.InterruptedIOException;
import okhttp3.MediaType;
import okhttp3.Response;
import okhttp3.ResponseBody;
import okio.Buffer;
import okio.BufferedSource;
import okio.Timeout;
import org.jspecify.annotations.Nullable;

/**
 * Copies a rejection into memory, for the application if the resend has no answer. Loaded with the
 * first rejection. Its twin for OkHttp 2 uses that client's types.
 */
final class AnswerCopy {
  private AnswerCopy() {}

  /**
   * Leaves the answer as it is: what is looked at of its body stays in its buffer.
   *
   * @return null if the body is too long to be kept, or not whole
   */
  static @Nullable Response of(Response answer) {
    ResponseBody body = answer.body();
    if (body == null) {
      return answer;
    }
    try {
      BufferedSource source = body.source();
      if (isLong(source)) {
        return null;
      }
      ResponseBody copy = new Body(body, source.buffer().clone());
      return answer.newBuilder().body(copy).build();
    } catch (IOException e) {
      return null; // the application meets it where it reads
    }
  }

  /**
   * Whether there is more of it than is kept; what there is, and comes in time, is in its buffer.
   */
  private static boolean isLong(BufferedSource source) throws IOException {
    Timeout timeout = source.timeout();
    long begin = System.nanoTime();
    boolean isOurs = !timeout.hasDeadline();
    if (isOurs) {
      timeout.deadlineNanoTime(begin + ReadBody.MOST_NANOS);
    }
    try {
      return source.request(HeldAnswer.MOST_BYTES + 1);
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

  /** In memory. */
  private static final class Body extends ResponseBody {
    private final @Nullable MediaType type;
    private final long length;
    private final Buffer content;

    Body(ResponseBody body, Buffer content) {
      this.type = body.contentType();
      this.length = body.contentLength();
      this.content = content;
    }

    @Override
    public @Nullable MediaType contentType() {
      return type;
    }

    @Override
    public long contentLength() {
      return length;
    }

    @Override
    public BufferedSource source() {
      return content;
    }
  }
}
