package io.managedidentity.agent.secrets;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What a value of {@code Authorization} is. */
public final class AuthorizationValue {
  /** Of Azure DevOps, before and since 2024. */
  private static final int[] DEVOPS_LENGTHS = {52, 84};

  private static final String WRAPPED = "access_token=";
  private static final String DATABRICKS_PREFIX = "dapi";
  private static final int DATABRICKS_DIGITS = 32;

  private AuthorizationValue() {}

  /**
   * @return null if it is neither a stored secret nor a token of Entra: a scheme of the
   *     application's own, which nobody should replace unasked
   */
  public static @Nullable SecretKind kind(String headerValue) {
    String value = headerValue.trim();
    int blank = value.indexOf(' ');
    String scheme = (blank < 0 ? value : value.substring(0, blank)).toLowerCase(Locale.ROOT);
    String rest = blank < 0 ? "" : value.substring(blank + 1).trim();
    switch (scheme) {
      case "bearer":
        return bearer(rest);
      case "basic":
        return isDevOpsPat(rest) ? SecretKind.DEVOPS_PAT : SecretKind.BASIC;
      case "sharedkey":
        return SecretKind.SHARED_KEY;
      case "sharedkeylite":
        return SecretKind.SHARED_KEY_LITE;
      case "sharedaccesssignature":
        return SecretKind.SAS_HEADER;
      case "wrap": // Service Bus: a signature in the form that it had before 2013
        return rest.regionMatches(true, 0, WRAPPED, 0, WRAPPED.length())
            ? SecretKind.SAS_HEADER
            : null;
      case "sharedaccesskey": // namespaces of Event Grid
        return SecretKind.EVENT_GRID_KEY;
      case "jwt-sas": // Azure Maps
        return SecretKind.HS256_JWT;
      case "hmac-sha256":
      case "aws4-hmac-sha256":
        return SecretKind.HMAC;
      case "digest":
        return SecretKind.DIGEST;
      case "apikey":
      case "token":
        return SecretKind.API_KEY;
      default:
        return withoutScheme(scheme);
    }
  }

  /** Cosmos DB: type=master&ver=1.0&sig=…, URL-encoded; or a bare SAS. */
  private static @Nullable SecretKind withoutScheme(String value) {
    if (value.startsWith("type%3dmaster") || value.startsWith("type=master")) {
      return SecretKind.COSMOS_MASTER_KEY;
    }
    if (value.startsWith("type%3dresource") || value.startsWith("type=resource")) {
      return SecretKind.COSMOS_RESOURCE_TOKEN;
    }
    if (value.startsWith("type%3daad") || value.startsWith("type=aad")) {
      return SecretKind.ENTRA_TOKEN;
    }
    return value.contains("sig=") ? SecretKind.SAS_HEADER : null;
  }

  private static SecretKind bearer(String token) {
    Jwt jwt = Jwt.of(token);
    if (jwt == null) {
      return isDatabricksPat(token) ? SecretKind.DATABRICKS_PAT : SecretKind.BEARER_KEY;
    }
    if (jwt.isSignedWithSharedKey()) {
      return SecretKind.HS256_JWT;
    }
    return jwt.isFromEntra() ? SecretKind.ENTRA_TOKEN : SecretKind.BEARER_KEY;
  }

  private static boolean isDatabricksPat(String token) {
    if (!token.startsWith(DATABRICKS_PREFIX)
        || token.length() < DATABRICKS_PREFIX.length() + DATABRICKS_DIGITS) {
      return false;
    }
    for (int i = 0; i < DATABRICKS_DIGITS; i++) {
      if (Character.digit(token.charAt(DATABRICKS_PREFIX.length() + i), 16) < 0) {
        return false;
      }
    }
    return true;
  }

  /** {@code Basic} with a token in place of the password, and no user. */
  private static boolean isDevOpsPat(String encoded) {
    String decoded;
    try {
      decoded = new String(Base64.getDecoder().decode(encoded), StandardCharsets.ISO_8859_1);
    } catch (IllegalArgumentException e) {
      return false;
    }
    int colon = decoded.indexOf(':');
    if (colon != 0) {
      return false;
    }
    for (int length : DEVOPS_LENGTHS) {
      if (decoded.length() - 1 == length) {
        return isLettersAndDigits(decoded);
      }
    }
    return false;
  }

  private static boolean isLettersAndDigits(String text) {
    for (int i = 1; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c > 127 || !Character.isLetterOrDigit(c)) {
        return false;
      }
    }
    return true;
  }
}
