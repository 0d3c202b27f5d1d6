package io.managedidentity.agent.injection;

/**
 * How a request that a mapping named went out, as a word for a record: {@link #INJECT}, or why it
 * has no token, in the words of {@code explain}. What only a sent request can show has a word of
 * its own. Constants, so that a request that is not recorded loads no class for them.
 */
final class Outcome {
  static final String INJECT = "inject";
  static final String KEPT = "authorization-kept";
  static final String OBSERVED = "mode-observe";
  static final String SHADOWED = "mode-shadow";
  static final String NO_TOKEN = "no-token";
  static final String NOT_IN_SHARE = "not-in-share";
  static final String FELL_BACK = "fell-back";

  /** A token request was answered inside the JVM. */
  static final String ANSWERED = "answered";

  static final String NOT_ANSWERED = "not-answered";
  static final String BODY_NOT_EDITED = "body-not-edited";

  /** TLS or the request line names another place than the connection. */
  static final String OTHER_PLACE = "other-place";

  /** The hook could not give it a token safely. */
  static final String LEFT_ALONE = "left-alone";

  /** It would have left with the mapping's placeholder, and was refused. */
  static final String PLACEHOLDER = "placeholder";

  static final String GIVEN_UP = "given-up";

  private Outcome() {}

  /** The words of counters that stand for an outcome. */
  static String of(WhyLeft why, boolean isShadow) {
    switch (why) {
      case KEPT:
        return KEPT;
      case OBSERVED:
        return isShadow ? SHADOWED : OBSERVED;
      case SHARE:
        return NOT_IN_SHARE;
      case NO_TOKEN:
        return NO_TOKEN;
      case FELL_BACK:
        return FELL_BACK;
      case NOT_ANSWERED:
        return NOT_ANSWERED;
      case BODY:
        return BODY_NOT_EDITED;
      default:
        return OTHER_PLACE;
    }
  }
}
