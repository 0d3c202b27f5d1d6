package io.managedidentity.agent.instrumentation;

import io.managedidentity.agent.config.ClientNames;
import io.managedidentity.agent.instrumentation.WovenMethod.Value;

/** Vert.x 3.9 to 5, over HTTP/1.1: where its connection makes the message for a request. */
final class VertxClients {
  private static final String UNTIL_5_0 = "io/vertx/core/http/impl/Http1xClientConnection";
  private static final String FROM_5_1 = "io/vertx/core/http/impl/http1/Http1ClientConnection";
  private static final String STRING = "Ljava/lang/String;";
  private static final String HEADERS = "Lio/vertx/core/MultiMap;";
  private static final String BUFFER = "ZLio/netty/buffer/ByteBuf;Z";

  private static final Value OPTIONS =
      Value.field("options", "Lio/vertx/core/http/HttpClientOptions;");

  static final CoveredClient[] ALL = {
    new CoveredClient(
        ClientNames.VERTX,
        "netty.VertxHook",
        createRequest(UNTIL_5_0, STRING + STRING + HEADERS + STRING + "Z", OPTIONS), // 3.9
        createRequest(UNTIL_5_0, STRING + HEADERS + STRING + BUFFER, OPTIONS),
        createRequest(
            FROM_5_1, STRING + HEADERS + "Lio/vertx/core/net/HostAndPort;" + BUFFER, Value.slot(0)))
  };

  private VertxClients() {}

  private static WovenMethod createRequest(String type, String arguments, Value pipelining) {
    String request = "io/netty/handler/codec/http/HttpRequest";
    return WovenMethod.replaceResult(
            0,
            type,
            "createRequest",
            "(Lio/vertx/core/http/HttpMethod;" + arguments + ")L" + request + ";",
            request)
        .with(Value.all(Value.field("server", "Lio/vertx/core/net/SocketAddress;"), pipelining))
        .with(
            Value.calls(
                0, type, "channelHandlerContext", "()Lio/netty/channel/ChannelHandlerContext;"))
        .alternative()
        .build();
  }
}
