package io.managedidentity.agent.instrumentation;

/** An answer that is held or kept until its request has another one. */
public final class HeldAnswer {
  /** Of its body; a longer one is delivered at once. */
  public static final int MOST_BYTES = 64 * 1024;

  private HeldAnswer() {}
}
