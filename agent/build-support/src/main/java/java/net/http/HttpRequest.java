package java.net.http;

import java.net.URI;
import java.util.Optional;

/** Signatures of the JDK's class (11 and later). */
public abstract class HttpRequest {
  public abstract URI uri();

  public abstract String method();

  public abstract HttpHeaders headers();

  public abstract Optional<BodyPublisher> bodyPublisher();

  /** Signature of the JDK's type. */
  public interface BodyPublisher {}
}
