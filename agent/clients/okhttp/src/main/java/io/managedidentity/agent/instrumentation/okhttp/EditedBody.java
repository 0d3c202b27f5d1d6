package io.managedidentity.agent.instrumentation.okhttp;

import java.io.IOException;
import java.lang.invoke.MethodHandles;
import okhttp3.Request;
import okio.Buffer;
import okio.Sink;
import okio.Timeout;

/**
 * Where the client writes a body whose place on the wire another takes: it takes the client's bytes
 * and drops them, and writes its own when the client is done.
 */
final class EditedBody implements Sink {
  private final Sink wire;
  private final byte[] body;
  private boolean isClosed;

  private EditedBody(Sink wire, byte[] body) {
    this.wire = wire;
    this.body = body;
  }

  /**
   * The codec's own sink is made for the length of what is really written.
   *
   * @param lookup of the codec, whose package may not be open to us
   */
  static EditedBody of(Object codec, Request request, byte[] body, MethodHandles.Lookup lookup)
      throws IOException, ReflectiveOperationException {
    return new EditedBody(new BodyPlace(codec, lookup).of(codec, request, body.length), body);
  }

  @Override
  public void write(Buffer source, long byteCount) {
    source.skip(byteCount);
  }

  @Override
  public void flush() {
    // nothing is written before the end
  }

  @Override
  public Timeout timeout() {
    return wire.timeout();
  }

  @Override
  public void close() throws IOException {
    if (!isClosed) {
      isClosed = true;
      wire.write(new Buffer().write(body), body.length);
      wire.close();
    }
  }
}
