package io.managedidentity.agent.instrumentation.asynchttpclient;

import io.managedidentity.agent.instrumentation.HeldAnswer;
import io.netty.buffer.ByteBufHolder;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandler;
import io.netty.util.ReferenceCountUtil;
import java.util.ArrayDeque;
import java.util.concurrent.RejectedExecutionException;
import org.asynchttpclient.netty.NettyResponseFuture;
import org.asynchttpclient.netty.channel.Channels;
import org.asynchttpclient.netty.handler.AsyncHttpClientHandler;

/**
 * A rejection, kept until its request has another answer: the application gets this one where the
 * second sending comes to nothing, whatever became of the connection. On its event loop.
 */
@SuppressWarnings("FutureReturnValueIgnored") // what closes a connection tells the client
final class KeptAnswer {
  final Object head;
  private final NettyResponseFuture<?> future;
  private final ArrayDeque<Object> messages = new ArrayDeque<>();
  private int bytes;
  private boolean isComplete;
  private boolean isEnded;
  private boolean isDropped;

  /** The client's own handler, which the connection forgets when it ends. */
  private final ChannelHandlerContext client;

  KeptAnswer(ChannelHandlerContext ctx, Object head, NettyResponseFuture<?> future) {
    this.head = head;
    this.future = future;
    this.client = ctx.pipeline().context(AsyncHttpClientHandler.class);
  }

  /** What comes after the application has given up is nobody's. */
  void add(Object message, boolean isLast) {
    isComplete |= isLast;
    if (isDropped) {
      ReferenceCountUtil.release(message);
      return;
    }
    messages.add(message);
    if (message instanceof ByteBufHolder) {
      bytes += ((ByteBufHolder) message).content().readableBytes();
    }
  }

  boolean isComplete() {
    return isComplete;
  }

  boolean isTooLarge() {
    return bytes > HeldAnswer.MOST_BYTES;
  }

  /** The connection has ended. */
  void ended() {
    isEnded = true;
  }

  void deliver() {
    Channels.setAttribute(client.channel(), future);
    ChannelInboundHandler handler = (ChannelInboundHandler) client.handler();
    try {
      try {
        for (Object message = messages.poll(); message != null; message = messages.poll()) {
          handler.channelRead(client, message);
        }
      } catch (Exception e) { // as the pipeline does it, of which that handler may be no part now
        handler.exceptionCaught(client, e);
      }
      if (isEnded) {
        handler.channelInactive(client);
      }
    } catch (Exception e) {
      client.fireExceptionCaught(e);
    } finally {
      drop();
    }
  }

  /**
   * The second sending has failed. What else comes over its connection is not this answer's.
   *
   * @return false where the connection's thread has ended
   */
  boolean deliverAtLast(SecondSending sending) {
    return onLoop(
        new Runnable() {
          @Override
          public void run() {
            sending.delivers();
            try {
              client.channel().close();
              deliver();
            } finally {
              sending.delivered();
            }
          }
        });
  }

  void dropLater() {
    boolean isTaken =
        onLoop(
            new Runnable() {
              @Override
              public void run() {
                drop();
              }
            });
    if (!isTaken) {
      drop();
    }
  }

  private boolean onLoop(Runnable task) {
    Channel channel = client.channel();
    if (channel.eventLoop().inEventLoop()) {
      task.run();
      return true;
    }
    try {
      channel.eventLoop().execute(task);
      return true;
    } catch (RejectedExecutionException e) {
      return false; // the client is shut down
    }
  }

  private void drop() {
    isDropped = true;
    for (Object dropped = messages.poll(); dropped != null; dropped = messages.poll()) {
      ReferenceCountUtil.release(dropped);
    }
  }
}
