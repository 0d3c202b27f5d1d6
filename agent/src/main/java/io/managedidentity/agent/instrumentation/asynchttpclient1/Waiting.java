package io.managedidentity.agent.instrumentation.asynchttpclient1;

import com.ning.http.client.providers.netty.future.NettyResponseFuture;
import com.ning.http.client.providers.netty.request.NettyRequestSender;
import io.managedidentity.agent.injection.Continuation;
import io.managedidentity.agent.injection.RouteInjection;
import java.io.IOException;
import java.util.concurrent.Executor;
import org.jboss.netty.channel.Channel;
import org.jboss.netty.channel.ChannelFuture;
import org.jboss.netty.channel.ChannelFutureListener;
import org.jboss.netty.handler.codec.http.HttpRequest;

/**
 * A request that waits for its token with its connection, and goes on on that connection's thread.
 * The client's own time-outs run; what ends the request or its connection ends the wait.
 */
@SuppressWarnings("FutureReturnValueIgnored") // listeners are told
final class Waiting extends Continuation implements ChannelFutureListener {
  private final AsyncHttpClient1Hook hook;
  private final NettyRequestSender sender;
  private final NettyResponseFuture<?> future;
  private final Channel channel;

  Waiting(
      AsyncHttpClient1Hook hook,
      NettyRequestSender sender,
      NettyResponseFuture<?> future,
      Channel channel) {
    super(hook, new ConnectionThread(channel));
    this.hook = hook;
    this.sender = sender;
    this.future = future;
    this.channel = channel;
  }

  /** Whether the request has to wait. */
  boolean begin(RouteInjection injection, HttpRequest request) {
    if (!injection.defer(Exchange.headers(request), this)) {
      return false;
    }
    WhenDone atEnd = new WhenDone(this, hook.timeouts.start(sender, future));
    future.addListener(atEnd, atEnd);
    channel.getCloseFuture().addListener(this);
    return true;
  }

  /** The client's own handler does with the request what it does when a connection ends. */
  @Override
  public void operationComplete(ChannelFuture closed) {
    cancel();
  }

  /** What was cancelled meanwhile is not sent; of a connection that ended the client knows. */
  @Override
  protected void goOn() {
    channel.getCloseFuture().removeListener(this);
    if (!future.isDone() && channel.isConnected()) {
      hook.hasWaited(future);
      sender.writeRequest(future, channel);
    }
  }

  @Override
  protected void failed(Throwable e) {
    sender.abort(channel, future, new IOException(e));
  }

  /** Where the connection's handlers run. */
  static final class ConnectionThread implements Executor {
    private final Channel channel;

    ConnectionThread(Channel channel) {
      this.channel = channel;
    }

    @Override
    public void execute(Runnable task) {
      channel.getPipeline().execute(task);
    }
  }
}
