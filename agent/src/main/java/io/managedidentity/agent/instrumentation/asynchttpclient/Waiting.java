package io.managedidentity.agent.instrumentation.asynchttpclient;

import io.managedidentity.agent.injection.Continuation;
import io.managedidentity.agent.injection.RouteInjection;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.handler.codec.http.HttpRequest;
import java.io.IOException;
import org.asynchttpclient.netty.NettyResponseFuture;
import org.asynchttpclient.netty.request.NettyRequestSender;
import org.asynchttpclient.netty.timeout.TimeoutsHolder;
import org.jspecify.annotations.Nullable;

/**
 * A request that waits for its token with its connection, and goes on on that connection's event
 * loop. The client's own time-outs run; what ends the request or its connection ends the wait.
 */
@SuppressWarnings("FutureReturnValueIgnored") // listeners are told
final class Waiting extends Continuation implements ChannelFutureListener {
  private final AsyncHttpClientHook hook;
  private final NettyRequestSender sender;
  private final NettyResponseFuture<?> future;
  private final Channel channel;
  private final boolean isMultiplexed;

  Waiting(
      AsyncHttpClientHook hook,
      NettyRequestSender sender,
      NettyResponseFuture<?> future,
      Channel channel,
      boolean isMultiplexed) {
    super(hook, channel.eventLoop());
    this.hook = hook;
    this.sender = sender;
    this.future = future;
    this.channel = channel;
    this.isMultiplexed = isMultiplexed;
  }

  /** Whether the request has to wait. */
  boolean begin(RouteInjection injection, HttpRequest request) {
    // Else a cancelled request would close a connection that others use.
    attach(null);
    if (!injection.defer(Requests.headers(request), this)) {
      attach(channel);
      return false;
    }
    startReadTimeout();
    channel.closeFuture().addListener(this);
    WhenDone.cancel(this, future);
    return true;
  }

  /** The one for the whole request runs since the connection was asked for. */
  private void startReadTimeout() {
    TimeoutsHolder timeouts = future.getTimeoutsHolder();
    if (timeouts != null) {
      future.touch();
      timeouts.startReadTimeout();
    }
  }

  private void attach(@Nullable Channel to) {
    if (isMultiplexed && !future.isDone()) {
      future.attachChannel(to, false);
    }
  }

  /** The connection has ended. */
  @Override
  public void operationComplete(ChannelFuture closed) {
    cancel();
    if (isMultiplexed && !future.isDone()) {
      // Of other connections the client's own handler has told it already.
      sender.handleUnexpectedClosedChannel(channel, future);
    }
  }

  @Override
  protected void goOn() {
    channel.closeFuture().removeListener(this);
    // Else it was cancelled or timed out meanwhile, and is not sent.
    if (!future.isDone() && channel.isActive()) {
      attach(channel);
      hook.waited(future);
      sender.writeRequest(future, channel);
    }
  }

  @Override
  protected void failed(Throwable e) {
    if (!future.isDone()) {
      sender.abort(isMultiplexed ? null : channel, future, new IOException(e));
    }
  }
}
