package io.managedidentity.agent.injection;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What the {@code WWW-Authenticate} headers of a 401 say about a bearer token (RFC 9110, 11.6.1;
 * RFC 6750, 3; claims as Entra's continuous access evaluation has them). Immutable.
 */
final class BearerChallenge {
  private static final String SCHEME = "bearer";

  private final boolean isForBearer;
  private final @Nullable String error;
  private final @Nullable String claims;

  private BearerChallenge(boolean isForBearer, @Nullable String error, @Nullable String claims) {
    this.isForBearer = isForBearer;
    this.error = error;
    this.claims = claims;
  }

  /**
   * @param headers values of all {@code WWW-Authenticate} headers; several challenges may stand in
   *     one
   */
  static BearerChallenge of(List<String> headers) {
    for (int i = 0; i < headers.size(); i++) {
      String header = headers.get(i);
      int at = schemeEnd(header);
      if (at >= 0) {
        String encoded = parameter(header, at, "claims");
        return new BearerChallenge(
            true, parameter(header, at, "error"), encoded == null ? null : decoded(encoded));
      }
    }
    // Without any challenge, a 401 says nothing more; with only other ones, a token is not wanted.
    return new BearerChallenge(headers.isEmpty(), null, null);
  }

  /** Whether another token may help: the service asks for one, or does not say what it wants. */
  boolean isForBearer() {
    return isForBearer;
  }

  /** Whether the service says that the token itself is invalid. */
  boolean isTokenDead() {
    return "insufficient_claims".equals(error) || "invalid_token".equals(error);
  }

  /** JSON text of the requested claims, or null. */
  @Nullable String claims() {
    return "insufficient_claims".equals(error) ? claims : null;
  }

  /** Base64 in either alphabet, padded or not; null if it is neither. */
  private static @Nullable String decoded(String claims) {
    StringBuilder url = new StringBuilder(claims.length());
    for (int i = 0; i < claims.length() && claims.charAt(i) != '='; i++) {
      char c = claims.charAt(i);
      url.append(c == '+' ? '-' : c == '/' ? '_' : c);
    }
    try {
      return new String(Base64.getUrlDecoder().decode(url.toString()), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      return null; // claims that nobody can read; the token is refused all the same
    }
  }

  /** Where the parameters of the bearer challenge start, or -1. */
  private static int schemeEnd(String header) {
    String lower = header.toLowerCase(Locale.ROOT);
    boolean isQuoted = false;
    for (int i = 0; i < lower.length(); i++) {
      char c = lower.charAt(i);
      if (isQuoted && c == '\\') {
        i++;
      } else if (c == '"') {
        isQuoted = !isQuoted;
      } else if (!isQuoted && lower.startsWith(SCHEME, i) && isWord(lower, i)) {
        return i + SCHEME.length();
      }
    }
    return -1;
  }

  private static boolean isWord(String text, int start) {
    int end = start + SCHEME.length();
    boolean begins = start == 0 || text.charAt(start - 1) == ' ' || text.charAt(start - 1) == ',';
    return begins && (end == text.length() || text.charAt(end) == ' ' || text.charAt(end) == ',');
  }

  /** Value of a parameter, quoted or not; the first of that name after the scheme. */
  private static @Nullable String parameter(String header, int from, String name) {
    int at = from;
    while (at < header.length()) {
      int equals = header.indexOf('=', at);
      if (equals < 0) {
        return null;
      }
      int begin = equals;
      while (begin > at && isNamePart(header.charAt(begin - 1))) {
        begin--;
      }
      String key = header.substring(begin, equals).trim();
      StringBuilder value = new StringBuilder();
      at = readValue(header, equals + 1, value);
      if (key.equalsIgnoreCase(name)) {
        return value.toString();
      }
    }
    return null;
  }

  private static boolean isNamePart(char c) {
    return c != ' ' && c != ',' && c != '\t' && c != '"';
  }

  /** Reads a token or a quoted string into {@code value}; returns where it ends. */
  private static int readValue(String header, int from, StringBuilder value) {
    int at = from;
    while (at < header.length() && header.charAt(at) == ' ') {
      at++;
    }
    if (at < header.length() && header.charAt(at) == '"') {
      for (at++; at < header.length() && header.charAt(at) != '"'; at++) {
        if (header.charAt(at) == '\\' && at + 1 < header.length()) {
          at++;
        }
        value.append(header.charAt(at));
      }
      return at + 1;
    }
    while (at < header.length() && header.charAt(at) != ',' && header.charAt(at) != ' ') {
      value.append(header.charAt(at++));
    }
    return at;
  }
}
