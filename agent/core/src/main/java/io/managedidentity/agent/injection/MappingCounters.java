package io.managedidentity.agent.injection;

import io.managedidentity.agent.secrets.SecretKind;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * What happened to the requests of one mapping, counted on the wire: a redirect and a re-send are
 * requests of their own. Thread-safe; no lock and no allocation for a request without a stored
 * secret.
 */
public final class MappingCounters {
  private static final int WHAT_BITS = 56;
  private static final int STATUS_BITS = 40;
  private static final int STATUS_MASK = 0xFFFF;
  private static final long SECOND_MASK = (1L << STATUS_BITS) - 1;

  final LongAdder requests = new LongAdder();
  final LongAdder injected = new LongAdder();
  final LongAdder kept = new LongAdder();
  final LongAdder observed = new LongAdder();
  final LongAdder failed = new LongAdder();
  final LongAdder resent = new LongAdder();
  final LongAdder fellBack = new LongAdder();
  final LongAdder leftOut = new LongAdder();
  final LongAdder heldBack = new LongAdder();
  final LongAdder plainHttp = new LongAdder();
  final LongAdder rejected401 = new LongAdder();
  final LongAdder rejected403 = new LongAdder();
  final LongAdder redirected = new LongAdder();
  final LongAdder otherPort = new LongAdder();
  final LongAdder otherName = new LongAdder();
  private final LongAdder unread = new LongAdder();

  /** Made with the first request that is repeated. */
  private volatile @Nullable ShadowTally shadow;

  /** Made with the first one that is seen. */
  private volatile @Nullable SecretTally seen;

  /** Made with the first one that leaves, since it should not. */
  private volatile @Nullable SecretTally left;

  private volatile long leakedAtMillis;

  /**
   * What happened last, in one write: code of the {@link Outcome}, status of the answer, seconds
   * since 1970. 0 for nothing.
   */
  private volatile long last;

  private volatile @Nullable String lastHost;

  /** What happened last to requests of a mapping. Immutable. */
  public static final class Last {
    private final long packed;
    private final @Nullable String host;

    Last(long packed, @Nullable String host) {
      this.packed = packed;
      this.host = host;
    }

    public Outcome what() {
      return Outcome.of(code(packed));
    }

    /** Of the answer to a request with a token; 0 if that is not known. */
    public int status() {
      return MappingCounters.status(packed);
    }

    /** If several threads send to several hosts of one mapping, it may be that of another one. */
    public @Nullable String host() {
      return host;
    }

    /** When the request was made, in milliseconds since 1970, to the second. */
    public long atMillis() {
      return (packed & SECOND_MASK) * 1000;
    }
  }

  /** Null if nothing has happened yet. */
  public @Nullable Last last() {
    long packed = last;
    return packed == 0 ? null : new Last(packed, lastHost);
  }

  private static int status(long packed) {
    return (int) (packed >>> STATUS_BITS) & STATUS_MASK;
  }

  private static int code(long packed) {
    return (int) (packed >>> WHAT_BITS);
  }

  /**
   * A request of the mapping ended in this way. What is as it was before is not written again: all
   * threads share it.
   *
   * @param second since 1970
   */
  void ended(Outcome what, int status, @Nullable String host, long second) {
    long packed =
        (long) what.code() << WHAT_BITS | (long) (status & STATUS_MASK) << STATUS_BITS | second;
    if (packed != last || (host != null && !host.equals(lastHost))) {
      lastHost = host;
      last = packed;
    }
  }

  /**
   * A token went on a request: what the service answered to an earlier one stays until it answers.
   */
  void began(@Nullable String host, long second) {
    long known = last;
    if (code(known) != Outcome.INJECTED.code() || status(known) == 0) {
      ended(Outcome.INJECTED, 0, host, second);
    }
  }

  /** Requests that the mapping named. */
  public long requests() {
    return requests.sum();
  }

  /** Requests that a token was put on. */
  public long injected() {
    return injected.sum();
  }

  /** Requests that kept the application's own authorization. */
  public long kept() {
    return kept.sum();
  }

  /** Requests that would have had a token, in modes observe and shadow. */
  public long observed() {
    return observed.sum();
  }

