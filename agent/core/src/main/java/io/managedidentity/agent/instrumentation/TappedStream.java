package io.managedidentity.agent.instrumentation;

import io.managedidentity.agent.injection.AnswerTap;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** The body of an answer as its client reads it, while an {@link AnswerTap} sees what is read. */
public final class TappedStream extends FilterInputStream {
  private final AnswerTap tap;

  public TappedStream(InputStream in, AnswerTap tap) {
    super(in);
    this.tap = tap;
  }

  @Override
  public int read() throws IOException {
    int read = in.read();
    if (read < 0) {
      tap.end();
    } else if (tap.room() > 0) {
      tap.bytes(new byte[] {(byte) read}, 0, 1);
    }
    return read;
  }

  @Override
  public int read(byte[] into, int offset, int length) throws IOException {
    int count = in.read(into, offset, length);
    if (count < 0) {
      tap.end();
    } else {
      tap.bytes(into, offset, count);
    }
    return count;
  }

  /** What follows has a gap before it. */
  @Override
  public long skip(long count) throws IOException {
    tap.cut();
    return in.skip(count);
  }

  /** What follows was seen already. */
  @Override
  public synchronized void reset() throws IOException {
    tap.cut();
    in.reset();
  }

  @Override
  public void close() throws IOException {
    try {
      in.close();
    } finally {
      tap.cut();
    }
  }
}
