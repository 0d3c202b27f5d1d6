package io.managedidentity.agent.instrumentation.asynchttpclient;

import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import java.nio.channels.ClosedChannelException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Has the edited copy of a request written. Next to the codec, so that no handler of the
 * application sees it; gone when the request is written, or its head, if its body stays as it is.
 */
final class RequestEditor extends ChannelDuplexHandler implements Runnable {
  static final String NAME = "managed-identity-agent-request";

  private final AsyncHttpClientWire wire;
  private @Nullable ChannelHandlerContext added;
  private @Nullable GatheredRequest gathered;

  RequestEditor(AsyncHttpClientWire wire) {
    this.wire = wire;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    added = ctx;
  }

  @Override
  @SuppressWarnings("FutureReturnValueIgnored") // the promise tells the client
  public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
    if (gathered != null) {
      gather(gathered, message, promise);
    } else if (!wire.isRequest(message)) {
      ctx.write(message, promise);
    } else if (wire.isToBeGathered(message)) {
      gathered = new GatheredRequest(ctx, this);
      gather(gathered, message, promise);
    } else {
      ctx.pipeline().remove(this);
      wire.send(ctx, message, promise);
    }
  }

  private void gather(GatheredRequest request, Object part, ChannelPromise promise) {
    boolean isAdded = wire.add(request, part, promise);
    if (isAdded && wire.isLast(part)) {
      leave(request, true);
    } else if (!isAdded || request.isFull()) {
      leave(request, false);
    }
  }

  private void leave(GatheredRequest request, boolean isWhole) {
    ChannelHandlerContext ctx = Objects.requireNonNull(added);
    gathered = null;
    ctx.pipeline().remove(this);
    wire.send(ctx, request, isWhole);
    ctx.flush();
  }

  /** Too late for the rest of the body. */
  @Override
  public void run() {
    GatheredRequest request = gathered;
    if (request == null) {
      return;
    }
    try {
      leave(request, false);
    } catch (RuntimeException | LinkageError e) {
      wire.fault(e);
    }
  }

  @Override
  public void flush(ChannelHandlerContext ctx) {
    ctx.flush();
    if (gathered != null) {
      gathered.flushed();
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    giveUp();
    ctx.fireChannelInactive();
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext ctx) {
    giveUp();
  }

  private void giveUp() {
    GatheredRequest request = gathered;
    gathered = null;
    if (request != null) {
      request.fail(new ClosedChannelException());
    }
  }
}
