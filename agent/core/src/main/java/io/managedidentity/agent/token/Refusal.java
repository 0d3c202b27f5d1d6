package io.managedidentity.agent.token;

import java.security.NoSuchAlgorithmException;
import java.util.Collections;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a {@link TokenHandle} knows of a token that a service refused (R-CAE): one cycle of asking
 * for another, at most once in 60 s. Guarded by the handle's lock, unless stated otherwise.
 */
final class Refusal {
  static final long PERIOD_NANOS = 60 * RefreshPolicy.NANOS_PER_SECOND;

  /** Further hosts get the refused token until another is there. */
  private static final int MOST_HOSTS = 100;

  /** Hosts that call the refused token dead, during the cycle. Read without the lock. */
  private volatile Set<String> deadAt = Collections.emptySet();

  private @Nullable HeldToken refused;
  private @Nullable String claims;
  private boolean isUnderWay;
  private boolean isAsked;
  private boolean hasBegun;
  private long begunNanos;

  /**
   * @return false when the last cycle began less than 60 s ago
   */
  boolean begin(HeldToken token, @Nullable String challengeClaims, long nowNanos) {
    if (hasBegun && nowNanos - begunNanos < PERIOD_NANOS) {
      return false;
    }
    hasBegun = true;
    begunNanos = nowNanos;
    refused = token;
    claims = challengeClaims;
    isUnderWay = true;
    isAsked = false;
    return true;
  }

  /**
   * @param host null if the token may be good
   */
  void callDead(@Nullable String host) {
    if (host != null && isUnderWay && deadAt.size() < MOST_HOSTS) {
      Set<String> hosts = new HashSet<>(deadAt);
      hosts.add(host);
      deadAt = hosts;
    }
  }

  boolean isDeadAt(@Nullable String host) {
    Set<String> hosts = deadAt;
    return !hosts.isEmpty() && host != null && hosts.contains(host);
  }

  private void end() {
    isUnderWay = false;
    deadAt = Collections.emptySet();
  }

  boolean isUnderWay(HeldToken token) {
    HeldToken now = refused;
    return isUnderWay && now != null && now.value().equals(token.value());
  }

  /** No fetch can be made. */
  void giveUp() {
    end();
  }

  /** What the fetch that now starts must say about the refusal. */
  FetchOptions options() throws NoSuchAlgorithmException {
    HeldToken token = refused;
    if (!isUnderWay || token == null) {
      return FetchOptions.NONE;
    }
    isAsked = true;
    return new FetchOptions(
        Collections.<String>emptyList(), claims, TokenDigest.sha256(token.value()));
  }

  /**
   * Called at the end of a fetch. A fetch that was under way when the token was refused knew
   * nothing of it; if it did not bring another token, a second one is needed.
   */
  boolean wantsAnotherFetch(@Nullable HeldToken held) {
    HeldToken token = refused;
    if (!isUnderWay || token == null) {
      return false;
    }
    boolean isReplaced = held != null && !held.value().equals(token.value());
    if (isAsked || isReplaced) {
      end();
      return false;
    }
    return true;
  }
}
