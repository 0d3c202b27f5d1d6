package io.managedidentity.agent.instrumentation;

import io.managedidentity.agent.injection.Resend;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * A rejection, held back until it is known whether its request is sent once more over the same
 * connection. Used on that connection's thread only.
 *
 * @param <T> what the client's connection gives of an answer, part by part
 */
public final class HeldAnswer<T> {
  /** Of the body of an answer that is held back or kept; a longer one is delivered at once. */
  public static final int MOST_BYTES = 64 * 1024;

  public final Resend resend;
  private final ArrayDeque<T> parts = new ArrayDeque<>();
  private boolean isTokenKnown;
  private boolean isComplete;
  private int bytes;

  public HeldAnswer(Resend resend) {
    this.resend = resend;
  }

  /** The wait for a fresh token is over, with one or without. */
  public void setTokenKnown() {
    isTokenKnown = true;
  }

  /**
   * @param length of the body's bytes in this part
   * @param isLast whether the connection is free for the next request after it
   */
  public void add(T part, int length, boolean isLast) {
    parts.add(part);
    bytes += length;
    isComplete |= isLast;
  }

  public boolean isComplete() {
    return isComplete;
  }

  /** Whether nothing is left to wait for. */
  public boolean isReady() {
    return isTokenKnown && isComplete;
  }

  public boolean isTooLarge() {
    return bytes > MOST_BYTES;
  }

  /** Takes the next part out; null when there is none. */
  public @Nullable T poll() {
    return parts.poll();
  }
}
