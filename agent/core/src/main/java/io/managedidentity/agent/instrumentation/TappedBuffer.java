package io.managedidentity.agent.instrumentation;

import io.managedidentity.agent.injection.AnswerTap;
import java.nio.ByteBuffer;

/** Shows a part of a client's buffer to an {@link AnswerTap}, and leaves the buffer as it is. */
public final class TappedBuffer {
  private TappedBuffer() {}

  /** What is to be read of a buffer. Never throws. */
  public static void show(ByteBuffer buffer, AnswerTap tap) {
    show(buffer, buffer.position(), buffer.limit(), tap);
  }

  /**
   * Never throws.
   *
   * @param from first index
   * @param to index after the last
   */
  public static void show(ByteBuffer buffer, int from, int to, AnswerTap tap) {
    try {
      int count = Math.min(to - from, tap.room());
      if (count <= 0) {
        return;
      }
      ByteBuffer view = buffer.duplicate();
      view.limit(to);
      view.position(from);
      byte[] bytes = new byte[count];
      view.get(bytes);
      tap.bytes(bytes, 0, count);
    } catch (Throwable e) { // even of a stack that is full: the bytes are the application's
      tap.failed(e);
    }
  }
}
