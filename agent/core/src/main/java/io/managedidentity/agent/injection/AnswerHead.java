package io.managedidentity.agent.injection;

import io.managedidentity.agent.identity.http.HttpDate;
import io.managedidentity.agent.refusal.BearerChallenge;
import io.managedidentity.agent.refusal.RefusalAnswer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the head of an answer says that refuses a token. Untrusted. Immutable. */
final class AnswerHead {
  private final int status;
  private final List<String> challenges;
  private final @Nullable String code;
  private final @Nullable String substatus;
  private final boolean isCoded;
  private final long clockBehindSeconds;

  private AnswerHead(int status, AnswerHeaders headers, long wallSecond) {
    this.status = status;
    this.challenges = headers.all("www-authenticate");
    this.code = first(headers, "x-ms-error-code");
    this.substatus = first(headers, "x-ms-substatus");
    String coding = first(headers, "content-encoding");
    this.isCoded = coding != null && !coding.isEmpty() && !coding.equalsIgnoreCase("identity");
    String date = first(headers, "date");
    long millis = date == null ? -1 : HttpDate.parse(date);
    this.clockBehindSeconds = millis < 0 ? 0 : millis / 1000 - wallSecond;
  }

  /**
   * Reads the headers at once: the client may use them again later.
   *
   * @param wallSecond clock of this machine now
   */
  static AnswerHead of(int status, AnswerHeaders headers, long wallSecond) {
    return new AnswerHead(status, headers, wallSecond);
  }

  private static @Nullable String first(AnswerHeaders headers, String name) {
    List<String> values = headers.all(name);
    return values.isEmpty() ? null : values.get(0).trim(); // some clients leave the blank
  }

  int status() {
    return status;
  }

  BearerChallenge challenge() {
    return BearerChallenge.of(challenges);
  }

  /** Whether the body is compressed. */
  boolean isCoded() {
    return isCoded;
  }

  /**
   * @param body as text, or the beginning of it
   */
  RefusalAnswer with(String body) {
    return RefusalAnswer.of(status, challenges, code, substatus, body, clockBehindSeconds);
  }
}
