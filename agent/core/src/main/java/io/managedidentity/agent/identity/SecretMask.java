package io.managedidentity.agent.identity;

import java.util.ArrayList;
import java.util.List;

/**
 * Removes secrets from a text that came from outside (R-LOG): the values of members that contain
 * one, anything shaped like a JWT, and the secrets of the call itself. For one thread.
 */
public final class SecretMask {
  /** What stands in place of a secret. */
  public static final String MASK = "***";

  private static final int SHORTEST_SECRET = 4;
  private static final String[] MEMBERS = {
    "access_token",
    "accessToken",
    "refresh_token",
    "refreshToken",
    "id_token",
    "idToken",
    "client_assertion",
    "client_secret",
    "clientSecret",
    "token",
    "secret",
    "password",
  };

  private final List<String> secrets = new ArrayList<>();

  /**
   * A text that must not appear; very short ones are skipped, as they would mask half the message.
   */
  public void add(String secret) {
    if (secret.length() >= SHORTEST_SECRET) {
      secrets.add(secret);
    }
  }

  public String apply(String text) {
    String masked = text;
    for (int i = 0; i < secrets.size(); i++) {
      masked = masked.replace(secrets.get(i), MASK);
    }
    return maskRuns(maskMembers(masked));
  }

  private static String maskMembers(String text) {
    StringBuilder masked = new StringBuilder(text.length());
    int kept = 0;
    for (int i = 0; i < text.length(); i++) {
      int end = memberEnd(text, i);
      int value = end < 0 ? -1 : valueStart(text, end);
      if (value >= 0) {
        int valueEnd = valueEnd(text, value);
        masked.append(text, kept, value).append(MASK);
        kept = valueEnd;
        i = valueEnd - 1;
      }
    }
    return kept == 0 ? text : masked.append(text, kept, text.length()).toString();
  }

  private static int memberEnd(String text, int start) {
    if (start > 0 && isNamePart(text.charAt(start - 1))) {
      return -1;
    }
    for (String member : MEMBERS) {
      int end = start + member.length();
      if (text.regionMatches(true, start, member, 0, member.length())
          && (end == text.length() || !isNamePart(text.charAt(end)))) {
        return end;
      }
    }
    return -1;
  }

  /** Start of the value after {@code ":} or {@code =}, also inside an escaped JSON text; or -1. */
  private static int valueStart(String text, int nameEnd) {
    int i = nameEnd;
    while (i < text.length() && isQuoteOrBlank(text.charAt(i))) {
      i++;
    }
    if (i == text.length() || (text.charAt(i) != ':' && text.charAt(i) != '=')) {
      return -1;
    }
    i++;
    while (i < text.length() && isQuoteOrBlank(text.charAt(i))) {
      i++;
    }
    return i < text.length() && "{[,}&".indexOf(text.charAt(i)) < 0 ? i : -1;
  }

  private static int valueEnd(String text, int start) {
    char before = text.charAt(start - 1);
    for (int i = start; i < text.length(); i++) {
      char c = text.charAt(i);
      if (before == '"' || before == '\'') {
        if (c == before) {
          return c == '"' && text.charAt(i - 1) == '\\' && i - 1 > start ? i - 1 : i;
        }
      } else if (c <= ' ' || ",;&}])\"'".indexOf(c) >= 0) {
        return i;
      }
    }
    return text.length();
  }

  /** Masks what starts like the JSON head of a JWT in Base64. */
  private static String maskRuns(String text) {
    int start = text.indexOf("eyJ");
    if (start < 0) {
      return text;
    }
    StringBuilder masked = new StringBuilder(text.length());
    int kept = 0;
    while (start >= 0) {
      int end = start;
      while (end < text.length() && isTokenPart(text.charAt(end))) {
        end++;
      }
      masked.append(text, kept, start).append(MASK);
      kept = end;
      start = text.indexOf("eyJ", end);
    }
    return masked.append(text, kept, text.length()).toString();
  }

  private static boolean isNamePart(char c) {
    return c == '_' || Character.isLetterOrDigit(c);
  }

  private static boolean isQuoteOrBlank(char c) {
    return c == ' ' || c == '"' || c == '\'' || c == '\\' || c == '\t' || c == '\n' || c == '\r';
  }

  private static boolean isTokenPart(char c) {
    return isNamePart(c) || c == '-' || c == '.' || c == '+' || c == '/' || c == '=' || c == '~';
  }
}
