package io.managedidentity.agent.token;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a claims challenge adds to a token request (R-CAE), and who is told how the fetch goes. Not
 * part of the cache's key. Immutable.
 */
public final class FetchOptions {
  /** No capabilities and no challenge. */
  public static final FetchOptions NONE =
      new FetchOptions(Collections.<String>emptyList(), null, null);

  private final List<String> capabilities;
  private final @Nullable String claims;
  private final @Nullable String rejectedTokenSha256;
  private final @Nullable Listener listener;

  /** Is told how a fetch goes that takes time; on the thread of the fetch. */
  public interface Listener {
    /**
     * @param why what the source answered, and when it is asked again; without a secret
     */
    void pauses(String why);
  }

  /**
   * @param capabilities client capabilities such as {@code cp1}
   * @param claims JSON text of the challenge, already decoded; null if there was none
   * @param rejectedTokenSha256 SHA-256 of the token that was refused, in lower-case hex; null if
   *     there was none
   */
  public FetchOptions(
      List<String> capabilities, @Nullable String claims, @Nullable String rejectedTokenSha256) {
    this(
        Collections.unmodifiableList(new ArrayList<>(capabilities)),
        claims,
        rejectedTokenSha256,
        null);
  }

  private FetchOptions(
      List<String> capabilities,
      @Nullable String claims,
      @Nullable String rejectedTokenSha256,
      @Nullable Listener listener) {
    this.capabilities = capabilities;
    this.claims = claims;
    this.rejectedTokenSha256 = rejectedTokenSha256;
    this.listener = listener;
  }

  /** The same, and equal to it. */
  public FetchOptions telling(Listener told) {
    return new FetchOptions(capabilities, claims, rejectedTokenSha256, told);
  }

  /**
   * The source is asked again later.
   *
   * @param why what it answered, and when; without a secret
   */
  public void pauses(String why) {
    if (listener != null) {
      listener.pauses(why);
    }
  }

  public List<String> capabilities() {
    return capabilities;
  }

  public @Nullable String claims() {
    return claims;
  }

  public @Nullable String rejectedTokenSha256() {
    return rejectedTokenSha256;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof FetchOptions && Arrays.equals(parts(), ((FetchOptions) other).parts());
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(parts());
  }

  @Override
  public String toString() {
    return "FetchOptions" + capabilities + (claims == null ? "" : " with a claims challenge");
  }

  private @Nullable Object[] parts() {
    return new @Nullable Object[] {capabilities, claims, rejectedTokenSha256};
  }
}
