package io.managedidentity.agent.instrumentation.jetty;

import io.managedidentity.agent.injection.RouteInjection;
import io.managedidentity.agent.instrumentation.PublicGetter;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.lang.ref.WeakReference;
import java.lang.reflect.Constructor;
import org.jspecify.annotations.Nullable;

/**
 * The body of a request, read before it is sent, as far as it is short and there at once. A stream
 * can be read once, so the request gets another content with the same bytes. Immutable.
 */
final class GatheredBody {
  private static final int MOST_BYTES = RouteInjection.MOST_BODY_BYTES;

  private static final PublicGetter LENGTH = new PublicGetter("getLength");

  private final byte[] bytes;
  private final WeakReference<Object> content;

  /** Makes a stream in its place; null if it was none. */
  private final @Nullable Constructor<?> ofStream;

  private GatheredBody(byte[] bytes, Object content, @Nullable Constructor<?> ofStream) {
    this.bytes = bytes;
    this.content = new WeakReference<>(content);
    this.ofStream = ofStream;
  }

  /** Null if it is too long, is not there yet, or is of a kind that the agent does not know. */
  static @Nullable GatheredBody of(Object request) throws ReflectiveOperationException {
    Object content = Bodies.of(request);
    if (content == null || !Content.isThere(content) || Bodies.expects(request)) {
      return null;
    }
    Object length = LENGTH.get(content);
    if (length instanceof Long && (Long) length > MOST_BYTES) {
      return null;
    }
    // Whatever fails for the agent's reasons fails before anything is read.
    Constructor<?> ofBytes = Content.ofBytes(content);
    Constructor<?> ofStream = Content.isStream(content) ? Content.ofStream(content) : null;
    return read(request, content, ofBytes, ofStream);
  }

  private static @Nullable GatheredBody read(
      Object request, Object content, Constructor<?> ofBytes, @Nullable Constructor<?> ofStream)
      throws ReflectiveOperationException {
    BodyParts parts = BodyParts.of(content);
    ByteArrayOutputStream read = new ByteArrayOutputStream(512);
    int count = 0;
    InputStream rest = null;
    try {
      for (byte[] part = parts.next(); part != null; part = parts.next()) {
        read.write(part, 0, part.length);
        count++;
        if (read.size() > MOST_BYTES) {
          rest = parts;
          break;
        }
      }
    } catch (IOException e) {
      rest = new Failed(e);
    }
    byte[] bytes = read.toByteArray();
    if (rest != null) {
      if (ofStream == null) {
        Bodies.rewind(request);
      } else {
        InputStream again = new SequenceInputStream(new ByteArrayInputStream(bytes), rest);
        Content.set(request, Content.make(ofStream, content, again));
      }
      return null;
    }
    if (ofStream == null && count == 1) {
      Bodies.rewind(request);
      return new GatheredBody(bytes, content, null);
    }
    // In one part, as it is edited.
    Object same = Content.make(ofBytes, content, new byte[][] {bytes});
    Content.set(request, same);
    return new GatheredBody(bytes, same, ofStream);
  }

  /** The same; a stream, if that is what was gathered first. */
  GatheredBody after(@Nullable GatheredBody first) {
    Object known = content.get();
    return first == null || first.ofStream == null || known == null
        ? this
        : new GatheredBody(bytes, known, first.ofStream);
  }

  boolean isOfStream() {
    return ofStream != null;
  }

  /** Before the client follows a redirect, for which a stream is used up. */
  void useUp(Object request) throws ReflectiveOperationException {
    putStream(request, new byte[0]);
  }

  /**
   * In a copy of the request that is sent once more: for bytes the client would set a length, and
   * keep it when it follows a redirect with a stream that is used up.
   */
  void renew(Object copy) throws ReflectiveOperationException {
    putStream(copy, bytes);
  }

  private void putStream(Object request, byte[] left) throws ReflectiveOperationException {
    Object known = content.get();
    if (ofStream != null && known != null && Bodies.of(request) == known) {
      Content.set(request, Content.make(ofStream, known, new ByteArrayInputStream(left)));
    }
  }

  /** Null if the application's listeners have changed the request since. */
  byte @Nullable [] bytesOf(Object request) throws ReflectiveOperationException {
    return Bodies.of(request) == content.get() && !Bodies.expects(request) ? bytes : null;
  }

  /** What the client meets where it would have met it. */
  private static final class Failed extends InputStream {
    private final IOException cause;

    Failed(IOException cause) {
      this.cause = cause;
    }

    @Override
    public int read() throws IOException {
      throw cause;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
      throw cause;
    }
  }
}
