package io.managedidentity.agent.cli.live;

import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What came of trying a place. Immutable. */
final class Finding {
  private final Place place;
  private final Verdict verdict;
  private final String words;
  private final String what;
  private final @Nullable Attempt attempt;
  private final int statusWithout;
  private final int status;

  Finding(
      Place place,
      Verdict verdict,
      String words,
      String what,
      @Nullable Attempt attempt,
      int statusWithout,
      int status) {
    this.place = place;
    this.verdict = verdict;
    this.words = words;
    this.what = what;
    this.attempt = attempt;
    this.statusWithout = statusWithout;
    this.status = status;
  }

  /** Of a place that nothing is known of. */
  static Finding of(Place place, Verdict verdict, String words, String what) {
    return new Finding(place, verdict, words, what, null, 0, 0);
  }

  Place place() {
    return place;
  }

  Verdict verdict() {
    return verdict;
  }

  /** The same in a few words, for the sum. */
  String words() {
    return words;
  }

  /** What happened and what to do: sentences, the first without a capital. */
  String what() {
    return what;
  }

  List<String> addresses() {
    return attempt == null ? Collections.<String>emptyList() : attempt.addresses();
  }

  /** Null if it was not set up. */
  @Nullable String protocol() {
    return attempt == null ? null : attempt.protocol();
  }

  /** Null if there was no certificate. */
  @Nullable String issuer() {
    return attempt == null || attempt.certificate() == null
        ? null
        : TlsSentence.issuer(attempt.certificate());
  }

  /** The last day of the certificate; null if there was none. */
  @Nullable String validUntil() {
    return attempt == null || attempt.certificate() == null
        ? null
        : TlsSentence.day(attempt.certificate().getNotAfter());
  }

  /** Status of the answer to the request without a token, or 0. */
  int statusWithout() {
    return statusWithout;
  }

  /** Status of the answer to the request with the token, or 0. */
  int status() {
    return status;
  }
}
