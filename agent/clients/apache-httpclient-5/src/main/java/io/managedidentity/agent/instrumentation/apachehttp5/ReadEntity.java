package io.managedidentity.agent.instrumentation.apachehttp5;

import io.managedidentity.agent.instrumentation.ReadBody;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.io.HttpClientConnection;
import org.apache.hc.core5.http.io.entity.HttpEntityWrapper;
import org.apache.hc.core5.util.Timeout;
import org.jspecify.annotations.Nullable;

/**
 * The body of an answer, read into memory if it is short and comes in time, so that the application
 * can still have all of it. Its twin for Apache HttpClient 4 uses that client's types.
 */
final class ReadEntity extends HttpEntityWrapper {
  private final InputStream content;
  private final boolean isWhole;

  private ReadEntity(HttpEntity entity, InputStream content, boolean isWhole) {
    super(entity);
    this.content = content;
    this.isWhole = isWhole;
  }

  /**
   * @param connection over which the body comes
   */
  static ReadEntity of(HttpEntity entity, HttpClientConnection connection)
      throws IOException, ReflectiveOperationException {
    InputStream from = entity.getContent();
    if (from == null) {
      return new ReadEntity(entity, new ByteArrayInputStream(new byte[0]), true);
    }
    ReadBody body = ReadBody.of(from, -1, new SocketTimeout(connection));
    return new ReadEntity(entity, body.stream(), body.isWhole());
  }

  boolean isWhole() {
    return isWhole;
  }

  @Override
  public InputStream getContent() {
    return content;
  }

  @Override
  public void writeTo(@Nullable OutputStream out) throws IOException {
    if (out == null) {
      throw new IllegalArgumentException("Output stream may not be null");
    }
    byte[] buffer = new byte[4096];
    try (InputStream in = content) {
      for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
        out.write(buffer, 0, count);
      }
    }
  }

  /** The connection has the time-out that the client set when the request began. */
  private static final class SocketTimeout implements ReadBody.ReadTimeout {
    private final HttpClientConnection connection;
    private final int ofApplication;

    SocketTimeout(HttpClientConnection connection) {
      this.connection = connection;
      Timeout known = connection.getSocketTimeout();
      this.ofApplication = known == null ? 0 : known.toMillisecondsIntBound();
    }

    @Override
    public int ofApplication() {
      return ofApplication;
    }

    @Override
    public void set(int millis) {
      connection.setSocketTimeout(Timeout.ofMilliseconds(millis));
    }

    @Override
    public boolean staysWithRequest() {
      return true;
    }
  }
}
