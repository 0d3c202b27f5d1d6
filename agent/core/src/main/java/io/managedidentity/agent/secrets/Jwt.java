package io.managedidentity.agent.secrets;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * What a JWT says of itself (RFC 7519), its signature not checked. Members are found in the text:
 * this runs for requests, and nothing more than their presence matters.
 */
public final class Jwt {
  private static final String[] ENTRA_ISSUERS = {
    "https://sts.windows.net/",
    "https://sts.chinacloudapi.cn/",
    "https://login.microsoftonline.com/",
    "https://login.microsoftonline.us/",
    "https://login.chinacloudapi.cn/",
    "https://login.partner.microsoftonline.cn/"
  };

  private final String header;
  private final String payload;

  private Jwt(String header, String payload) {
    this.header = header;
    this.payload = payload;
  }

  /** Null if the text is not three parts, of which the first two are base64url. */
  public static @Nullable Jwt of(String token) {
    int first = token.indexOf('.');
    int second = token.indexOf('.', first + 1);
    if (first <= 0 || second < 0 || token.indexOf('.', second + 1) >= 0) {
      return null;
    }
    try {
      Jwt jwt =
          new Jwt(decoded(token.substring(0, first)), decoded(token.substring(first + 1, second)));
      return jwt.header.indexOf('{') >= 0 ? jwt : null;
    } catch (IllegalArgumentException e) {
      return null; // not base64url
    }
  }

  private static String decoded(String part) {
    return new String(Base64.getUrlDecoder().decode(part), StandardCharsets.UTF_8);
  }

  /** {@code alg} is HS256, HS384 or HS512: whoever has the key can make one. */
  public boolean isSignedWithSharedKey() {
    String algorithm = member(header, "alg");
    return algorithm != null && algorithm.startsWith("HS");
  }

  /** The issuer is one of Entra's. */
  public boolean isFromEntra() {
    String issuer = issuer();
    if (issuer == null) {
      return false;
    }
    for (String known : ENTRA_ISSUERS) {
      if (issuer.startsWith(known)) {
        return true;
      }
    }
    return false;
  }

  /** {@code iss}, or null. */
  public @Nullable String issuer() {
    return member(payload, "iss");
  }

  /** A claim that is a string, or null. Nothing that may be relied on. */
  public @Nullable String claim(String name) {
    return member(payload, name);
  }

  /** A member that is a string; the outermost object is not told from inner ones. */
  private static @Nullable String member(String json, String name) {
    String quoted = "\"" + name + "\"";
    for (int at = json.indexOf(quoted); at >= 0; at = json.indexOf(quoted, at + 1)) {
      int begin = skipBlanks(json, at + quoted.length());
      if (begin < json.length() && json.charAt(begin) == ':') {
        begin = skipBlanks(json, begin + 1);
        int end = begin < json.length() ? json.indexOf('"', begin + 1) : -1;
        if (end > 0 && json.charAt(begin) == '"') {
          return json.substring(begin + 1, end).replace("\\/", "/");
        }
      }
    }
    return null;
  }

  private static int skipBlanks(String text, int from) {
    int at = from;
    while (at < text.length() && text.charAt(at) <= ' ') {
      at++;
    }
    return at;
  }
}
