package io.managedidentity.agent.instrumentation;

import io.managedidentity.agent.config.ClientNames;
import io.managedidentity.agent.instrumentation.WovenMethod.Place;
import io.managedidentity.agent.instrumentation.WovenMethod.Value;

/**
 * Vert.x 3.9 to 5. Over HTTP/1.1: where its connection makes the message for a request or a
 * WebSocket handshake. Over HTTP/2: where a connection gets its target, and where it gets the
 * encoder and the decoder of Netty that everything goes through.
 */
final class VertxClients {
  private static final int REQUEST = 0;
  private static final int WEB_SOCKET = 1;
  private static final int HTTP2_HEADERS = 2;
  private static final int TARGET = ClientHook.OF_CONNECTION;
  private static final int ENCODER = ClientHook.OF_CONNECTION + 1;
  private static final int DECODER = ClientHook.OF_CONNECTION + 2;

  private static final String IMPL = "io/vertx/core/http/impl/";
  private static final String UNTIL_5_0 = IMPL + "Http1xClientConnection";
  private static final String FROM_5_1 = IMPL + "http1/Http1ClientConnection";
  private static final String STRING = "Ljava/lang/String;";
  private static final String HEADERS = "Lio/vertx/core/MultiMap;";
  private static final String BUFFER = "ZLio/netty/buffer/ByteBuf;Z";
  private static final String CONTEXT = "()Lio/netty/channel/ChannelHandlerContext;";
  private static final String NETTY_HTTP2 = "io/netty/handler/codec/http2/";

  private static final Value OPTIONS =
      Value.field("options", "Lio/vertx/core/http/HttpClientOptions;");
  private static final Value SERVER = Value.field("server", "Lio/vertx/core/net/SocketAddress;");

  static final CoveredClient[] ALL = {
    new CoveredClient(
        ClientNames.VERTX,
        "netty.VertxHook",
        createRequest(UNTIL_5_0, STRING + STRING + HEADERS + STRING + "Z", OPTIONS), // 3.9
        createRequest(UNTIL_5_0, STRING + HEADERS + STRING + BUFFER, OPTIONS),
        createRequest(
            FROM_5_1, STRING + HEADERS + "Lio/vertx/core/net/HostAndPort;" + BUFFER, Value.slot(0)),
        toWebSocket(UNTIL_5_0),
        toWebSocket(FROM_5_1),
        WovenMethod.announce(
                TARGET,
                Place.ANNOUNCE_ENTRY,
                IMPL + "HttpChannelConnector", // until 5.0
                "http2Connected",
                WovenMethod.ANY_ARGUMENTS)
            .with(Value.all(SERVER, Value.lookup()))
            .with(Value.arguments())
            .build(),
        WovenMethod.announce(
                TARGET,
                Place.ANNOUNCE_ENTRY,
                IMPL + "tcp/TcpHttpClientTransport", // from 5.1 on
                "wrap",
                "(Lio/vertx/core/internal/ContextInternal;Lio/vertx/core/http/impl/HttpConnectParams;"
                    + "Lio/vertx/core/net/HostAndPort;Lio/vertx/core/spi/metrics/ClientMetrics;"
                    + "Lio/vertx/core/net/SocketAddress;Lio/vertx/core/net/NetSocket;)"
                    + "Lio/vertx/core/Future;")
            .with(Value.all(Value.slot(5), Value.lookup()))
            .with(Value.slot(6))
            .build(),
        headers(IMPL + "VertxHttp2ConnectionHandler"),
        headers(IMPL + "http2/codec/VertxHttp2ConnectionHandler"),
        encoder(IMPL + "VertxHttp2ConnectionHandlerBuilder", IMPL + "VertxHttp2ConnectionHandler"),
        decoder(IMPL + "VertxHttp2ConnectionHandlerBuilder", IMPL + "VertxHttp2ConnectionHandler"),
        encoder(
            IMPL + "http2/codec/VertxHttp2ConnectionHandlerBuilder",
            IMPL + "http2/codec/VertxHttp2ConnectionHandler"),
        decoder(
            IMPL + "http2/codec/VertxHttp2ConnectionHandlerBuilder",
            IMPL + "http2/codec/VertxHttp2ConnectionHandler"),
        encoder(
            IMPL + "http2/multiplex/Http2CustomFrameCodecBuilder", NETTY_HTTP2 + "Http2FrameCodec"),
        decoder(
            IMPL + "http2/multiplex/Http2CustomFrameCodecBuilder", NETTY_HTTP2 + "Http2FrameCodec"))
  };

  private VertxClients() {}

  private static WovenMethod createRequest(String type, String arguments, Value pipelining) {
    String request = "io/netty/handler/codec/http/HttpRequest";
    return WovenMethod.replaceResult(
            REQUEST,
            type,
            "createRequest",
            "(Lio/vertx/core/http/HttpMethod;" + arguments + ")L" + request + ";",
            request)
        .with(Value.all(SERVER, pipelining, Value.lookup()))
        .with(Value.calls(0, type, "channelHandlerContext", CONTEXT))
        .alternative()
        .build();
  }

  /** Its arguments differ from version to version; the target is the first string of them. */
  private static WovenMethod toWebSocket(String type) {
    return WovenMethod.announce(
            WEB_SOCKET, Place.ANNOUNCE_ENTRY, type, "toWebSocket", WovenMethod.ANY_ARGUMENTS)
        .with(
            Value.all(
                SERVER, Value.calls(0, type, "channelHandlerContext", CONTEXT), Value.lookup()))
        .with(Value.arguments())
        .build();
  }

  /** For connections that have no encoder of ours: those opened before the agent was attached. */
  private static WovenMethod headers(String type) {
    return WovenMethod.announce(
            HTTP2_HEADERS, Place.ANNOUNCE_ENTRY, type, "writeHeaders", WovenMethod.ANY_ARGUMENTS)
        .with(Value.slot(0))
        .with(Value.slot(2))
        .build();
  }

  private static WovenMethod encoder(String builder, String result) {
    return codec(ENCODER, builder, result, 2, "Http2ConnectionEncoder").build();
  }

  /** Acts after {@link #encoder}, and so is given the encoder that was put in its place. */
  private static WovenMethod decoder(String builder, String result) {
    return codec(DECODER, builder, result, 1, "Http2ConnectionDecoder").with(Value.slot(2)).build();
  }

  private static WovenMethod.Builder codec(
      int hook, String builder, String result, int slot, String replaced) {
    String arguments =
        "(L" + NETTY_HTTP2 + "Http2ConnectionDecoder;L" + NETTY_HTTP2 + "Http2ConnectionEncoder;L";
    return WovenMethod.replaceArgument(
        hook,
        builder,
        "build",
        arguments + NETTY_HTTP2 + "Http2Settings;)L" + result + ";",
        slot,
        NETTY_HTTP2 + replaced);
  }
}
