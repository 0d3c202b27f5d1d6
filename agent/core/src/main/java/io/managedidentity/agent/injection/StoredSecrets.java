package io.managedidentity.agent.injection;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;

/**
 * Tells a stored secret in an {@code Authorization} value from a token that the application got
 * from Entra itself: what {@code existingAuthorization: replace-stored-secret} replaces, and what
 * it keeps.
 */
final class StoredSecrets {
  /** Schemes that carry a key, or something signed or encoded from one. */
  private static final String[] SECRET_SCHEMES = {
    "basic",
    "sharedkey",
    "sharedkeylite",
    "sharedaccesssignature",
    "hmac-sha256",
    "apikey",
    "token",
    "aws4-hmac-sha256"
  };

  private static final String[] ENTRA_ISSUERS = {
    "https://sts.windows.net/",
    "https://sts.chinacloudapi.cn/",
    "https://login.microsoftonline.com/",
    "https://login.microsoftonline.us/",
    "https://login.chinacloudapi.cn/",
    "https://login.partner.microsoftonline.cn/"
  };

  private StoredSecrets() {}

  static boolean isStoredSecret(String headerValue) {
    String value = headerValue.trim();
    int blank = value.indexOf(' ');
    String scheme = (blank < 0 ? value : value.substring(0, blank)).toLowerCase(Locale.ROOT);
    if (scheme.equals("bearer")) {
      return !isEntraToken(blank < 0 ? "" : value.substring(blank + 1).trim());
    }
    for (String known : SECRET_SCHEMES) {
      if (scheme.equals(known)) {
        return true;
      }
    }
    // Cosmos DB: type=master&ver=1.0&sig=..., URL-encoded; or a bare SAS in place of a scheme.
    return scheme.startsWith("type%3dmaster")
        || scheme.startsWith("type=master")
        || scheme.startsWith("type%3dresource")
        || scheme.startsWith("type=resource")
        || scheme.contains("sig=");
  }

  /** A JWT whose issuer is Entra; an opaque Bearer value is a secret that somebody stored. */
  private static boolean isEntraToken(String token) {
    int first = token.indexOf('.');
    int second = token.indexOf('.', first + 1);
    if (first <= 0 || second < 0) {
      return false;
    }
    try {
      String payload =
          new String(
              Base64.getUrlDecoder().decode(token.substring(first + 1, second)),
              StandardCharsets.UTF_8);
      for (String issuer : ENTRA_ISSUERS) {
        if (payload.contains("\"" + issuer)
            || payload.contains("\"" + issuer.replace("/", "\\/"))) {
          return payload.contains("\"iss\"");
        }
      }
      return false;
    } catch (IllegalArgumentException e) {
      return false; // not base64url, so not a JWT
    }
  }
}
