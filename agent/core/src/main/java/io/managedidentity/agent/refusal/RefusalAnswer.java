package io.managedidentity.agent.refusal;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The service's answer, as far as somebody has read it. Untrusted. Immutable. */
public final class RefusalAnswer {
  /** What is looked at of a body, in characters. */
  private static final int MOST_TEXT = 16 * 1024;

  /** Before an error code in JSON and in XML. */
  private static final String[] OPENINGS = {"\"code\":\"", "\"code\": \"", "<Code>", "<m:code>"};

  private static final String[] NUMBERED = {"AKV", "AADSTS"};
  private static final int MOST_DIGITS = 7;
  private static final int MOST_CODES = 8;

  private final int status;
  private final BearerChallenge challenge;
  private final @Nullable String code;
  private final @Nullable String substatus;
  private final String text;
  private final long clockBehindSeconds;

  private RefusalAnswer(
      int status,
      BearerChallenge challenge,
      @Nullable String code,
      @Nullable String substatus,
      String text,
      long clockBehindSeconds) {
    this.status = status;
    this.challenge = challenge;
    this.code = code;
    this.substatus = substatus;
    this.text = text;
    this.clockBehindSeconds = clockBehindSeconds;
  }

  /**
   * @param code value of {@code x-ms-error-code}, or null
   * @param substatus value of {@code x-ms-substatus}, or null
   * @param body as text, or the beginning of it
   * @param clockBehindSeconds how much later the service's clock is than that of this machine, by
   *     the header {@code Date}; 0 if it is not known
   */
  public static RefusalAnswer of(
      int status,
      List<String> challenges,
      @Nullable String code,
      @Nullable String substatus,
      String body,
      long clockBehindSeconds) {
    BearerChallenge challenge = BearerChallenge.of(challenges);
    String seen = body.length() > MOST_TEXT ? body.substring(0, MOST_TEXT) : body;
    return new RefusalAnswer(
        status,
        challenge,
        code,
        substatus,
        challenge.description() + '\n' + seen,
        clockBehindSeconds);
  }

  int status() {
    return status;
  }

  BearerChallenge challenge() {
    return challenge;
  }

  long clockBehindSeconds() {
    return clockBehindSeconds;
  }

  boolean says(String words) {
    return text.contains(words);
  }

  /** What stands between two texts, if it can be an audience; else null. */
  @Nullable String audienceBetween(String before, String after) {
    int begin = text.indexOf(before);
    int end = begin < 0 ? -1 : text.indexOf(after, begin + before.length());
    if (end < 0) {
      return null;
    }
    String found = text.substring(begin + before.length(), end);
    return Words.isAudience(found) ? found : null;
  }

  /**
   * All error codes, the outermost first; what has not the form of one is left out. A text may
   * quote the request, keys in it too ({@code code} is one in Azure Functions), so of a text only
   * words that services are known to say are taken; of their own headers any.
   */
  List<String> codes() {
    List<String> codes = new ArrayList<>();
    add(code, codes);
    add(substatus, codes);
    for (int at = 0; at < text.length() && codes.size() < MOST_CODES; at++) {
      for (String opening : OPENINGS) {
        if (text.startsWith(opening, at)) {
          String word = word(at + opening.length());
          add(word != null && KnownRefusals.isWord(word) ? word : null, codes);
        }
      }
      for (String prefix : NUMBERED) {
        if (text.startsWith(prefix, at)) {
          int end = at + prefix.length();
          while (end < text.length() && Character.isDigit(text.charAt(end))) {
            end++;
          }
          int digits = end - at - prefix.length();
          add(digits > 0 && digits <= MOST_DIGITS ? text.substring(at, end) : null, codes);
        }
      }
    }
    return Collections.unmodifiableList(codes);
  }

  /** Null if it does not end where a code does. */
  private @Nullable String word(int from) {
    int end = from;
    while (end < text.length() && Words.isPartOfCode(text.charAt(end))) {
      end++;
    }
    boolean isEnd = end < text.length() && (text.charAt(end) == '"' || text.charAt(end) == '<');
    return isEnd ? text.substring(from, end) : null;
  }

  private static void add(@Nullable String code, List<String> codes) {
    if (code != null && Words.isCode(code) && !codes.contains(code)) {
      codes.add(code);
    }
  }
}
