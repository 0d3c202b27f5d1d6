package io.managedidentity.agent.instrumentation.asynchttpclient;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.embedded.EmbeddedChannel;
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
  private final GatheredRequest request =
      new GatheredRequest(Objects.requireNonNull(channel.pipeline().firstContext()), () -> {});

  @AfterEach
  void nothingIsLeft() {
    for (ByteBuf bytes : written) {
      assertEquals(0, bytes.refCnt(), "not released, or too often");
    }
    assertEquals(NOTHING_SCHEDULED, channel.runScheduledPendingTasks());
    channel.finishAndReleaseAll();
  }

  @Test
  void gathersBody() {
    ChannelPromise head = channel.newPromise();
    assertTrue(request.add("head", Unpooled.EMPTY_BUFFER, head));
    ChannelPromise first = add("a");
    ChannelPromise last = add("b");
    assertEquals("head", request.head());
    assertEquals("ab", new String(request.body(), UTF_8));

    ChannelPromise promise = request.replaced();
    assertFalse(head.isDone() || first.isDone() || last.isDone());
    promise.setSuccess();

    assertTrue(head.isSuccess() && first.isSuccess() && last.isSuccess());
    request.writeRest();
    channel.flush();
    assertNull(channel.readOutbound());
  }

  @Test
  void failsPromisesThatAreNotTold() {
    ChannelPromise flushed = add("a");
    request.flushed();
    ChannelPromise last = add("b");
    IOException failure = new IOException("no");

    request.replaced().setFailure(failure);

    assertTrue(flushed.isSuccess());
    assertSame(failure, last.cause());
  }

  @Test
  void writesWhatCouldNotBeAddedAfterTheRest() {
    add("a");
    ChannelPromise file = channel.newPromise();
    assertFalse(request.add("a file", null, file));
    assertEquals("a", new String(request.body(), UTF_8));

    request.replaced().setSuccess();
    assertFalse(file.isDone());
    request.writeRest();
    channel.flush();

    assertEquals("a file", channel.readOutbound());
    assertTrue(file.isSuccess());
  }

  @Test
  void takesNoLongBody() {
    channel.config().setWriteBufferHighWaterMark(1 << 20);
    ByteBuf most = kept(Unpooled.buffer().writeZero(GatheredRequest.MOST_BYTES));
    assertTrue(request.add(most, most, channel.newPromise()));
    assertFalse(request.isFull());
    ByteBuf more = kept(Unpooled.buffer().writeZero(1));

    assertFalse(request.add(more, more, channel.newPromise()));

    request.fail(new IOException());
  }

  @Test
  void isFullWhereConnectionIsNotWritable() {
    channel.config().setWriteBufferLowWaterMark(1);
    channel.config().setWriteBufferHighWaterMark(1000);
    ByteBuf bytes = kept(Unpooled.buffer().writeZero(1000));

    request.add(bytes, bytes, channel.newPromise());

    assertTrue(request.isFull());
    request.fail(new IOException());
  }

  @Test
  void releasesAndFailsWhatIsGivenUp() {
    ChannelPromise promise = add("a");

    request.fail(new ClosedChannelException());

    assertInstanceOf(ClosedChannelException.class, promise.cause());
  }

  private ChannelPromise add(String text) {
    ByteBuf bytes = kept(Unpooled.copiedBuffer(text, UTF_8));
    ChannelPromise promise = channel.newPromise();
    assertTrue(request.add(bytes, bytes, promise));
    return promise;
  }

  private ByteBuf kept(ByteBuf bytes) {
    written.add(bytes);
    return bytes;
  }
}
