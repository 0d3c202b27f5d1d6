package io.managedidentity.agent.instrumentation;

import io.managedidentity.agent.config.ClientNames;
import io.managedidentity.agent.instrumentation.WovenMethod.Place;
import io.managedidentity.agent.instrumentation.WovenMethod.Value;

/** AsyncHttpClient 1.9, 2 and 3, where they write to a connection of Netty. */
final class AsyncHttpClients {
  private static final int WRITE = 0;
  private static final int WRITE_STREAM = 1;

  private static final int ABORT = 2;

  private static final int BUILD_1 = 0;
  private static final int WRITE_1 = 1;
  private static final String PACKAGE_1 = "com/ning/http/client/providers/netty/";
  private static final String MESSAGE_1 = PACKAGE_1 + "request/NettyRequest";

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
              .build(),
          // A second sending that fails: the application gets the answer to the first.
          WovenMethod.answerAtEntry(
                  ABORT,
                  "org/asynchttpclient/netty/NettyResponseFuture",
                  "abort",
                  "(Ljava/lang/Throwable;)V",
                  "java/lang/Object")
              .with(Value.arguments())
              .build());

  private static final CoveredClient ASYNC_HTTP_CLIENT_1 =
      new CoveredClient(
          ClientNames.ASYNC_HTTP_CLIENT_1,
          "asynchttpclient1.AsyncHttpClient1Hook",
          // Only here is it seen what a message is built for, redirects and filters included.
          WovenMethod.replaceResult(
                  BUILD_1,
                  PACKAGE_1 + "request/NettyRequestFactory",
                  "newNettyRequest",
                  "(Lcom/ning/http/client/Request;Lcom/ning/http/client/uri/Uri;Z"
                      + "Lcom/ning/http/client/ProxyServer;)L"
                      + MESSAGE_1
                      + ";",
                  MESSAGE_1)
              .with(Value.arguments())
              .build(),
          WovenMethod.answerAtEntry(
                  WRITE_1,
                  PACKAGE_1 + "request/NettyRequestSender",
                  "writeRequest",
                  "(L"
                      + PACKAGE_1
                      + "future/NettyResponseFuture;Lorg/jboss/netty/channel/Channel;)V",
                  "java/lang/Object")
              .with(Value.arguments())
              .build());

  static final CoveredClient[] ALL = {ASYNC_HTTP_CLIENT, ASYNC_HTTP_CLIENT_1};

  private AsyncHttpClients() {}
}
