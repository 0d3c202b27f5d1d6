package io.managedidentity.agent.instrumentation.netty;

import io.managedidentity.agent.injection.AnswerTap;
import io.netty.buffer.ByteBuf;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Shows the bodies of answers that refuse a token to their taps, frame by frame. Changes and holds
 * nothing. On the connection's event loop.
 */
final class VertxHttp2Taps {
  /** By stream. */
  private final Map<Integer, AnswerTap> taps = new HashMap<>();

  void add(int streamId, @Nullable AnswerTap tap) {
    if (tap != null) {
      taps.put(streamId, tap);
    }
  }

  /** Before the client gets it, which may release it. */
  void data(int streamId, ByteBuf data, boolean isLast) {
    AnswerTap tap = taps.isEmpty() ? null : taps.get(streamId);
    if (tap == null) {
      return;
    }
    try {
      byte[] bytes = new byte[Math.min(data.readableBytes(), tap.room())];
      data.getBytes(data.readerIndex(), bytes);
      tap.bytes(bytes, 0, bytes.length);
    } catch (Throwable e) { // even of a stack that is full: the bytes are the application's
      tap.failed(e);
    }
    if (isLast) {
      end(streamId);
    }
  }

  void end(int streamId) {
    AnswerTap tap = taps.isEmpty() ? null : taps.remove(streamId);
    if (tap != null) {
      tap.end();
    }
  }

  /** No more of it comes, or is wanted. */
  void cut(int streamId) {
    AnswerTap tap = taps.isEmpty() ? null : taps.remove(streamId);
    if (tap != null) {
      tap.cut();
    }
  }
}
