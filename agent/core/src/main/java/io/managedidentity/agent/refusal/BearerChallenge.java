package io.managedidentity.agent.refusal;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What the {@code WWW-Authenticate} headers of a 401 say about a bearer token (RFC 9110, 11.6.1;
 * RFC 6750, 3; claims as Entra's continuous access evaluation has them). Immutable.
 */
public final class BearerChallenge {
  private static final String SCHEME = "bearer";
  private static final String SCOPE = "scope";
  private static final String DEFAULT_SCOPE = "/.default";

  /** Names that Azure's services use for the audience. */
  private static final String[] RESOURCES = {"resource_id", "resource", "audience", SCOPE};

  private final boolean isForBearer;
  private final @Nullable String error;
  private final @Nullable String claims;

  /** The header that has the challenge; empty if there is none. */
  private final String header;

  /** Where its parameters start. */
  private final int at;

  private BearerChallenge(
      boolean isForBearer, @Nullable String error, @Nullable String claims, String header, int at) {
    this.isForBearer = isForBearer;
    this.error = error;
    this.claims = claims;
    this.header = header;
    this.at = at;
  }

  /**
   * @param headers values of all {@code WWW-Authenticate} headers; several challenges may stand in
   *     one
   */
  public static BearerChallenge of(List<String> headers) {
    for (int i = 0; i < headers.size(); i++) {
      String header = headers.get(i);
      int at = schemeEnd(header);
      if (at >= 0) {
        String encoded = parameter(header, at, "claims");
        return new BearerChallenge(
            true,
            parameter(header, at, "error"),
            encoded == null ? null : decoded(encoded),
            header,
            at);
      }
    }
    // Without any challenge, a 401 says nothing more; with only other ones, a token is not wanted.
    return new BearerChallenge(headers.isEmpty(), null, null, "", 0);
  }

  /** Whether another token may help: the service asks for one, or does not say what it wants. */
  public boolean isForBearer() {
    return isForBearer;
  }

  /** Whether the service says that the token itself is invalid. */
  public boolean isTokenDead() {
    return "insufficient_claims".equals(error) || "invalid_token".equals(error);
  }

  /** JSON text of the requested claims, or null. */
  public @Nullable String claims() {
    return "insufficient_claims".equals(error) ? claims : null;
  }

  /** What a human is to read; empty if there is nothing. Untrusted. */
  String description() {
    String text = parameter(header, at, "error_description");
    return text == null ? "" : text;
  }

  /**
   * The audience that the service wants, as Azure's services name it; null if it does not say, or
   * says something else.
   */
  @Nullable String resource() {
    for (String name : RESOURCES) {
      String value = parameter(header, at, name);
      if (value != null && Words.isAudience(value)) {
        return value.endsWith(DEFAULT_SCOPE)
            ? value.substring(0, value.length() - DEFAULT_SCOPE.length())
            : name.equals(SCOPE) ? null : value;
      }
    }
    return null;
  }

  /** The tenant that the service wants tokens of; null if it does not say, or takes any. */
  @Nullable String tenant() {
    String authority = parameter(header, at, "authorization_uri");
    if (authority == null) {
      authority = parameter(header, at, "authorization");
    }
    int slashes = authority == null ? -1 : authority.indexOf("://");
    int begin = authority == null || slashes < 0 ? -1 : authority.indexOf('/', slashes + 3);
    if (authority == null || begin < 0) {
      return null;
    }
    int end = authority.indexOf('/', begin + 1);
    String tenant = authority.substring(begin + 1, end < 0 ? authority.length() : end);
    return Words.isGuid(tenant) ? tenant : null;
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
