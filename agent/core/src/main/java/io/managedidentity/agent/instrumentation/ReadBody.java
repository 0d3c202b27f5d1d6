package io.managedidentity.agent.instrumentation;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.net.SocketTimeoutException;
import java.util.concurrent.TimeUnit;

/**
 * The start of an answer's body, read into memory, so that the application can have it when its
 * connection is given up. Whatever the server does, this takes at most twice {@link #MOST_MILLIS}.
 * Loaded with the first rejection.
 */
public final class ReadBody {
  /** Between two reads, and in all; what has not come by then is not waited for. */
  public static final int MOST_MILLIS = 2000;

  public static final long MOST_NANOS = TimeUnit.MILLISECONDS.toNanos(MOST_MILLIS);

  private final ByteArrayOutputStream read = new ByteArrayOutputStream();
  private final InputStream from;
  private boolean isWhole;
  private boolean isStalled;
  private boolean isBroken;

  private ReadBody(InputStream from) {
    this.from = from;
  }

  /** Of the connection over which the body comes. */
  public interface ReadTimeout {
    /**
     * @return milliseconds, as the application set them; 0 for none
     */
    int ofApplication();

    void set(int millis) throws IOException, ReflectiveOperationException;

    /**
     * Whether the connection stays the request's when the body has ended, because that is sent once
     * more over it: then it has the application's time-out again in any case. Otherwise it may be
     * another request's by then, which sets its own.
     */
    default boolean staysWithRequest() {
      return false;
    }
  }

  /**
   * @param length of the body; negative if its end is that of the stream
   */
  public static ReadBody of(InputStream from, long length, ReadTimeout timeout)
      throws ReflectiveOperationException {
    ReadBody body = new ReadBody(from);
    int own = timeout.ofApplication();
    boolean isOwn = own > 0 && own <= MOST_MILLIS;
    try {
      if (!isOwn) {
        timeout.set(MOST_MILLIS);
      }
      body.fill(length < 0 ? Long.MAX_VALUE : length);
    } catch (SocketTimeoutException e) {
      body.isStalled = !isOwn;
    } catch (IOException e) {
      body.isBroken = true; // the application meets it where it reads on
    }
    if (!isOwn && (timeout.staysWithRequest() || body.isToBeReadOn())) {
      restore(timeout, own);
    }
    return body;
  }

  private boolean isToBeReadOn() {
    return !isWhole && !isStalled && !isBroken;
  }

  private static void restore(ReadTimeout timeout, int own) throws ReflectiveOperationException {
    try {
      timeout.set(own);
    } catch (IOException e) {
      return; // closed meanwhile: the application meets it where it reads on
    }
  }

  private void fill(long length) throws IOException {
    long begin = System.nanoTime();
    byte[] buffer = new byte[4096];
    while (read.size() < Math.min(length, HeldAnswer.MOST_BYTES)) {
      if (System.nanoTime() - begin > MOST_NANOS) {
        isStalled = true;
        return;
      }
      int count = from.read(buffer, 0, (int) Math.min(buffer.length, length - read.size()));
      if (count < 0) {
        isWhole = length == Long.MAX_VALUE;
        return;
      }
      read.write(buffer, 0, count);
    }
    isWhole = read.size() == length;
  }

  /** Whether nothing is left in the stream. */
  public boolean isWhole() {
    return isWhole;
  }

  /** Whether the rest did not come in time: the connection is then useless. */
  public boolean isStalled() {
    return isStalled;
  }

  /** All of the body: to be read once. */
  public InputStream stream() {
    InputStream beginning = new ByteArrayInputStream(read.toByteArray());
    return isWhole ? beginning : new SequenceInputStream(beginning, from);
  }
}
