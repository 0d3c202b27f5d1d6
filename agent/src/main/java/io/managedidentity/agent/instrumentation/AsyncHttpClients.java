package io.managedidentity.agent.instrumentation;

import io.managedidentity.agent.config.ClientNames;
import io.managedidentity.agent.instrumentation.WovenMethod.Place;
import io.managedidentity.agent.instrumentation.WovenMethod.Value;

/** AsyncHttpClient 2 and 3. */
final class AsyncHttpClients {
  private static final int WRITE = 0;
  private static final int WRITE_STREAM = 1;

  private static final String SENDER = "org/asynchttpclient/netty/request/NettyRequestSender";
  private static final String FUTURE = "Lorg/asynchttpclient/netty/NettyResponseFuture;";

  private static final CoveredClient ASYNC_HTTP_CLIENT =
      new CoveredClient(
          ClientNames.ASYNC_HTTP_CLIENT,
          "asynchttpclient.AsyncHttpClientHook",
          // Everything that is written passes here, whatever it is written for: first sending,
          // redirect, authentication, retry, body after a 100. It answers nothing, so a request can
          // wait here without a thread.
          WovenMethod.answerAtEntry(
                  WRITE,
                  SENDER,
                  "writeRequest",
                  "(" + FUTURE + "Lio/netty/channel/Channel;)V",
                  "java/lang/Object")
              .with(Value.arguments())
              .build(),
          // Versions of 3 that speak HTTP/2: when the stream is there.
          WovenMethod.announce(
                  WRITE_STREAM,
                  Place.ANNOUNCE_ENTRY,
                  SENDER,
                  "sendHttp2Frames",
                  "(" + FUTURE + "Lio/netty/handler/codec/http2/Http2StreamChannel;)V")
              .with(Value.arguments())
              .optional()
              .build());

  static final CoveredClient[] ALL = {ASYNC_HTTP_CLIENT};

  private AsyncHttpClients() {}
}
