package io.managedidentity.agent.instrumentation.jetty;

import io.managedidentity.agent.instrumentation.PublicGetter;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/**
 * The content of a request, read in each version's own way: a sequence in 9.4, a publisher in 10
 * and 11, a source in 12. Only for contents that give what they have when they are asked. As a
 * stream, it is what has not been read yet.
 */
abstract class BodyParts extends InputStream {
  private static final PublicGetter READ = new PublicGetter("read");
  private static final PublicGetter DEMAND = new PublicGetter("demand");
  private static final PublicGetter SUCCEEDED = new PublicGetter("succeeded");
  private static final PublicGetter BUFFER = new PublicGetter("getByteBuffer");
  private static final PublicGetter FAILURE = new PublicGetter("getFailure");
  private static final PublicGetter IS_LAST = new PublicGetter("isLast");
  private static final PublicGetter RELEASE = new PublicGetter("release");

  private byte @Nullable [] part = {};
  private int at;

  static BodyParts of(Object content) throws ReflectiveOperationException {
    if (content instanceof Iterable) {
      return new OfSequence(((Iterable<?>) content).iterator());
    }
    return READ.isOn(content) ? new OfSource(content) : new OfPublisher(content);
  }

  /** Null at the end. */
  abstract byte @Nullable [] next() throws IOException;

  @Override
  public final int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
  }

  @Override
  public final int read(byte[] into, int offset, int length) throws IOException {
    byte[] known = part;
    while (known != null && at == known.length) {
      known = next();
      part = known;
      at = 0;
    }
    if (known == null) {
      return -1;
    }
    int count = Math.min(length, known.length - at);
    System.arraycopy(known, at, into, offset, count);
    at += count;
    return count;
  }

  private static byte[] copy(@Nullable Object buffer) {
    if (buffer == null) {
      return new byte[0];
    }
    ByteBuffer bytes = ((ByteBuffer) buffer).duplicate();
    byte[] copy = new byte[bytes.remaining()];
    bytes.get(copy);
    return copy;
  }

  private static @Nullable Object get(PublicGetter getter, @Nullable Object object)
      throws IOException {
    try {
      return getter.get(object);
    } catch (InvocationTargetException e) {
      throw asIo(e.getCause());
    } catch (ReflectiveOperationException e) {
      throw new IOException(e);
    }
  }

  private static IOException asIo(@Nullable Throwable failure) {
    return failure instanceof IOException ? (IOException) failure : new IOException(failure);
  }

  /** 9.4. */
  private static final class OfSequence extends BodyParts {
    private final Iterator<?> iterator;

    OfSequence(Iterator<?> iterator) {
      this.iterator = iterator;
    }

    @Override
    byte @Nullable [] next() throws IOException {
      try {
        return iterator.hasNext() ? copy(iterator.next()) : null;
      } catch (RuntimeException e) { // around what a stream throws
        throw asIo(e);
      }
    }
  }

  /** 10 and 11. */
  private static final class OfPublisher extends BodyParts implements InvocationHandler {
    private final Object subscription;
    private byte @Nullable [] given;
    private @Nullable Throwable failure;
    private boolean isLast;

    OfPublisher(Object content) throws ReflectiveOperationException {
      Method subscribe = Content.method(content, "subscribe", 2);
      Class<?> consumer = subscribe.getParameterTypes()[0];
      subscription =
          subscribe.invoke(
              content,
              Proxy.newProxyInstance(consumer.getClassLoader(), new Class<?>[] {consumer}, this),
              true);
    }

    @Override
    public @Nullable Object invoke(Object proxy, Method called, Object @Nullable [] arguments)
        throws Throwable {
      if (called.getName().equals("onContent") && arguments != null) {
        given = copy(arguments[0]);
        isLast = (Boolean) arguments[1];
        SUCCEEDED.get(arguments[2]);
      } else if (called.getName().equals("onFailure") && arguments != null) {
        failure = (Throwable) arguments[0];
      }
      return called.getReturnType() == boolean.class ? (Object) false : null;
    }

    @Override
    byte @Nullable [] next() throws IOException {
      if (isLast) {
        return null;
      }
      given = null;
      get(DEMAND, subscription);
      if (failure != null || given == null) {
        throw asIo(failure);
      }
      return given;
    }
  }

  /** 12. */
  private static final class OfSource extends BodyParts {
    private final Object source;
    private boolean isLast;

    OfSource(Object source) {
      this.source = source;
    }

    @Override
    byte @Nullable [] next() throws IOException {
      if (isLast) {
        return null;
      }
      Object chunk = get(READ, source);
      Object failure = get(FAILURE, chunk);
      if (chunk == null || failure != null) {
        throw asIo((Throwable) failure);
      }
      byte[] copy = copy(get(BUFFER, chunk));
      isLast = Boolean.TRUE.equals(get(IS_LAST, chunk));
      get(RELEASE, chunk);
      return copy;
    }
  }
}
