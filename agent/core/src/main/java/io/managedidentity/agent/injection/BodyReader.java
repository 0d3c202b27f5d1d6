package io.managedidentity.agent.injection;

import io.managedidentity.agent.refusal.Refusal;
import io.managedidentity.agent.refusal.RefusedRequest;
import org.jspecify.annotations.Nullable;

/** Of one answer that refuses a token: says what its body adds to its head. Immutable. */
final class BodyReader implements AnswerTap.Reader {
  private final OutcomeLog log;
  private final RefusedRequest request;
  private final String host;
  private final AnswerHead head;
  private final RejectionEnd end;
  private final Refusal said;

  /**
   * @param said of the head
   */
  BodyReader(
      OutcomeLog log,
      RefusedRequest request,
      String host,
      AnswerHead head,
      RejectionEnd end,
      Refusal said) {
    this.log = log;
    this.request = request;
    this.host = host;
    this.head = head;
    this.end = end;
    this.said = said;
  }

  /** Null if enough bodies were looked at. */
  @Nullable AnswerTap tap(Faults faults) {
    return log.mayLookAtBody() ? new AnswerTap(this, faults) : null;
  }

  /** Bodies that nobody reads, or that have no byte, do not count. */
  @Override
  public boolean begins() {
    return log.looksAtBody();
  }

  @Override
  public void read(String body) {
    try {
      Refusal refusal = Refusal.of(request, head.with(body));
      if (refusal.saysMoreThan(said)) {
        log.explained(host, head.status(), end, refusal);
      }
    } catch (RuntimeException | LinkageError e) { // the answer is the application's all the same
      log.unexplained(head.status(), host, e);
    }
  }
}
