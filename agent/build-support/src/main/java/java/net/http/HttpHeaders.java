package java.net.http;

import java.util.List;
import java.util.Map;
import java.util.function.BiPredicate;

/** Signatures of the JDK's class (11 and later). */
public final class HttpHeaders {
  private HttpHeaders() {}

  public Map<String, List<String>> map() {
    throw new UnsupportedOperationException();
  }

  public static HttpHeaders of(
      Map<String, List<String>> headers, BiPredicate<String, String> filter) {
    throw new UnsupportedOperationException();
  }
}
