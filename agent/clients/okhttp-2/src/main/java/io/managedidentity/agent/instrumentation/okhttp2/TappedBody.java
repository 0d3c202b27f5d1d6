package io.managedidentity.agent.instrumentation.okhttp2;

import com.squareup.okhttp.MediaType;
import com.squareup.okhttp.ResponseBody;
import io.managedidentity.agent.injection.AnswerTap;
import java.io.IOException;
import java.io.OutputStream;
import okio.Buffer;
import okio.BufferedSource;
import okio.Okio;
import okio.Source;
import okio.Timeout;
import org.jspecify.annotations.Nullable;

/**
 * The body of an answer that refuses a token, as the application reads it. Its twin of OkHttp 3 is
 * one over its types.
 */
final class TappedBody extends ResponseBody {
  private final ResponseBody body;
  private final BufferedSource source;

  TappedBody(ResponseBody body, AnswerTap tap) throws IOException {
    this.body = body;
    this.source = Okio.buffer(new Tapped(body.source(), tap));
  }

  @Override
  public @Nullable MediaType contentType() {
    return body.contentType();
  }

  @Override
  public long contentLength() throws IOException {
    return body.contentLength();
  }

  @Override
  public BufferedSource source() {
    return source;
  }

  /** Bytes on their way to the buffer that the application reads from. */
  private static final class Tapped implements Source {
    private final Source from;
    private final AnswerTap tap;

    Tapped(Source from, AnswerTap tap) {
      this.from = from;
      this.tap = tap;
    }

    @Override
    public long read(Buffer sink, long byteCount) throws IOException {
      long count = from.read(sink, byteCount);
      if (count < 0) {
        tap.end();
      } else if (tap.room() > 0) {
        show(sink, count);
      }
      return count;
    }

    private void show(Buffer sink, long count) {
      try {
        sink.copyTo(new Copy(tap), sink.size() - count, Math.min(count, tap.room()));
      } catch (Throwable e) { // even of a stack that is full: the bytes are the application's
        tap.failed(e);
      }
    }

    @Override
    public Timeout timeout() {
      return from.timeout();
    }

    @Override
    public void close() throws IOException {
      try {
        from.close();
      } finally {
        tap.cut();
      }
    }
  }

  private static final class Copy extends OutputStream {
    private final AnswerTap tap;

    Copy(AnswerTap tap) {
      this.tap = tap;
    }

    @Override
    public void write(int b) {
      tap.bytes(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] from, int offset, int length) {
      tap.bytes(from, offset, length);
    }
  }
}
