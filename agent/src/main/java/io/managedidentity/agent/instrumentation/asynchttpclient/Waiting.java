package io.managedidentity.agent.instrumentation.asynchttpclient;

import io.managedidentity.agent.injection.RouteInjection;
import io.netty.channel.Channel;
import io.netty.handler.codec.http.HttpRequest;
import org.asynchttpclient.netty.NettyResponseFuture;
import org.asynchttpclient.netty.request.NettyRequestSender;
import org.jspecify.annotations.Nullable;

/**
 * A request that waits for its token with its connection. Called by a thread of the agent, goes on
 * on the connection's event loop.
 */
final class Waiting implements Runnable {
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
    boolean waits = injection.defer(Requests.headers(request), this);
    if (!waits) {
      attach(channel);
    }
    return waits;
  }

  private void attach(@Nullable Channel to) {
    if (isMultiplexed && !future.isDone()) {
      future.attachChannel(to, false);
    }
  }

  @Override
  public void run() {
    channel
        .eventLoop()
        .execute(
            new Runnable() {
              @Override
              public void run() {
                goOn();
              }
            });
  }

  private void goOn() {
    if (future.isDone()) {
      return; // cancelled or timed out meanwhile, and not sent
    }
    if (channel.isActive()) {
      attach(channel);
      hook.waited(future);
      sender.writeRequest(future, channel);
    } else if (isMultiplexed) {
      // Of other connections the client's own handler has told it already.
      sender.handleUnexpectedClosedChannel(channel, future);
    }
  }
}
