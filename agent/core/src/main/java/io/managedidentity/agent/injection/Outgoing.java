package io.managedidentity.agent.injection;

import org.jspecify.annotations.Nullable;

/**
 * What is noted of the requests of one mapping as they leave the JVM, and what keeps them from
 * that. Thread-safe.
 */
final class Outgoing {
  private static final byte[] NO_BODY = {};
  private static final String UNREAD_FORM =
      "It is not a form that can be read and edited: too long, compressed, or sent by a client whose"
          + " bodies are not edited (docs/supported-clients.md).";
  private static final String UNREAD_BATCH =
      "It is a batch that cannot be read and edited: too long, or sent by a client whose bodies are"
          + " not edited (docs/supported-clients.md). The signatures of its parts leave.";

  private final MappingCounters counters;
  private final InjectionLog log;
  private final @Nullable Placeholder placeholder;
  private final CleanHour cleanHour;

  Outgoing(MappingCounters counters, InjectionLog log, @Nullable Placeholder placeholder) {
    this.counters = counters;
    this.log = log;
    this.placeholder = placeholder;
    this.cleanHour = new CleanHour(counters);
  }

  /** The same for requests that no mapping treats, with the placeholders of another mapping too. */
  @Nullable Outgoing guarding(@Nullable Outgoing other) {
    return placeholder == null
        ? other
        : new Outgoing(
            new MappingCounters(), log, placeholder.and(other == null ? null : other.placeholder));
  }

  /** The application made a request with these. */
  int seen(int kinds, boolean isResent) {
    if (!isResent) {
      counters.secretsSeen(kinds);
    }
    return kinds;
  }

  /**
   * The request leaves the JVM with these stored secrets on it.
   *
   * @throws RequestRefusedException if it carries the placeholder, and so must not
   */
  void leaves(int secrets, WhyLeft why, HeaderList headers, String target, byte @Nullable [] body)
      throws RequestRefusedException {
    Placeholder dummy = placeholder;
    if (dummy != null && dummy.isOn(headers, target, body == null ? NO_BODY : body)) {
      throw log.carriesPlaceholder();
    }
    counters.secretsLeft(secrets, why);
  }

  /** The request leaves with its token. */
  void injected() {
    counters.injected.increment();
    if (cleanHour.isToBeAsked() && cleanHour.endsNow(System.currentTimeMillis())) {
      log.cleanHour(counters.injected());
    }
  }

  /** The form of a token request was not handed in, or is none. */
  void unreadForm(int secrets, HeaderList headers, String target) throws RequestRefusedException {
    counters.failed.increment();
    counters.countUnread();
    if (placeholder != null) {
      throw log.carriesPlaceholder(); // for all that is known
    }
    leaves(secrets, WhyLeft.BODY, headers, target, null);
    log.unread(UNREAD_FORM);
  }

  void unreadBatch(int secrets) {
    counters.secretsLeft(secrets, WhyLeft.BODY);
    log.unread(UNREAD_BATCH);
  }
}
