package io.managedidentity.agent.instrumentation.asynchttpclient1;

import com.ning.http.client.providers.netty.future.NettyResponseFuture;
import com.ning.http.client.providers.netty.request.NettyRequestSender;
import org.jboss.netty.channel.Channel;

/**
 * A request that waits for its token with its connection. Called by a thread of the agent, goes on
 * on the connection's own.
 */
final class Waiting implements Runnable {
  private final AsyncHttpClient1Hook hook;
  private final NettyRequestSender sender;
  private final NettyResponseFuture<?> future;
  private final Channel channel;

  Waiting(
      AsyncHttpClient1Hook hook,
      NettyRequestSender sender,
      NettyResponseFuture<?> future,
      Channel channel) {
    this.hook = hook;
    this.sender = sender;
    this.future = future;
    this.channel = channel;
  }

  @Override
  public void run() {
    channel
        .getPipeline()
        .execute(
            new Runnable() {
              @Override
              public void run() {
                goOn();
              }
            });
  }

  /** What was cancelled meanwhile is not sent; of a connection that ended the client knows. */
  private void goOn() {
    if (!future.isDone() && channel.isConnected()) {
      hook.hasWaited(future);
      sender.writeRequest(future, channel);
    }
  }
}
