package io.managedidentity.agent.injection;

import io.managedidentity.agent.token.HeldToken;
import java.io.UnsupportedEncodingException;
import java.net.URLEncoder;
import org.jspecify.annotations.Nullable;

/**
 * A mapping's {@code format}, such as {@code Bearer {token}}, and the finished header value for the
 * token in use, so that a request needs no new string. Thread-safe.
 */
public final class HeaderFormat {
  private static final String PLAIN = "{token}";
  private static final String ENCODED = "{token:urlencoded}";

  private final String format;
  private volatile @Nullable Finished finished;

  private static final class Finished {
    final HeldToken token;
    final String value;

    Finished(HeldToken token, String value) {
      this.token = token;
      this.value = value;
    }
  }

  HeaderFormat(String format) {
    this.format = format;
  }

  String value(HeldToken token) {
    Finished last = finished;
    if (last == null || last.token != token) {
      last = new Finished(token, fill(format, token.value()));
      finished = last;
    }
    return last.value;
  }

  /** The header value for a token. */
  public static String fill(String format, String token) {
    try {
      return format.contains(ENCODED)
          ? format.replace(ENCODED, URLEncoder.encode(token, "UTF-8"))
          : format.replace(PLAIN, token);
    } catch (UnsupportedEncodingException e) {
      throw new AssertionError("every JVM has UTF-8", e);
    }
  }
}
