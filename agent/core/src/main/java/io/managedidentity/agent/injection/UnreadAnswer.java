package io.managedidentity.agent.injection;

/**
 * A fault of the agent while it read an answer along: the request went out as decided, and the
 * application has its answer.
 */
public final class UnreadAnswer extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final Throwable fault;

  public UnreadAnswer(Throwable fault) {
    super(null, fault, false, false);
    this.fault = fault;
  }

  public Throwable fault() {
    return fault;
  }
}
