package io.managedidentity.agent.injection;

import io.managedidentity.agent.config.Mode;
import io.managedidentity.agent.routing.SkipReason;

/**
 * What happened to a request of a mapping, in a word, and what {@code explain} says of it before.
 */
public enum Outcome {
  /** A token went on it. */
  INJECTED(1, "injected", SkipReason.NONE.label()),
  /** A token request was answered inside the JVM. */
  ANSWERED(2, "answered", SkipReason.NONE.label()),
  /** The application's own authorization stayed. */
  KEPT(3, "kept", "authorization-kept"),
  /** It would have had a token. */
  OBSERVED(4, "observed", "mode-"),
  /** {@code share} left it out. */
  LEFT_OUT(5, "left-out", "not-in-share"),
  /** There was no token. */
  NO_TOKEN(6, "no-token"),
  /** A token request could not be answered inside the JVM. */
  NOT_ANSWERED(7, "not-answered"),
  /** It was not encrypted. */
  PLAIN_HTTP(8, SkipReason.PLAIN_HTTP.label()),
  /** It went to a port that the mapping does not name. */
  OTHER_PORT(9, "other-port", SkipReason.NOT_MAPPED.label()),
  /** It went to the mapping's host by a name that the mapping does not have. */
  OTHER_NAME(10, "other-name", SkipReason.NOT_MAPPED.label()),
  /** TLS, or its request line, named another place than the one that was dialled. */
  OTHER_PLACE(11, "other-place"),
  /** It could not be edited safely. */
  LEFT_ALONE(12, "left-alone"),
  /** The service rejected it, and it was sent again as the application made it. */
  FELL_BACK(13, "fell-back"),
  /** It carried the mapping's placeholder, so it did not leave. */
  HELD_BACK(14, "held-back", "placeholder"),
  /** The application gave it up while it waited for a token. */
  GIVEN_UP(15, "given-up");

  private final int code;
  private final String label;
  private final String reason;

  Outcome(int code, String label) {
    this(code, label, label);
  }

  Outcome(int code, String label, String reason) {
    this.code = code;
    this.label = label;
    this.reason = reason;
  }

  /** From 1, so that it fits into a number together with other things. */
  int code() {
    return code;
  }

  static Outcome of(int code) {
    for (Outcome outcome : values()) {
      if (outcome.code == code) {
        return outcome;
      }
    }
    throw new IllegalArgumentException("code " + code);
  }

  /** Of a request that left without a token. */
  static Outcome of(WhyLeft why) {
    switch (why) {
      case KEPT:
        return KEPT;
      case OBSERVED:
        return OBSERVED;
      case SHARE:
        return LEFT_OUT;
      case NO_TOKEN:
        return NO_TOKEN;
      case FELL_BACK:
        return FELL_BACK;
      case NOT_ANSWERED:
        return NOT_ANSWERED;
      case BODY:
        return LEFT_ALONE;
      default:
        return OTHER_PLACE;
    }
  }

  /** A stable lower-case word for JSON, JMX and records. */
  public String label() {
    return label;
  }

  /**
   * The same as {@code explain} says it: the label, where it has no word of its own.
   *
   * @param mode that applies to the request
   */
  public String reason(Mode mode) {
    return this == OBSERVED ? reason + mode.label() : reason;
  }
}
