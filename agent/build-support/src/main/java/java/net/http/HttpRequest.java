package java.net.http;

import java.net.URI;

/** Signatures of the JDK's class (11 and later). */
public abstract class HttpRequest {
  public abstract URI uri();

  public abstract String method();

  public abstract HttpHeaders headers();
}
