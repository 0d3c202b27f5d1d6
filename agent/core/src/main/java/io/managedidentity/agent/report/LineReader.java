package io.managedidentity.agent.report;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Lines of a file as bytes, without their {@code \n}: the hash of a line is that of its bytes. A
 * line beyond {@value #LONGEST} bytes is none of ours and only counted. Not thread-safe.
 */
final class LineReader implements Closeable {
  static final int LONGEST = 1 << 20;

  private final InputStream in;
  private final byte[] buffer = new byte[1 << 16];
  private int position;
  private int limit;
  private byte[] line = new byte[4096];
  private int length;
  private long number;
  private boolean isEnded;
  private boolean isTooLong;

  LineReader(InputStream in) {
    this.in = in;
  }

  /** The next line; null at the end. What is too long comes as an empty line. */
  byte @Nullable [] next() throws IOException {
    length = 0;
    isEnded = false;
    isTooLong = false;
    boolean isAny = false;
    while (true) {
      if (position == limit) {
        position = 0;
        limit = in.read(buffer, 0, buffer.length);
        if (limit <= 0) {
          limit = 0;
          return isAny ? taken() : null;
        }
      }
      isAny = true;
      int end = position;
      while (end < limit && buffer[end] != '\n') {
        end++;
      }
      append(position, end);
      if (end < limit) {
        position = end + 1;
        isEnded = true;
        return taken();
      }
      position = limit;
    }
  }

  private byte[] taken() {
    number++;
    return isTooLong ? new byte[0] : Arrays.copyOf(line, length);
  }

  private void append(int from, int to) {
    int more = to - from;
    if (length + more > LONGEST) {
      isTooLong = true;
    }
    if (isTooLong) {
      return;
    }
    if (length + more > line.length) {
      line = Arrays.copyOf(line, Math.max(length + more, 2 * line.length));
    }
    System.arraycopy(buffer, from, line, length, more);
    length += more;
  }

  /** Number of the last line, from 1. */
  long number() {
    return number;
  }

  /** Whether the last line has its line break; without one, its writing was cut short. */
  boolean isEnded() {
    return isEnded;
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
