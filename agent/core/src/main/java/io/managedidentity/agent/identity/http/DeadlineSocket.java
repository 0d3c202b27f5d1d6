package io.managedidentity.agent.identity.http;

import io.managedidentity.agent.clock.AgentClock;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Proxy;
import java.net.Socket;
import java.net.SocketTimeoutException;

/**
 * A socket that no proxy setting touches and whose reads all end at one deadline. TLS is layered on
 * it, so a server that sends one byte a second inside a TLS record is cut off too.
 */
final class DeadlineSocket extends Socket {
  private final AgentClock clock;
  private final int limitMillis;
  private long deadlineNanos;

  DeadlineSocket(AgentClock clock, int limitMillis) {
    super(Proxy.NO_PROXY);
    this.clock = clock;
    this.limitMillis = limitMillis;
    this.deadlineNanos = clock.nanoTime() + limitMillis * 1_000_000L;
  }

  /** Restarts the time limit; once, when the connection is open. */
  void startDeadline() {
    deadlineNanos = clock.nanoTime() + limitMillis * 1_000_000L;
  }

  @Override
  public InputStream getInputStream() throws IOException {
    return new BoundedStream(super.getInputStream());
  }

  private void allowWhatIsLeft() throws IOException {
    long left = (deadlineNanos - clock.nanoTime() + 999_999) / 1_000_000;
    if (left <= 0) {
      throw new SocketTimeoutException("no complete answer within " + limitMillis + " ms");
    }
    setSoTimeout((int) Math.min(left, limitMillis));
  }

  private final class BoundedStream extends FilterInputStream {
    BoundedStream(InputStream in) {
      super(in);
    }

    @Override
    public int read() throws IOException {
      allowWhatIsLeft();
      return super.read();
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
      allowWhatIsLeft();
      return super.read(buffer, offset, length);
    }
  }
}
