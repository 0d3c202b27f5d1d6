package io.managedidentity.agent.identity.http;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Address of an identity endpoint (R-URL): absolute, http or https, with a host, without user info
 * or fragment. Path and query stay as they were written. Immutable.
 */
public final class EndpointUrl {
  private static final char[] HEX = "0123456789ABCDEF".toCharArray();
  private static final int MAX_PORT = 65535;

  private final boolean secure;
  private final String host;
  private final int port;
  private final String target;

  private EndpointUrl(boolean secure, String host, int port, String target) {
    this.secure = secure;
    this.host = host;
    this.port = port;
    this.target = target;
  }

  /** The URL, or null if {@code text} is none that R-URL allows. */
  public static @Nullable EndpointUrl parse(String text) {
    URI uri;
    try {
      uri = new URI(text.trim());
    } catch (URISyntaxException e) {
      return null;
    }
    boolean secure = "https".equalsIgnoreCase(uri.getScheme());
    String host = uri.getHost();
    int port = uri.getPort();
    if ((!secure && !"http".equalsIgnoreCase(uri.getScheme()))
        || host == null
        || uri.getRawUserInfo() != null
        || uri.getRawFragment() != null
        || port == 0
        || port > MAX_PORT) {
      return null;
    }
    String path = uri.getRawPath() == null || uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
    String query = uri.getRawQuery();
    String target = query == null ? path : path + "?" + query;
    return isAscii(target)
        ? new EndpointUrl(secure, host.toLowerCase(Locale.ROOT), port, target)
        : null;
  }

  /**
   * The URL of a request that a client of the application sends, whose target stays as it is.
   *
   * @param host name or IP literal; an IPv6 literal with or without brackets
   * @param port -1 for the scheme's default
   * @return null if the target cannot be sent
   */
  public static @Nullable EndpointUrl of(boolean secure, String host, int port, String target) {
    boolean isBare = host.indexOf(':') >= 0 && host.charAt(0) != '[';
    boolean isDefault = port == (secure ? 443 : 80);
    return isAscii(target) && target.startsWith("/")
        ? new EndpointUrl(
            secure,
            (isBare ? "[" + host + "]" : host).toLowerCase(Locale.ROOT),
            isDefault ? -1 : port,
            target)
        : null;
  }

  /** A URL written in the code. */
  public static EndpointUrl known(String text) {
    EndpointUrl url = parse(text);
    if (url == null) {
      throw new IllegalArgumentException(text);
    }
    return url;
  }

  /** The same origin with another path and no query; {@code path} begins with a slash. */
  public EndpointUrl withPath(String path) {
    return new EndpointUrl(secure, host, port, path);
  }

  /** With one more query parameter; {@code value} is percent-encoded as UTF-8. */
  public EndpointUrl with(String name, String value) {
    char joint = target.indexOf('?') < 0 ? '?' : '&';
    StringBuilder longer = new StringBuilder(target).append(joint).append(name).append('=');
    encode(value, longer);
    return new EndpointUrl(secure, host, port, longer.toString());
  }

  /**
   * Percent-encodes all but the unreserved characters of RFC 3986; good for queries and for form
   * bodies, as a blank becomes {@code %20}.
   */
  public static void encode(String value, StringBuilder to) {
    for (byte b : value.getBytes(StandardCharsets.UTF_8)) {
      char c = (char) (b & 0xFF);
      if ((c >= 'a' && c <= 'z')
          || (c >= 'A' && c <= 'Z')
          || (c >= '0' && c <= '9')
          || c == '-'
          || c == '.'
          || c == '_'
          || c == '~') {
        to.append(c);
      } else {
        to.append('%').append(HEX[c >> 4]).append(HEX[c & 0xF]);
      }
    }
  }

  public boolean isSecure() {
    return secure;
  }

  /** Host name or IP literal in lower case; an IPv6 literal in brackets. */
  public String host() {
    return host;
  }

  public int port() {
    return port > 0 ? port : secure ? 443 : 80;
  }

  /** Path and query, as sent in the request line. */
  public String target() {
    return target;
  }

  public boolean hasQuery() {
    return target.indexOf('?') >= 0;
  }

  /** Path without the query. */
  public String path() {
    int query = target.indexOf('?');
    return query < 0 ? target : target.substring(0, query);
  }

  /** Value of the {@code Host} header. */
  public String authority() {
    return port > 0 ? host + ":" + port : host;
  }

  /** Such as {@code http://127.0.0.1:40342}. */
  public String origin() {
    return (secure ? "https://" : "http://") + authority();
  }

  /** Origin and path: a query may hold ids. */
  @Override
  public String toString() {
    return origin() + path();
  }

  private static boolean isAscii(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) <= ' ' || text.charAt(i) >= 0x7F) {
        return false;
      }
    }
    return true;
  }
}
