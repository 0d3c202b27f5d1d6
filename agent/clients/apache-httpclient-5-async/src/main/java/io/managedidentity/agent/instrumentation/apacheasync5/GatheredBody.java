package io.managedidentity.agent.instrumentation.apacheasync5;

import io.managedidentity.agent.injection.RouteInjection;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.nio.AsyncDataProducer;
import org.apache.hc.core5.http.nio.DataStreamChannel;
import org.apache.hc.core5.util.ByteArrayBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A body that is asked for before the request is written, as far as it is short and there at once.
 * What is written is what an edit says; else what was gathered, and then what else comes. The
 * application's producer may keep the channel that it is first given, so that is always this one.
 *
 * <p>Gathered on the thread that makes the request, and then produced on the reactor's; a producer
 * may use the channel on any other.
 */
final class GatheredBody implements DataStreamChannel {
  private static final int MOST_BYTES = RouteInjection.MOST_BODY_BYTES;

  /** In which a producer says that there is more, and gives nothing. */
  private static final int MOST_IDLE_ROUNDS = 16;

  private final AsyncDataProducer source;
  private final ByteArrayBuffer gathered = new ByteArrayBuffer(512);
  private @Nullable List<? extends Header> trailers;
  private boolean isGathering;
  private boolean isFull;
  private boolean isEnded;
  private @Nullable IOException failure;
  private volatile boolean isWanted;
  private volatile @Nullable DataStreamChannel connection;

  // Of the present sending.
  private volatile byte @Nullable [] edited;
  private @Nullable ByteBuffer left;
  private volatile boolean isWritten;

  private GatheredBody(AsyncDataProducer source) {
    this.source = source;
  }

  /**
   * @param length as far as it is known; less than 0 if it is not
   */
  static GatheredBody of(AsyncDataProducer source, long length) {
    GatheredBody body = new GatheredBody(source);
    if (length <= MOST_BYTES) {
      body.gather();
    }
    return body;
  }

  private void gather() {
    begins(true);
    try {
      int idle = 0;
      boolean hasMore = true;
      while (hasMore && isOpen() && idle < MOST_IDLE_ROUNDS) {
        int before = size();
        isWanted = false;
        source.produce(this);
        idle = size() > before ? 0 : idle + 1;
        hasMore = isWanted || (idle == 0 && source.available() > 0);
      }
    } catch (IOException e) {
      failed(e);
    } catch (RuntimeException e) {
      failed(new IOException(e));
    } finally {
      begins(false);
    }
  }

  private synchronized void begins(boolean is) {
    isGathering = is;
  }

  private synchronized int size() {
    return gathered.length();
  }

  private synchronized boolean isOpen() {
    return !isEnded && !isFull;
  }

  /** Of the application: it is met again where the client would have met it. */
  private synchronized void failed(IOException cause) {
    failure = cause;
  }

  /** All of it; null if that is not known. */
  synchronized byte @Nullable [] whole() {
    return isWhole() ? gathered.toByteArray() : null;
  }

  private synchronized boolean isWhole() {
    return isEnded && failure == null;
  }

  /**
   * The request is about to be written.
   *
   * @param bytes null for what the application made
   */
  void edit(byte @Nullable [] bytes) {
    edited = bytes;
    restart();
  }

  /** The next sending begins from the beginning. */
  private void restart() {
    left = null;
    isWritten = false;
    connection = null;
  }

  /** The producer is told to do so as well, and gives all of it again if it can. */
  synchronized void released() {
    edited = null;
    restart();
    if (!isEnded) {
      gathered.clear();
    }
  }

  int available() {
    return connection != null ? source.available() : isWritten ? 0 : Integer.MAX_VALUE;
  }

  void produce(DataStreamChannel channel) throws IOException {
    byte[] instead = edited;
    ByteBuffer first = left;
    if (first == null) {
      first = ByteBuffer.wrap(instead == null ? soFar() : instead);
      left = first;
    }
    if (first.hasRemaining()) {
      channel.write(first);
    }
    if (first.hasRemaining() || isWritten) {
      return;
    }
    if (instead != null || isWhole()) {
      isWritten = true;
      end(channel);
    } else {
      rest(channel);
    }
  }

  private synchronized byte[] soFar() {
    return gathered.toByteArray();
  }

  private void end(DataStreamChannel channel) throws IOException {
    List<? extends Header> last;
    synchronized (this) {
      last = trailers;
    }
    if (last == null) {
      channel.endStream();
    } else {
      channel.endStream(last);
    }
  }

  private void rest(DataStreamChannel channel) throws IOException {
    IOException cause;
    synchronized (this) {
      cause = failure;
    }
    if (cause != null) {
      throw cause;
    }
    connection = channel;
    source.produce(this);
  }

  @Override
  public void requestOutput() {
    isWanted = true;
    DataStreamChannel known = connection;
    if (known != null) {
      known.requestOutput();
    }
  }

  /** No lock is held while the connection writes, which has one of its own. */
  @Override
  public int write(ByteBuffer bytes) throws IOException {
    DataStreamChannel known = connection;
    return known == null ? take(bytes) : known.write(bytes);
  }

  private synchronized int take(ByteBuffer bytes) {
    if (!isGathering) {
      return 0; // it is asked again
    }
    int free = MOST_BYTES - gathered.length();
    byte[] part = new byte[Math.min(free, bytes.remaining())];
    isFull = bytes.remaining() > free;
    bytes.get(part);
    gathered.append(part, 0, part.length);
    return part.length;
  }

  @Override
  public void endStream() throws IOException {
    DataStreamChannel known = connection;
    if (known == null) {
      ended(null);
    } else {
      known.endStream();
    }
  }

  @Override
  public void endStream(@Nullable List<? extends Header> last) throws IOException {
    DataStreamChannel known = connection;
    if (known == null) {
      ended(last);
    } else {
      known.endStream(last);
    }
  }

  private synchronized void ended(@Nullable List<? extends Header> last) {
    isEnded = true;
    trailers = last;
  }
}
