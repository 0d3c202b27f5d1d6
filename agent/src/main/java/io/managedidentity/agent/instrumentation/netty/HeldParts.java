package io.managedidentity.agent.instrumentation.netty;

import io.managedidentity.agent.instrumentation.HeldAnswer;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;

/** The messages of an answer that is held back. */
final class HeldParts {
  private HeldParts() {}

  static void add(HeldAnswer<Object> answer, Object message) {
    int length =
        message instanceof HttpContent ? ((HttpContent) message).content().readableBytes() : 0;
    answer.add(message, length, message instanceof LastHttpContent);
  }

  static void drop(HeldAnswer<Object> answer) {
    for (Object part = answer.poll(); part != null; part = answer.poll()) {
      ReferenceCountUtil.release(part);
    }
  }
}
