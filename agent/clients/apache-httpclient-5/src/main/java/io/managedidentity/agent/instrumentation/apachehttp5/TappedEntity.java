package io.managedidentity.agent.instrumentation.apachehttp5;

import io.managedidentity.agent.injection.AnswerTap;
import io.managedidentity.agent.instrumentation.TappedStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.io.entity.HttpEntityWrapper;
import org.jspecify.annotations.Nullable;

/**
 * The body of an answer that refuses a token, as the client reads it. Its twin for Apache
 * HttpClient 4 uses that client's types.
 */
final class TappedEntity extends HttpEntityWrapper {
  private final AnswerTap tap;
  private @Nullable InputStream from;
  private @Nullable InputStream content;

  TappedEntity(HttpEntity entity, AnswerTap tap) {
    super(entity);
    this.tap = tap;
  }

  /** The same one as long as the entity has the same one. */
  @Override
  public @Nullable InputStream getContent() throws IOException {
    InputStream own = super.getContent();
    if (own != from) {
      from = own;
      content = own == null ? null : new TappedStream(own, tap);
    }
    return content;
  }

  @Override
  public void writeTo(@Nullable OutputStream out) throws IOException {
    super.writeTo(out == null ? null : new Copying(out, tap));
    tap.end();
  }

  @Override
  public void close() throws IOException {
    try {
      super.close();
    } finally {
      tap.cut();
    }
  }

  /** Bytes on their way from the entity to the application. */
  private static final class Copying extends FilterOutputStream {
    private final AnswerTap tap;

    Copying(OutputStream out, AnswerTap tap) {
      super(out);
      this.tap = tap;
    }

    @Override
    public void write(int b) throws IOException {
      out.write(b);
      if (tap.room() > 0) {
        tap.bytes(new byte[] {(byte) b}, 0, 1);
      }
    }

    @Override
    public void write(byte[] from, int offset, int length) throws IOException {
      out.write(from, offset, length);
      tap.bytes(from, offset, length);
    }
  }
}
