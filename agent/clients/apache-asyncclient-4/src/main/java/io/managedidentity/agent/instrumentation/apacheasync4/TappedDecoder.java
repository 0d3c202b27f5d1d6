package io.managedidentity.agent.instrumentation.apacheasync4;

import io.managedidentity.agent.injection.AnswerTap;
import io.managedidentity.agent.instrumentation.TappedBuffer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.ReadableByteChannel;
import java.util.Objects;
import org.apache.http.Header;
import org.apache.http.impl.io.HttpTransportMetricsImpl;
import org.apache.http.impl.nio.codecs.ChunkDecoder;
import org.apache.http.impl.nio.codecs.IdentityDecoder;
import org.apache.http.impl.nio.codecs.LengthDelimitedDecoder;
import org.apache.http.nio.ContentDecoder;
import org.apache.http.nio.FileContentDecoder;
import org.apache.http.nio.reactor.SessionInputBuffer;

/**
 * The body of an answer that refuses a token, as the client or a consumer of the application reads
 * it. A consumer may ask which kind of decoder it has, so each kind stays what it is; the parts
 * that a decoder has from its superclass are never used.
 */
final class TappedDecoder {
  private final ContentDecoder own;
  private final AnswerTap tap;

  private TappedDecoder(ContentDecoder own, AnswerTap tap) {
    this.own = own;
    this.tap = tap;
  }

  /** The decoder itself if it is not one of the three that the client has. */
  static ContentDecoder of(ContentDecoder own, AnswerTap tap) throws IllegalAccessException {
    Class<?> type = own.getClass();
    TappedDecoder tapped = new TappedDecoder(own, tap);
    if (type == LengthDelimitedDecoder.class) {
      return new Delimited(tapped, new Parts(own));
    }
    if (type == ChunkDecoder.class) {
      return new Chunked((ChunkDecoder) own, tapped, new Parts(own));
    }
    return type == IdentityDecoder.class ? new UntilClosed(tapped, new Parts(own)) : own;
  }

  private int read(ByteBuffer into) throws IOException {
    int from = into.position();
    int count;
    try {
      count = own.read(into);
    } catch (IOException e) {
      tap.cut();
      throw e;
    }
    TappedBuffer.show(into, from, from + count, tap);
    if (own.isCompleted()) {
      tap.end();
    }
    return count;
  }

  private long transfer(FileChannel into, long position, long count) throws IOException {
    tap.cut();
    return ((FileContentDecoder) own).transfer(into, position, count);
  }

  /**
   * A consumer may say so (since 4.4 of the core to each kind); the client asks its own decoder.
   */
  private void complete(boolean isCompleted) {
    try {
      Internals.set(own, "completed", isCompleted);
    } catch (IllegalAccessException e) {
      throw new IllegalStateException(e);
    }
  }

  /** What the constructors of decoders ask for. */
  private static final class Parts {
    final ReadableByteChannel channel;
    final SessionInputBuffer buffer;
    final HttpTransportMetricsImpl metrics;

    Parts(ContentDecoder of) throws IllegalAccessException {
      channel = (ReadableByteChannel) own(of, "channel");
      buffer = (SessionInputBuffer) own(of, "buffer");
      metrics = (HttpTransportMetricsImpl) own(of, "metrics");
    }

    private static Object own(ContentDecoder of, String field) throws IllegalAccessException {
      return Objects.requireNonNull(Internals.field(of, field), field);
    }
  }

  private static final class Delimited extends LengthDelimitedDecoder {
    private final TappedDecoder tapped;

    Delimited(TappedDecoder tapped, Parts parts) {
      super(parts.channel, parts.buffer, parts.metrics, 0);
      this.tapped = tapped;
    }

    @SuppressWarnings("UnusedMethod") // of the superclass, in later versions
    public void setCompleted(boolean isCompleted) {
      tapped.complete(isCompleted);
    }

    @Override
    public int read(ByteBuffer into) throws IOException {
      return tapped.read(into);
    }

    @Override
    public long transfer(FileChannel into, long position, long count) throws IOException {
      return tapped.transfer(into, position, count);
    }

    @Override
    public boolean isCompleted() {
      return tapped.own.isCompleted();
    }

    @Override
    public String toString() {
      return tapped.own.toString();
    }
  }

  private static final class UntilClosed extends IdentityDecoder {
    private final TappedDecoder tapped;

    UntilClosed(TappedDecoder tapped, Parts parts) {
      super(parts.channel, parts.buffer, parts.metrics);
      this.tapped = tapped;
    }

    @Override
    public void setCompleted(boolean completed) {
      tapped.complete(completed);
    }

    @Override
    public int read(ByteBuffer into) throws IOException {
      return tapped.read(into);
    }

    @Override
    public long transfer(FileChannel into, long position, long count) throws IOException {
      return tapped.transfer(into, position, count);
    }

    @Override
    public boolean isCompleted() {
      return tapped.own.isCompleted();
    }

    @Override
    public String toString() {
      return tapped.own.toString();
    }
  }

  private static final class Chunked extends ChunkDecoder {
    private final ChunkDecoder own;
    private final TappedDecoder tapped;

    Chunked(ChunkDecoder own, TappedDecoder tapped, Parts parts) {
      super(parts.channel, parts.buffer, parts.metrics);
      this.own = own;
      this.tapped = tapped;
    }

    @SuppressWarnings("UnusedMethod") // of the superclass, in later versions
    public void setCompleted(boolean isCompleted) {
      tapped.complete(isCompleted);
    }

    @Override
    public int read(ByteBuffer into) throws IOException {
      return tapped.read(into);
    }

    @Override
    public Header[] getFooters() {
      return own.getFooters();
    }

    @Override
    public boolean isCompleted() {
      return own.isCompleted();
    }

    @Override
    public String toString() {
      return own.toString();
    }
  }
}
