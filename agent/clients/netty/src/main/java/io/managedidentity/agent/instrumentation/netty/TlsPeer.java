package io.managedidentity.agent.instrumentation.netty;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.handler.ssl.SslHandler;
import java.util.Map;
import javax.net.ssl.SSLEngine;
import org.jspecify.annotations.Nullable;

/** What TLS names at the other end of a connection. */
final class TlsPeer {
  private TlsPeer() {}

  static boolean isEncrypted(Channel channel) {
    return channel.pipeline().get(SslHandler.class) != null;
  }

  /**
   * The name that the certificate of the innermost TLS was checked for: one further out belongs to
   * a proxy.
   *
   * @return null if it names none, or there is no TLS
   */
  static @Nullable String of(Channel channel) {
    SslHandler innermost = null;
    for (Map.Entry<String, ChannelHandler> entry : channel.pipeline()) {
      if (entry.getValue() instanceof SslHandler) {
        innermost = (SslHandler) entry.getValue();
      }
    }
    if (innermost == null) {
      return null;
    }
    SSLEngine engine = innermost.engine();
    String peer = engine.getPeerHost();
    return peer == null ? engine.getSession().getPeerHost() : peer;
  }
}
