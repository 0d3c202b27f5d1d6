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
    int read;
    try {
      read = in.read();
    } catch (IOException e) {
      tap.cut();
      throw e;
    }
    if (read < 0) {
      tap.end();
    } else if (tap.room() > 0) {
      show((byte) read);
    }
    return read;
  }

  @Override
  public int read(byte[] into, int offset, int length) throws IOException {
    int count;
    try {
      count = in.read(into, offset, length);
    } catch (IOException e) {
      tap.cut();
      throw e;
    }
    if (count < 0) {
      tap.end();
    } else {
      tap.bytes(into, offset, count);
    }
    return count;
  }

  private void show(byte read) {
    try {
      tap.bytes(new byte[] {read}, 0, 1);
    } catch (Throwable e) { // no memory: the byte is the application's
      tap.failed(e);
    }
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
