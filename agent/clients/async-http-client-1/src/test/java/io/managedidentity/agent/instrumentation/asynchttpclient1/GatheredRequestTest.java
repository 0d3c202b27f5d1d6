package io.managedidentity.agent.instrumentation.asynchttpclient1;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.Arrays;
import org.jboss.netty.buffer.ChannelBuffers;
import org.jboss.netty.channel.Channel;
import org.jboss.netty.channel.ChannelFuture;
import org.jboss.netty.channel.ChannelHandlerContext;
import org.jboss.netty.channel.Channels;
import org.jboss.netty.channel.DownstreamMessageEvent;
import org.jboss.netty.channel.MessageEvent;
import org.jboss.netty.handler.codec.embedder.EncoderEmbedder;
import org.jboss.netty.handler.codec.http.DefaultHttpRequest;
import org.jboss.netty.handler.codec.http.HttpMethod;
import org.jboss.netty.handler.codec.http.HttpRequest;
import org.jboss.netty.handler.codec.http.HttpVersion;
import org.jboss.netty.handler.codec.oneone.OneToOneEncoder;
import org.junit.jupiter.api.Test;

class GatheredRequestTest {
  private final Channel channel =
      new EncoderEmbedder<Object>(new Same()).getPipeline().getChannel();
  private final HttpRequest head =
      new DefaultHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.POST, "/token");
  private final GatheredRequest request = new GatheredRequest(head);

  @Test
  void isWholeWithItsLastChunk() {
    assertTrue(request.add(event(head)));
    for (String part : new String[] {"2\r\nab\r\n", "a\r\n0123456789\r\n", "0\r\n"}) {
      assertTrue(request.add(event(bytes(part))));
      assertNull(request.body());
    }
    assertTrue(request.add(event(bytes("\r\n"))));

    assertArrayEquals("ab0123456789".getBytes(US_ASCII), request.body());
  }

  @Test
  void takesNoMoreThanItsLimitAndNoFile() {
    byte[] most = new byte[GatheredRequest.MOST_BYTES];
    Arrays.fill(most, (byte) 'x');

    assertTrue(request.add(event(ChannelBuffers.wrappedBuffer(most))));
    assertFalse(request.add(event(bytes("x"))));
    assertFalse(request.add(event("a file")));
    assertNull(request.body());
  }

  @Test
  void tellsPartsWhatBecomesOfMessageInTheirPlace() {
    MessageEvent part = event(head);
    request.add(part);
    ChannelFuture written = Channels.future(channel);

    request.replacedBy(written);
    assertFalse(part.getFuture().isDone());
    written.setSuccess();

    assertTrue(part.getFuture().isSuccess());
  }

  @Test
  void failsWhatIsGivenUpAndWhatComesLater() {
    MessageEvent part = event(head);
    MessageEvent late = event(bytes("x"));
    IOException failure = new IOException("no");
    request.add(part);

    request.fail(failure);
    assertTrue(request.add(late));

    assertSame(failure, part.getFuture().getCause());
    assertTrue(late.getFuture().isDone());
    assertFalse(late.getFuture().isSuccess());
  }

  @Test
  void leavesAloneWhatIsNotInChunks() {
    for (String other :
        new String[] {"", "x", "\r\n", "2;a=b\r\nab\r\n0\r\n\r\n", "fffffffff\r\n"}) {
      assertNull(Chunks.decoded(other.getBytes(US_ASCII)));
    }
    assertEquals(0, Chunks.decoded("0\r\n\r\n".getBytes(US_ASCII)).length);
  }

  private MessageEvent event(Object message) {
    return new DownstreamMessageEvent(channel, Channels.future(channel), message, null);
  }

  private static Object bytes(String text) {
    return ChannelBuffers.copiedBuffer(text, US_ASCII);
  }

  private static final class Same extends OneToOneEncoder {
    @Override
    protected Object encode(ChannelHandlerContext ctx, Channel on, Object message) {
      return message;
    }
  }
}