  /**
   * Requests for which there was no token, or no safe way to use it: they went out as the
   * application made them, or failed if the mapping says so.
   */
  public long failed() {
    return failed.sum();
  }

  /** Requests that were sent again with a fresh token after a 401. */
  public long resent() {
    return resent.sum();
  }

  /** Requests that were sent again as the application made them, after a 401 or 403. */
  public long fellBack() {
    return fellBack.sum();
  }

  /** Requests that {@code share} left out. */
  public long leftOut() {
    return leftOut.sum();
  }

  /**
   * Requests that carried the mapping's placeholder, to whatever host, and did not leave. Those to
   * hosts without a mapping are in no other counter.
   */
  public long heldBack() {
    return heldBack.sum();
  }

  /** Requests that were not encrypted, which the mapping does not allow. */
  public long plainHttp() {
    return plainHttp.sum();
  }

  /** Requests with a token that were answered 401. */
  public long rejected401() {
    return rejected401.sum();
  }

  /** Requests with a token that were answered 403. */
  public long rejected403() {
    return rejected403.sum();
  }

  /** Requests with a token that were answered with a redirect, wherever that led. */
  public long redirected() {
    return redirected.sum();
  }

  /** Requests to a host that the mapping names for other ports only; they got no token. */
  public long otherPort() {
    return otherPort.sum();
  }

  /**
   * Requests to what the mapping names, but by another name: another endpoint of the same account,
   * or an address. They got no token.
   */
  public long otherName() {
    return otherName.sum();
  }

  /**
   * Whether there were requests, and all that the application sent to authenticate was replaced: no
   * stored secret left the JVM, and nothing was unread.
   */
  public boolean isClean() {
    return requests.sum() > 0 && left == null && unread.sum() == 0;
  }

  /**
   * Requests that went out and of which it is not known whether a secret was on them, since they
   * could not be looked at where they were written; and targets of TLS connections of clients that
   * no hook covers, once an hour each.
   */
  public long unread() {
    return unread.sum();
  }

  /** When the application last sent a stored secret, in milliseconds since 1970; 0 for never. */
  public long secretSeenAtMillis() {
    SecretTally known = seen;
    return known == null ? 0 : known.lastMillis();
  }

  /** The stored secrets on requests as the application made them. */
  public List<SecretCount> secretsSeen() {
    SecretTally known = seen;
    return known == null ? Collections.<SecretCount>emptyList() : known.counts();
  }

  /** The stored secrets on requests as they left the JVM. */
  public List<SecretCount> secretsLeft() {
    SecretTally known = left;
    return known == null ? Collections.<SecretCount>emptyList() : known.counts();
  }

  /** What came of requests that were repeated in mode shadow; null if there were none. */
  public @Nullable ShadowTally shadowed() {
    return shadow;
  }

  synchronized ShadowTally shadow() {
    ShadowTally made = shadow;
    if (made == null) {
      made = new ShadowTally();
      shadow = made;
    }
    return made;
  }

  void secretsSeen(int kinds) {
    if (SecretKind.stored(kinds) != 0) {
      seen().seen(kinds);
    }
  }

  /** Something goes out that nobody has looked at. */
  void countUnread() {
    unread.increment();
    leakedAtMillis = System.currentTimeMillis();
  }

  /** When a secret left the JVM, or may have, in milliseconds since 1970; 0 for never. */
  long leakedAtMillis() {
    return leakedAtMillis;
  }

  void secretsLeft(int kinds, WhyLeft cause) {
    if (SecretKind.stored(kinds) != 0) {
      leakedAtMillis = System.currentTimeMillis();
      left().left(kinds, cause);
    }
  }

  private SecretTally seen() {
    SecretTally known = seen;
    return known == null ? newSeen() : known;
  }

  private synchronized SecretTally newSeen() {
    SecretTally made = seen;
    if (made == null) {
      made = new SecretTally(false);
      seen = made;
    }
    return made;
  }

  private SecretTally left() {
    SecretTally known = left;
    return known == null ? newLeft() : known;
  }

  private synchronized SecretTally newLeft() {
    SecretTally made = left;
    if (made == null) {
      made = new SecretTally(true);
      left = made;
    }
    return made;
  }
}
