package io.managedidentity.agent.instrumentation.wire;

import io.managedidentity.agent.injection.AnswerTap;

/** Shows the messages of one answer to its tap, as they pass. For the event loop of a channel. */
public final class TappedAnswer {
  private final Wire<Object> wire;
  private final AnswerTap tap;
  private boolean isBegun;

  public TappedAnswer(Wire<Object> wire, AnswerTap tap) {
    this.wire = wire;
    this.tap = tap;
  }

  /** Whether nothing more is to be shown after this message. Changes and holds nothing. */
  public boolean isOver(Object message) {
    try {
      boolean isHead = wire.status(message) != 0;
      if (isHead && isBegun) {
        return true; // of the next answer
      }
      isBegun = true;
      byte[] bytes = wire.bytes(message, tap.room());
      tap.bytes(bytes, 0, bytes.length);
      if (wire.isLast(message)) {
        tap.end();
      }
      return tap.room() == 0;
    } catch (RuntimeException | LinkageError e) {
      tap.failed(e);
      return true;
    }
  }

  /** No more of it passes. */
  public void cut() {
    tap.cut();
  }
}
