package io.managedidentity.agent.instrumentation.netty;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.DefaultChannelPromise;
import io.netty.channel.PendingWriteQueue;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.DefaultLastHttpContent;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class GatheredRequestTest {
  private static final int NOTHING_SCHEDULED = -1;

  private final List<ByteBuf> written = new ArrayList<>();
  private final EmbeddedChannel channel = new EmbeddedChannel(new ChannelOutboundHandlerAdapter());
  private final GatheredRequest request = request(channel);

  @AfterEach
  void nothingIsLeft() {
    for (ByteBuf bytes : written) {
      assertEquals(0, bytes.refCnt(), "not released, or too often");
    }
    assertEquals(NOTHING_SCHEDULED, channel.runScheduledPendingTasks());
    channel.finishAndReleaseAll();
  }

  @Test
  void makesOneMessageOfPartsWithTheirTrailers() {
    DefaultLastHttpContent last = new DefaultLastHttpContent(bytes("c"));
    last.trailingHeaders().set("x-end", "1");
    add(new DefaultHttpContent(bytes("a")));
    add(bytes("b"));
    assertFalse(request.isWhole());
    add(last);

    assertTrue(request.isWhole());
    FullHttpRequest whole = request.whole();
    assertEquals("abc", whole.content().toString(UTF_8));
    assertEquals("1", whole.trailingHeaders().get("x-end"));
    assertEquals("/token", whole.uri());
    assertEquals("chunked", whole.headers().get("Transfer-Encoding"));
    assertTrue(whole.release());
  }

  @Test
  void completesPromisesWithThatOfTheMessage() {
    ChannelPromise first = add(bytes("a"));
    ChannelPromise last = add(LastHttpContent.EMPTY_LAST_CONTENT);
    request.whole().release();

    ChannelPromise promise = request.promise();
    assertFalse(first.isDone() || last.isDone());
    promise.setSuccess();

    assertTrue(first.isSuccess() && last.isSuccess());
  }

  @Test
  void failsPromisesWithThatOfTheMessage() {
    ChannelPromise first = add(bytes("a"));
    ChannelPromise last = add(LastHttpContent.EMPTY_LAST_CONTENT);
    request.whole().release();
    IOException failure = new IOException("no");

    request.promise().setFailure(failure);

    assertSame(failure, first.cause());
    assertSame(failure, last.cause());
  }

  /** Some clients write the end of a body only when all before it is written. */
  @Test
  void completesPromisesOfWhatIsFlushed() {
    ChannelPromise first = add(bytes("a"));
    request.flushed();
    assertTrue(first.isSuccess());
    ChannelPromise last = add(LastHttpContent.EMPTY_LAST_CONTENT);

    assertFalse(last.isDone());
    request.whole().release();
    request.promise().setSuccess();
    assertTrue(last.isSuccess());
  }

  /** reactor-netty counts with one promise for all parts. */
  @Test
  void tellsPromiseOfSeveralPartsOnceForEach() {
    CountingPromise counting = new CountingPromise();
    request.add(bytes("a"), counting);
    request.add(bytes("b"), counting);
    request.flushed();
    request.flushed();
    request.add(new DefaultLastHttpContent(bytes("c")), counting);
    request.whole().release();
    request.promise().setSuccess();

    assertEquals(3, counting.successes);
  }

  @Test
  void writesWhatThereIsWhereBodyIsLong() {
    channel.config().setWriteBufferHighWaterMark(1 << 20);
    ByteBuf most = kept(Unpooled.buffer().writeZero(GatheredRequest.MOST_BYTES));
    ByteBuf more = bytes("x");
    ChannelPromise first = add(most);
    ChannelPromise second = channel.newPromise();
    assertFalse(request.add(more, second));

    PendingWriteQueue parts = request.parts();

    assertInstanceOf(HttpRequest.class, parts.current());
    parts.remove().setSuccess();
    HttpContent copy = (HttpContent) parts.current();
    assertEquals(GatheredRequest.MOST_BYTES, copy.content().readableBytes());
    assertFalse(first.isDone());
    parts.remove().setSuccess();
    assertTrue(first.isSuccess());
    assertSame(more, parts.current());
    parts.remove().setFailure(new IOException("no"));
    assertEquals("no", second.cause().getMessage());
    assertNull(parts.current());
  }

  @Test
  void writesHeadAloneWhereNothingFollowedIt() {
    PendingWriteQueue parts = request.parts();

    assertEquals("/token", ((HttpRequest) parts.current()).uri());
    parts.removeAndFailAll(new IOException());
  }

  @Test
  void takesNoMoreWhereConnectionIsNotWritable() {
    channel.config().setWriteBufferWaterMark(new WriteBufferWaterMark(1, 1000));
    ByteBuf many = kept(Unpooled.wrappedBuffer(new byte[1000]));
    assertTrue(channel.isWritable());

    assertFalse(request.add(many, channel.newPromise()));

    assertFalse(channel.isWritable(), "what waits does not count");
    request.fail(new IOException());
    channel.runPendingTasks();
    assertTrue(channel.isWritable());
  }

  @Test
  void takesNothingThatIsNoBody() {
    assertFalse(request.add("a file", channel.newPromise()));
    assertFalse(request.isWhole());

    request.fail(new IOException());
  }

  @Test
  void releasesAndFailsWhatIsGivenUp() {
    ChannelPromise told = add(bytes("a"));
    request.flushed();
    ChannelPromise untold = add(bytes("b"));

    request.fail(new ClosedChannelException());

    assertTrue(told.isSuccess());
    assertInstanceOf(ClosedChannelException.class, untold.cause());
  }

  @Test
  void isNotNeededForWholeMessageOrExpectation() {
    HttpRequest expecting = head();
    expecting.headers().set("Expect", "100-continue");
    FullHttpRequest whole =
        new DefaultFullHttpRequest(
            HttpVersion.HTTP_1_1, HttpMethod.POST, "/", Unpooled.EMPTY_BUFFER);

    assertTrue(GatheredRequest.isNeededFor(head()));
    assertFalse(GatheredRequest.isNeededFor(expecting));
    assertFalse(GatheredRequest.isNeededFor(whole));
    request.fail(new IOException());
  }

  private ChannelPromise add(Object part) {
    ChannelPromise promise = channel.newPromise();
    assertTrue(request.add(part, promise));
    return promise;
  }

  private ByteBuf bytes(String text) {
    return kept(Unpooled.copiedBuffer(text, UTF_8));
  }

  private ByteBuf kept(ByteBuf bytes) {
    written.add(bytes);
    return bytes;
  }

  private static GatheredRequest request(EmbeddedChannel channel) {
    HttpRequest head = head();
    GatheredRequest request = new GatheredRequest(ctx(channel), head, () -> {});
    assertTrue(request.add(head, channel.newPromise()));
    return request;
  }

  private static ChannelHandlerContext ctx(EmbeddedChannel channel) {
    return Objects.requireNonNull(channel.pipeline().firstContext());
  }

  private static HttpRequest head() {
    HttpRequest head = new DefaultHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.POST, "/token");
    head.headers().set("Transfer-Encoding", "chunked");
    return head;
  }

  /** As reactor-netty's, which is never done. */
  private final class CountingPromise extends DefaultChannelPromise {
    int successes;

    CountingPromise() {
      super(channel);
    }

    @Override
    public boolean trySuccess() {
      successes++;
      return true;
    }
  }
}
