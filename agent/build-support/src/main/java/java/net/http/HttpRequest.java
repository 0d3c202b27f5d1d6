package java.net.http;

import java.net.URI;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.concurrent.Flow;

/** Signatures of the JDK's class (11 and later). */
public abstract class HttpRequest {
  public abstract URI uri();

  public abstract String method();

  public abstract HttpHeaders headers();

  public abstract Optional<BodyPublisher> bodyPublisher();

  /** Signature of the JDK's type. */
  public interface BodyPublisher extends Flow.Publisher<ByteBuffer> {
    long contentLength();
  }

  /** Signatures of the JDK's type. */
  public static class BodyPublishers {
    private BodyPublishers() {}

    public static BodyPublisher ofByteArray(byte[] bytes) {
      throw new UnsupportedOperationException();
    }
  }
}
