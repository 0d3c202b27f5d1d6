package okio;

/** Signatures of the class of Okio. */
public class Timeout {
  protected Timeout() {}

  public boolean hasDeadline() {
    throw new UnsupportedOperationException();
  }

  public Timeout deadlineNanoTime(long deadlineNanoTime) {
    throw new UnsupportedOperationException();
  }

  public Timeout clearDeadline() {
    throw new UnsupportedOperationException();
  }
}
