package io.managedidentity.agent.injection;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
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

  /** Of a guard: whose each dummy of the placeholder is, in its order. Empty: all are its own. */
  private final List<Outgoing> owners;

  Outgoing(MappingCounters counters, InjectionLog log, @Nullable Placeholder placeholder) {
    this(counters, log, placeholder, Collections.<Outgoing>emptyList());
  }

  private Outgoing(
      MappingCounters counters,
      InjectionLog log,
      @Nullable Placeholder placeholder,
      List<Outgoing> owners) {
    this.counters = counters;
    this.log = log;
    this.placeholder = placeholder;
    this.cleanHour = new CleanHour(counters);
    this.owners = owners;
  }

  /**
   * The same for requests that no mapping treats.
   *
   * @param other guard of mappings before this one, whose dummies are kept from leaving too; or
   *     null
   */
  @Nullable Outgoing guarding(@Nullable Outgoing other) {
    Placeholder own = placeholder;
    if (own == null) {
      return other;
    }
    Placeholder before = other == null ? null : other.placeholder;
    List<Outgoing> all = new ArrayList<>();
    if (other != null) {
      all.addAll(other.owners);
    }
    all.add(this);
    // What a request without a mapping carries else is no business of one of them.
    return new Outgoing(new MappingCounters(), log, before == null ? own : before.and(own), all);
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
   * @param host that it goes to; null if that is not known
   * @throws RequestRefusedException if it carries the placeholder, and so must not
   */
  void leaves(
      int secrets,
      WhyLeft why,
      HeaderList headers,
      String target,
      byte @Nullable [] body,
      @Nullable String host)
      throws RequestRefusedException {
    Placeholder dummies = placeholder;
    int found = dummies == null ? -1 : dummies.find(headers, target, body == null ? NO_BODY : body);
    if (found >= 0) {
      throw (owners.isEmpty() ? this : owners.get(found)).heldBack(host);
    }
    counters.secretsLeft(secrets, why);
  }

  private RequestRefusedException heldBack(@Nullable String host) {
    counters.heldBack.increment();
    return log.carriesPlaceholder(host);
  }

  /** The request leaves with its token. */
  void injected() {
    counters.injected.increment();
    if (cleanHour.isToBeAsked() && cleanHour.endsNow(System.currentTimeMillis())) {
      log.cleanHour(counters.injected());
    }
  }

  /** The form of a token request was not handed in, or is none. */
  void unreadForm(int secrets, HeaderList headers, String target, @Nullable String host)
      throws RequestRefusedException {
    counters.failed.increment();
    counters.countUnread();
    if (placeholder != null) {
      throw heldBack(host); // for all that is known
    }
    leaves(secrets, WhyLeft.BODY, headers, target, null, host);
    log.unread(UNREAD_FORM, host);
  }

  void unreadBatch(int secrets, @Nullable String host) {
    counters.secretsLeft(secrets, WhyLeft.BODY);
    log.unread(UNREAD_BATCH, host);
  }
}
