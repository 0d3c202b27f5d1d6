package io.managedidentity.it.server;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.handler.codec.http3.DefaultHttp3DataFrame;
import io.netty.handler.codec.http3.DefaultHttp3HeadersFrame;
import io.netty.handler.codec.http3.Http3;
import io.netty.handler.codec.http3.Http3DataFrame;
import io.netty.handler.codec.http3.Http3Headers;
import io.netty.handler.codec.http3.Http3HeadersFrame;
import io.netty.handler.codec.http3.Http3RequestStreamInboundHandler;
import io.netty.handler.codec.http3.Http3ServerConnectionHandler;
import io.netty.handler.codec.quic.Quic;
import io.netty.handler.codec.quic.QuicChannel;
import io.netty.handler.codec.quic.QuicSslContext;
import io.netty.handler.codec.quic.QuicSslContextBuilder;
import io.netty.handler.codec.quic.QuicStreamChannel;
import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * Speaks HTTP/3 on one port of 127.0.0.1, 127.0.0.2 and 127.0.0.3, each by a socket of its own,
 * since an answer must come from the address that was asked. Answers in the order in which the
 * answers were given.
 */
public final class Http3Server implements AutoCloseable {
  private static final int MANY = 1_000_000;
  private static final int ATTEMPTS = 20;

  private final EventLoopGroup group =
      new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
  private final List<Channel> channels = new ArrayList<>();
  private final Queue<Answer> answers = new ConcurrentLinkedQueue<>();
  private final BlockingQueue<Request> requests = new LinkedBlockingQueue<>();

  /** What came in. Names of headers are in lower case. */
  public record Request(
      String method,
      String target,
      String authority,
      Map<String, List<String>> headers,
      String body) {
    public String header(String name) {
      List<String> values = headers.get(name);
      return values == null ? null : String.join(", ", values);
    }
  }

  private record Answer(int status, String name, String value) {}

  private Http3Server() {}

  /** Its native library is there for this system. */
  public static boolean isAvailable() {
    return Quic.isAvailable();
  }

  public static Http3Server start() throws IOException, InterruptedException {
    for (int attempt = 1; ; attempt++) {
      Http3Server server = new Http3Server();
      try {
        server.bind("127.0.0.1", 0);
        server.bind("127.0.0.2", server.port());
        server.bind("127.0.0.3", server.port());
        return server;
      } catch (BindException e) {
        server.close(); // somebody has that port of the second address
        if (attempt == ATTEMPTS) {
          throw e;
        }
      }
    }
  }

  public int port() {
    return ((InetSocketAddress) channels.get(0).localAddress()).getPort();
  }

  /** The next request without an answer gets this one, with one header. */
  public void enqueue(int status, String name, String value) {
    answers.add(new Answer(status, name, value));
  }

  /** The next request that the server got; fails after 5 s without one. */
  public Request taken() {
    try {
      Request request = requests.poll(5, TimeUnit.SECONDS);
      if (request == null) {
        throw new IllegalStateException("no request came");
      }
      return request;
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    channels.forEach(Channel::close);
    group.shutdownGracefully(0, 1, TimeUnit.SECONDS);
  }

  private void bind(String address, int port) throws IOException, InterruptedException {
    Bootstrap bootstrap =
        new Bootstrap().group(group).channel(NioDatagramChannel.class).handler(codec());
    channels.add(bootstrap.bind(new InetSocketAddress(address, port)).sync().channel());
  }

  private ChannelHandler codec() {
    return Http3.newQuicServerCodecBuilder()
        .sslContext(tls())
        .maxIdleTimeout(30, TimeUnit.SECONDS)
        .initialMaxData(MANY)
        .initialMaxStreamDataBidirectionalLocal(MANY)
        .initialMaxStreamDataBidirectionalRemote(MANY)
        .initialMaxStreamDataUnidirectional(MANY)
        .initialMaxStreamsBidirectional(100)
        .initialMaxStreamsUnidirectional(100)
        .handler(
            new ChannelInitializer<QuicChannel>() {
              @Override
              protected void initChannel(QuicChannel connection) {
                connection.pipeline().addLast(new Http3ServerConnectionHandler(streams()));
              }
            })
        .build();
  }

  private static QuicSslContext tls() {
    return QuicSslContextBuilder.forServer(
            TestTls.shared().privateKey(), null, TestTls.shared().certificate())
        .applicationProtocols(Http3.supportedApplicationProtocols())
        .build();
  }

  private ChannelHandler streams() {
    return new ChannelInitializer<QuicStreamChannel>() {
      @Override
      protected void initChannel(QuicStreamChannel stream) {
        stream.pipeline().addLast(new Stream());
      }
    };
  }

  private final class Stream extends Http3RequestStreamInboundHandler {
    private final StringBuilder body = new StringBuilder();
    private Http3Headers head;

    @Override
    protected void channelRead(ChannelHandlerContext ctx, Http3HeadersFrame frame) {
      head = frame.headers();
    }

    @Override
    protected void channelRead(ChannelHandlerContext ctx, Http3DataFrame frame) {
      body.append(frame.content().toString(StandardCharsets.UTF_8));
      frame.release();
    }

    @Override
    protected void channelInputClosed(ChannelHandlerContext ctx) {
      Map<String, List<String>> headers = new TreeMap<>();
      for (Map.Entry<CharSequence, CharSequence> header : head) {
        headers
            .computeIfAbsent(header.getKey().toString(), name -> new ArrayList<>())
            .add(header.getValue().toString());
      }
      requests.add(
          new Request(
              head.method().toString(),
              head.path().toString(),
              head.authority().toString(),
              headers,
              body.toString()));
      Answer answer = answers.poll();
      DefaultHttp3HeadersFrame frame = new DefaultHttp3HeadersFrame();
      frame.headers().status(String.valueOf(answer == null ? 500 : answer.status()));
      if (answer != null) {
        frame.headers().add(answer.name(), answer.value());
      }
      ByteBuf end = ctx.alloc().buffer().writeBytes("end".getBytes(StandardCharsets.UTF_8));
      ctx.write(frame);
      ctx.writeAndFlush(new DefaultHttp3DataFrame(end))
          .addListener(QuicStreamChannel.SHUTDOWN_OUTPUT);
    }
  }
}
