package io.managedidentity.agent.instrumentation.okhttp;

import io.managedidentity.agent.injection.RouteInjection;
import io.managedidentity.agent.instrumentation.WeakIdentityMap;
import java.io.IOException;
import okhttp3.Request;
import okhttp3.RequestBody;
import okio.Buffer;
import okio.Sink;
import okio.Timeout;
import org.jspecify.annotations.Nullable;

/**
 * Where the client writes a body whose head is not written yet: that is done when all of the body
 * is here, or when it turns out to be too long, from where on it goes straight to the wire.
 */
final class LateBody implements Sink {
  private final LateHead head;
  private final Object codec;
  private final Request request;
  private final WeakIdentityMap<byte[]> edited;
  private final Buffer collected = new Buffer();
  private @Nullable Sink wire;
  private boolean isClosed;

  /**
   * @param edited has what is to be sent in place of the body, once the head is written
   */
  LateBody(LateHead head, Object codec, Request request, WeakIdentityMap<byte[]> edited) {
    this.head = head;
    this.codec = codec;
    this.request = request;
    this.edited = edited;
  }

  @Override
  public void write(Buffer source, long byteCount) throws IOException {
    Sink known = wire;
    if (known != null) {
      known.write(source, byteCount);
      return;
    }
    collected.write(source, byteCount);
    if (collected.size() > RouteInjection.MOST_BODY_BYTES) {
      begin(null);
    }
  }

  @Override
  public void flush() throws IOException {
    Sink known = wire;
    if (known != null) {
      known.flush();
    }
  }

  @Override
  public Timeout timeout() {
    Sink known = wire;
    return known == null ? collected.timeout() : known.timeout();
  }

  @Override
  public void close() throws IOException {
    if (isClosed) {
      return;
    }
    isClosed = true;
    Sink known = wire;
    if (known == null) {
      known = begin(collected.readByteArray());
    }
    known.close();
  }

  /**
   * @param whole body; null if there is more to come
   */
  private Sink begin(byte @Nullable [] whole) throws IOException {
    head.write(codec, request, whole);
    byte[] other = edited.remove(request);
    RequestBody body = request.body();
    long length = other != null ? other.length : body == null ? 0 : body.contentLength();
    Sink begun = head.place(codec, request, length);
    wire = begun;
    byte[] known = other == null ? whole : other;
    Buffer first = known == null ? collected : new Buffer().write(known);
    begun.write(first, first.size());
    return begun;
  }
}
