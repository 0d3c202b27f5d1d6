package io.managedidentity.agent.instrumentation.asynchttpclient;

import io.managedidentity.agent.injection.RouteInjection;
import io.managedidentity.agent.injection.WireEdit;
import io.managedidentity.agent.instrumentation.wire.Wire;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelInboundHandlerAdapter;
import org.jspecify.annotations.Nullable;

/**
 * The messages that a request is: its head, and those of its body, which may follow. Where another
 * body takes the place of its own, that follows the edited head.
 */
abstract class RequestMessages extends ChannelInboundHandlerAdapter implements Wire<Object> {
  /** That followed the head which is edited next. */
  private byte @Nullable [] gathered;

  /** For the edited head. */
  private @Nullable ByteBuf editedBody;

  abstract boolean isRequest(Object message);

  /** Whether nothing follows this head. */
  abstract boolean isWhole(Object head);

  /** Bytes of the body in this part; null if it is another message, or has more. */
  abstract @Nullable ByteBuf content(Object part);

  /**
   * A copy of the head, with its body if it has one.
   *
   * @param isBodyReplaced whether another body follows in its place
   */
  abstract Object edited(Object head, WireEdit edit, boolean isBodyReplaced);

  /** A message that has a part of the body, and not its end. */
  abstract Object part(ByteBuf body);

  /** A message that has all of the body, or the rest of it. */
  abstract Object end(ByteBuf body);

  /** Whether the server is to be asked for the body. */
  final boolean isExpecting(Object head) {
    return headers(head).first("Expect") != null;
  }

  /** The body of the head that is edited next; null if it is not whole. */
  final void setGathered(byte @Nullable [] body) {
    gathered = body;
  }

  @Override
  public final byte @Nullable [] body(Object head) {
    byte[] followed = gathered;
    gathered = null;
    ByteBuf content = isWhole(head) && !isExpecting(head) ? content(head) : null;
    if (content == null || content.readableBytes() > RouteInjection.MOST_BODY_BYTES) {
      return followed;
    }
    byte[] bytes = new byte[content.readableBytes()];
    content.getBytes(content.readerIndex(), bytes);
    return bytes;
  }

  @Override
  public final Object edited(Object head, WireEdit edit) {
    byte[] body = edit.body();
    Object copy = edited(head, edit, body != null);
    editedBody = body == null ? null : Unpooled.wrappedBuffer(body);
    return copy;
  }

  /** What follows the head that was edited; null if that has its own body. */
  final @Nullable ByteBuf takeEditedBody() {
    ByteBuf taken = editedBody;
    editedBody = null;
    return taken;
  }
}
