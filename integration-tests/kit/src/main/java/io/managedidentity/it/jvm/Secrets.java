package io.managedidentity.it.jvm;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The tokens that the servers of this test run have handed out, and the secrets that its tests have
 * planted. No program that a test starts may print one, with or without the agent: {@link Outputs}.
 */
public final class Secrets {
  /** A test that plants a secret begins it with this, and need not name it here. */
  public static final String PLANTED = "planted-";

  /** Shorter ones may be found where nobody wrote them. */
  private static final int LEAST = 8;

  private static final int START = 6;
  private static final String EVERY_ACCESS_TOKEN = "\"access_token\":\"";

  /** By their first characters, which most of them share. */
  private static final Map<String, Set<String>> BY_START = new ConcurrentHashMap<>();

  static {
    add(PLANTED);
  }

  private Secrets() {}

  /** From now on it is looked for, as it is and as it stands in a URL. */
  public static void add(String secret) {
    if (secret.length() < LEAST) {
      throw new IllegalArgumentException(
          "\"" + secret + "\" is too short to be looked for: use " + LEAST + " characters or more");
    }
    addForm(secret);
    addForm(URLEncoder.encode(secret, StandardCharsets.UTF_8));
  }

  /** Adds the tokens of a token endpoint's answer, if it is one. */
  public static void addTokensOf(String body) {
    int start = body.indexOf(EVERY_ACCESS_TOKEN);
    while (start >= 0) {
      int from = start + EVERY_ACCESS_TOKEN.length();
      int end = body.indexOf('"', from);
      if (end < 0) {
        return;
      }
      add(body.substring(from, end));
      start = body.indexOf(EVERY_ACCESS_TOKEN, end);
    }
  }

  /**
   * Fails if there is one in the text.
   *
   * @param what the text is, such as {@code stderr of HelloProgram}
   */
  public static void assertNoneIn(String what, String text) {
    String found = firstIn(text);
    if (found != null) {
      throw new AssertionError(
          what + " has a token or a secret of this test run, \"" + found + "\", in:\n" + text);
    }
  }

  /** The first that is in the text; null if none is. */
  static String firstIn(String text) {
    for (Map.Entry<String, Set<String>> entry : BY_START.entrySet()) {
      String start = entry.getKey();
      for (int at = text.indexOf(start); at >= 0; at = text.indexOf(start, at + 1)) {
        for (String secret : entry.getValue()) {
          if (text.startsWith(secret, at)) {
            return secret;
          }
        }
      }
    }
    return null;
  }

  private static void addForm(String secret) {
    BY_START
        .computeIfAbsent(secret.substring(0, START), key -> ConcurrentHashMap.newKeySet())
        .add(secret);
  }
}
