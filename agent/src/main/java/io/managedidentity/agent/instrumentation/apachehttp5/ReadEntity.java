package io.managedidentity.agent.instrumentation.apachehttp5;

import io.managedidentity.agent.instrumentation.HeldAnswer;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.SequenceInputStream;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.io.entity.HttpEntityWrapper;
import org.jspecify.annotations.Nullable;

/**
 * The body of an answer, read into memory as far as that is not much, so that the application can
 * still have it all.
 */
final class ReadEntity extends HttpEntityWrapper {
  private final InputStream content;
  private final boolean isWhole;

  ReadEntity(HttpEntity entity) {
    super(entity);
    ByteArrayOutputStream read = new ByteArrayOutputStream();
    InputStream rest = null;
    boolean isEnded = false;
    try {
      rest = entity.getContent();
      isEnded = rest == null || fill(read, rest);
    } catch (IOException e) {
      isEnded = false; // the application meets it where it reads on
    }
    InputStream beginning = new ByteArrayInputStream(read.toByteArray());
    content = rest == null ? beginning : new SequenceInputStream(beginning, rest);
    isWhole = isEnded;
  }

  /** Whether the stream ended within the limit. */
  private static boolean fill(ByteArrayOutputStream read, InputStream from) throws IOException {
    byte[] buffer = new byte[4096];
    while (read.size() < HeldAnswer.MOST_BYTES) {
      int count = from.read(buffer);
      if (count < 0) {
        return true;
      }
      read.write(buffer, 0, count);
    }
    return false;
  }

  boolean isWhole() {
    return isWhole;
  }

  @Override
  public InputStream getContent() {
    return content;
  }

  @Override
  public void writeTo(@Nullable OutputStream out) throws IOException {
    if (out == null) {
      throw new IllegalArgumentException("Output stream may not be null");
    }
    byte[] buffer = new byte[4096];
    try (InputStream in = content) {
      for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
        out.write(buffer, 0, count);
      }
    }
  }
}
