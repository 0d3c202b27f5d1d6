package io.managedidentity.agent.report;

/** A key that signed in an application: sums of its runs. */
final class SigningKey {
  final String fingerprint;
  final String algorithm;

  private long signatures;
  private long carried;
  private long madeForOthers;
  private String first = "";
  private String last = "";
  private String site = "";

  /**
   * @param fingerprint a key of {@link Fingerprint}
   */
  SigningKey(String fingerprint, String algorithm) {
    this.fingerprint = fingerprint;
    this.algorithm = algorithm;
  }

  void add(JsonObject line, Texts texts) {
    signatures += line.number("signatures");
    carried += line.number("carried");
    madeForOthers += line.number("madeForOthers");
    first = Times.earlier(first, line.text("first"));
    last = Times.later(last, line.text("last"));
    site = site.isEmpty() ? texts.one(Site.of(line)) : site;
  }

  long signatures() {
    return signatures;
  }

  long carried() {
    return carried;
  }

  /** Signatures that no request of the JVM carried. */
  long madeForOthers() {
    return madeForOthers;
  }

  String first() {
    return first;
  }

  String last() {
    return last;
  }

  String site() {
    return site;
  }
}
