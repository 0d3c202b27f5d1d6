package io.managedidentity.agent.instrumentation;

import io.managedidentity.agent.injection.AnswerHeaders;
import io.managedidentity.agent.injection.Resend;
import io.managedidentity.agent.injection.WireEdit;
import io.managedidentity.agent.token.GivenUp;
import org.jspecify.annotations.Nullable;

/**
 * A request that is on the wire with its token and has no answer yet. Immutable. Holds no object of
 * the client strongly, beside one of which it is kept.
 */
public class InFlight {
  public final WireEdit edit;
  private final GivenUp givenUp;

  /**
   * @param givenUp ends the wait after a rejection; held
   */
  public InFlight(WireEdit edit, GivenUp givenUp) {
    this.edit = edit;
    this.givenUp = givenUp;
  }

  /** For when that is known only with a rejection, or not at all. */
  public InFlight(WireEdit edit) {
    this(edit, GivenUp.NEVER);
  }

  /** As {@link WireEdit#awaitResend}: for clients whose threads may wait. */
  public final @Nullable Resend awaitResend(
      int status, AnswerHeaders headers, boolean isRepeatable) {
    return edit.awaitResend(status, headers, isRepeatable, givenUp);
  }
}
