package io.managedidentity.agent.instrumentation;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;

/**
 * The beginning of an answer's body, read into memory, so that the application can have it when its
 * connection is given up. Loaded with the first rejection.
 */
public final class ReadBody {
  private final ByteArrayOutputStream read = new ByteArrayOutputStream();
  private final InputStream from;
  private boolean isWhole;

  private ReadBody(InputStream from) {
    this.from = from;
  }

  /**
   * @param length of the body; negative where its end is that of the stream
   */
  public static ReadBody of(InputStream from, long length) {
    ReadBody body = new ReadBody(from);
    try {
      body.isWhole = body.fill(length < 0 ? Long.MAX_VALUE : length);
    } catch (IOException e) {
      body.isWhole = false; // the application meets it where it reads on
    }
    return body;
  }

  private boolean fill(long length) throws IOException {
    byte[] buffer = new byte[4096];
    while (read.size() < Math.min(length, HeldAnswer.MOST_BYTES)) {
      int count = from.read(buffer, 0, (int) Math.min(buffer.length, length - read.size()));
      if (count < 0) {
        return length == Long.MAX_VALUE;
      }
      read.write(buffer, 0, count);
    }
    return read.size() == length;
  }

  /** Whether nothing is left in the stream. */
  public boolean isWhole() {
    return isWhole;
  }

  /** All of the body: to be read once. */
  public InputStream stream() {
    InputStream beginning = new ByteArrayInputStream(read.toByteArray());
    return isWhole ? beginning : new SequenceInputStream(beginning, from);
  }
}
