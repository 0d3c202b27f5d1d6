package io.managedidentity.agent.instrumentation.netty;

import io.managedidentity.agent.injection.HeaderList;
import io.managedidentity.agent.instrumentation.wire.Wire;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What an exchange reads of the messages of Netty's HTTP codec. */
abstract class NettyMessages extends ChannelDuplexHandler implements Wire<Object> {
  @Override
  public final HeaderList headers(Object request) {
    return WrittenRequest.headers((HttpRequest) request);
  }

  @Override
  public final String target(Object request) {
    return ((HttpRequest) request).uri();
  }

  @Override
  public final byte @Nullable [] body(Object request) {
    return WrittenRequest.body((HttpRequest) request);
  }

  @Override
  public final int status(Object message) {
    return message instanceof HttpResponse ? ((HttpResponse) message).status().code() : 0;
  }

  @Override
  public final List<String> values(Object head, String name) {
    return ((HttpResponse) head).headers().getAll(name);
  }

  @Override
  public final int length(Object part) {
    return part instanceof HttpContent ? ((HttpContent) part).content().readableBytes() : 0;
  }

  @Override
  public final byte[] bytes(Object part, int most) {
    byte[] bytes = new byte[Math.min(length(part), most)];
    if (bytes.length > 0) {
      ByteBuf content = ((HttpContent) part).content();
      content.getBytes(content.readerIndex(), bytes);
    }
    return bytes;
  }

  @Override
  public final boolean isLast(Object part) {
    return part instanceof LastHttpContent;
  }

  @Override
  public final void drop(Object part) {
    ReferenceCountUtil.release(part);
  }
}
