package io.managedidentity.agent.instrumentation.asynchttpclient;

import io.managedidentity.agent.injection.HeaderList;
import io.managedidentity.agent.injection.RequestRefusedException;
import io.managedidentity.agent.injection.RouteInjection;
import io.managedidentity.agent.injection.WireEdit;
import io.netty.channel.Channel;
import java.io.IOException;
import org.asynchttpclient.netty.NettyResponseFuture;
import org.asynchttpclient.netty.channel.Channels;
import org.asynchttpclient.netty.request.NettyRequestSender;
import org.jspecify.annotations.Nullable;

/** One mapped request on its connection or stream. On the event loop of that. */
final class Mapped {
  final AsyncHttpClientHook hook;
  final NettyRequestSender sender;
  final NettyResponseFuture<?> future;
  private final RouteInjection injection;
  private final @Nullable SecondSending planned;
  private @Nullable WireEdit edit;

  Mapped(
      AsyncHttpClientHook hook,
      NettyRequestSender sender,
      NettyResponseFuture<?> future,
      RouteInjection injection,
      @Nullable SecondSending planned) {
    this.hook = hook;
    this.sender = sender;
    this.future = future;
    this.injection = injection;
    this.planned = planned;
  }

  /**
   * @return null to write the request as it is
   * @throws RequestRefusedException when it must not be written
   */
  @Nullable WireEdit edit(HeaderList headers, String target) throws RequestRefusedException {
    try {
      edit = injection.editNow(headers, target, planned == null ? null : planned.resend);
    } catch (RuntimeException | LinkageError e) {
      hook.failed(e);
    }
    return edit;
  }

  /** What was written; null where it is as the application made it. */
  @Nullable WireEdit edit() {
    return edit;
  }

  /** The answer begins: what a first sending left behind is not needed any more. */
  void answered() {
    if (planned != null) {
      planned.end();
    }
  }

  void refuse(Channel channel, RequestRefusedException refusal) {
    Channels.setDiscard(channel);
    sender.abort(channel, future, new IOException(refusal.getMessage()));
  }
}
