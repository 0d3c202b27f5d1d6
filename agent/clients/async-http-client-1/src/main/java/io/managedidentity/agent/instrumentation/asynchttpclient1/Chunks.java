package io.managedidentity.agent.instrumentation.asynchttpclient1;

import java.io.ByteArrayOutputStream;
import org.jspecify.annotations.Nullable;

/** A body in chunks (RFC 9112, 7.1), as the client encodes a stream: without extensions. */
final class Chunks {
  private static final int MOST_DIGITS = 7;

  private Chunks() {}

  /**
   * @return null if the end is not there, or they are something else
   */
  static byte @Nullable [] decoded(byte[] chunks) {
    ByteArrayOutputStream body = new ByteArrayOutputStream(chunks.length);
    int at = 0;
    while (true) {
      int size = 0;
      int digits = 0;
      while (at < chunks.length && Character.digit(chunks[at], 16) >= 0) {
        size = size * 16 + Character.digit(chunks[at++], 16);
        if (++digits > MOST_DIGITS) {
          return null;
        }
      }
      if (digits == 0 || !isLineEnd(chunks, at) || !isLineEnd(chunks, at + 2 + size)) {
        return null;
      }
      if (size == 0) {
        return body.toByteArray();
      }
      body.write(chunks, at + 2, size);
      at += size + 4;
    }
  }

  private static boolean isLineEnd(byte[] bytes, int at) {
    return at + 1 < bytes.length && bytes[at] == '\r' && bytes[at + 1] == '\n';
  }
}
