package io.managedidentity.agent.instrumentation.asynchttpclient;

import io.managedidentity.agent.instrumentation.wire.WireExchange;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandler;
import io.netty.util.ReferenceCountUtil;
import java.util.Queue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.asynchttpclient.netty.NettyResponseFuture;
import org.asynchttpclient.netty.channel.Channels;
import org.jspecify.annotations.Nullable;

/**
 * Gives the application a rejection on the event loop of the connection that it came over, whatever
 * happened to that, and even in place of a failure.
 */
final class Delivery {
  /** The client's own handler, which the connection forgets when it ends. */
  private final ChannelHandlerContext client;

  private final NettyResponseFuture<?> future;
  private final AtomicBoolean isForFailure = new AtomicBoolean();
  private volatile boolean isTaken;
  private volatile boolean isWithEnd;
  private volatile @Nullable Thread deliverer;

  Delivery(ChannelHandlerContext client, NettyResponseFuture<?> future) {
    this.client = client;
    this.future = future;
  }

  /** The connection has ended. */
  void withEnd() {
    isWithEnd = true;
  }

  /**
   * Whether the application gets its rejection in place of a failure. A connection that ends can
   * make the client try twice, on two threads: a failure that comes while the answer is on its way
   * does not count, unless the delivery itself has failed.
   */
  boolean isInsteadOfFailure(WireExchange<Object> exchange) {
    if (isForFailure.get()) {
      return Thread.currentThread() != deliverer && !future.isDone();
    }
    if (!exchange.hasWholeRejection() || future.isDone()) {
      return false;
    }
    if (isForFailure.compareAndSet(false, true)) {
      exchange.deliver();
      return isTaken;
    }
    return true;
  }

  /**
   * @param isOfNoUse whether anything else that comes over the connection is not part of this
   *     answer
   */
  @SuppressWarnings("FutureReturnValueIgnored") // what closes a connection tells the client
  void begin(Queue<Object> parts, boolean isOfNoUse) {
    isTaken = true;
    onLoop(
        new Runnable() {
          @Override
          public void run() {
            deliverer = Thread.currentThread();
            try {
              if (isOfNoUse || isForFailure.get()) {
                client.channel().close();
              }
              deliver(parts);
            } finally {
              deliverer = null;
              isForFailure.set(false);
            }
          }
        });
  }

  private void onLoop(Runnable task) {
    if (client.channel().eventLoop().inEventLoop()) {
      task.run();
      return;
    }
    try {
      client.channel().eventLoop().execute(task);
    } catch (RejectedExecutionException e) { // the client is shut down
      isTaken = false;
      isForFailure.set(false);
    }
  }

  private void deliver(Queue<Object> parts) {
    Channels.setAttribute(client.channel(), future);
    ChannelInboundHandler handler = (ChannelInboundHandler) client.handler();
    try {
      try {
        for (Object part = parts.poll(); part != null; part = parts.poll()) {
          handler.channelRead(client, part);
        }
      } catch (Exception e) { // as the pipeline does, which that handler may have left by now
        handler.exceptionCaught(client, e);
      }
      if (isWithEnd) {
        handler.channelInactive(client);
      }
    } catch (Exception e) {
      client.fireExceptionCaught(e);
    } finally {
      for (Object part = parts.poll(); part != null; part = parts.poll()) {
        ReferenceCountUtil.release(part);
      }
    }
  }
}
