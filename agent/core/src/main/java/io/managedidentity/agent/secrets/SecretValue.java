package io.managedidentity.agent.secrets;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What of a header's or parameter's value is the secret, or the signature that a key made, so that
 * a fingerprint can be made of it. What is returned is never written anywhere.
 */
public final class SecretValue {
  private static final String SIGNATURE = "sig=";
  private static final String HMAC_SIGNATURE = "signature=";
  private static final String EVENT_GRID_SIGNATURE = "s=";

  private SecretValue() {}

  /**
   * The credentials in the value of a header.
   *
   * @param name of the header
   * @return the value, without the scheme if the header is one with a scheme
   */
  public static String credentials(String name, String value) {
    String bare = value.trim();
    boolean hasScheme = name.toLowerCase(Locale.ROOT).endsWith("authorization");
    int blank = hasScheme ? bare.indexOf(' ') : -1;
    return blank < 0 ? bare : bare.substring(blank + 1).trim();
  }

  /**
   * The signature that a key of the application made.
   *
   * @param credentials as of {@link #credentials}; of a SAS in the query or in a URL the whole
   *     query or URL
   * @return null if secrets of that kind are not signatures, or it cannot be read
   */
  public static byte @Nullable [] signature(SecretKind kind, String credentials) {
    switch (kind) {
      case SHARED_KEY:
      case SHARED_KEY_LITE:
        return decoded(credentials.substring(credentials.lastIndexOf(':') + 1));
      case COSMOS_MASTER_KEY:
        return decoded(PercentText.decoded(parameter(PercentText.decoded(credentials), SIGNATURE)));
      case HMAC:
        return decoded(parameter(credentials, HMAC_SIGNATURE));
      case SAS:
      case SAS_HEADER:
      case SAS_COPY_SOURCE:
        return decoded(PercentText.decoded(parameter(credentials, SIGNATURE)));
      case EVENT_GRID_KEY:
        return decoded(PercentText.decoded(parameter(credentials, EVENT_GRID_SIGNATURE)));
      case HS256_JWT:
        return decoded(credentials.substring(credentials.lastIndexOf('.') + 1));
      default:
        return null;
    }
  }

  /**
   * The secret itself, where it is sent as it is.
   *
   * @param credentials as for {@link #signature}
   * @return null if it never is, or it cannot be read
   */
  public static @Nullable String secret(SecretKind kind, String credentials) {
    switch (kind) {
      case BASIC:
      case DEVOPS_PAT:
        return password(credentials);
      case CLIENT_SECRET_BASIC:
        String encoded = password(credentials);
        return encoded == null ? null : PercentText.decoded(encoded); // many clients encode nothing
      case SAS:
      case SAS_HEADER:
      case SAS_COPY_SOURCE:
        String signature = PercentText.decoded(parameter(credentials, SIGNATURE));
        return signature.isEmpty() ? credentials : signature;
      case API_KEY:
      case SUBSCRIPTION_KEY:
      case FUNCTIONS_KEY:
      case EVENT_GRID_KEY:
      case COSMOS_RESOURCE_TOKEN:
      case HS256_JWT:
      case DATABRICKS_PAT:
      case BEARER_KEY:
      case CLIENT_SECRET:
        return credentials;
      default:
        return null;
    }
  }

  private static @Nullable String password(String encoded) {
    byte[] both = decoded(encoded);
    if (both == null) {
      return null;
    }
    String text = new String(both, StandardCharsets.UTF_8);
    return text.substring(text.indexOf(':') + 1);
  }

  /** The value of the parameter whose name and equals sign these are; empty if there is none. */
  private static String parameter(String text, String name) {
    int length = name.length();
    for (int at = 0; at + length <= text.length(); at++) {
      if (text.regionMatches(true, at, name, 0, length)
          && (at == 0 || isEnd(text.charAt(at - 1)))) {
        int end = at + length;
        while (end < text.length() && !isEnd(text.charAt(end))) {
          end++;
        }
        return text.substring(at + length, end);
      }
    }
    return "";
  }

  private static boolean isEnd(char c) {
    return "&?,; #".indexOf(c) >= 0;
  }

  /** Base64 of either alphabet, or hex of 32 bytes. */
  private static byte @Nullable [] decoded(String text) {
    try {
      return isSha256InHex(text)
          ? hex(text)
          : Base64.getDecoder().decode(text.replace('-', '+').replace('_', '/'));
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  private static boolean isSha256InHex(String text) {
    if (text.length() != 64) {
      return false;
    }
    for (int i = 0; i < 64; i++) {
      if (Character.digit(text.charAt(i), 16) < 0) {
        return false;
      }
    }
    return true;
  }

  private static byte[] hex(String text) {
    byte[] bytes = new byte[text.length() / 2];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] =
          (byte)
              (Character.digit(text.charAt(2 * i), 16) << 4
                  | Character.digit(text.charAt(2 * i + 1), 16));
    }
    return bytes;
  }
}
