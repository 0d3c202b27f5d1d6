package io.managedidentity.agent.injection;

/** Why a stored secret of the application left the JVM. The labels are those of the counters. */
public enum WhyLeft {
  /** {@code existingAuthorization} keeps what the application sends. */
  KEPT("kept"),
  /** The mapping only observes. */
  OBSERVED("observed"),
  /** {@code share}: not one of those that are treated. */
  SHARE("not in share"),
  /** There was no token. */
  NO_TOKEN("no token"),
  /** After a 401 or 403 the request was sent once more as the application made it. */
  FELL_BACK("fell back"),
  /** A token is on the request, and this secret too: the mapping does not remove it. */
  NOT_REMOVED("not removed"),
  /** {@code answer}: the token request was sent to the login host all the same. */
  NOT_ANSWERED("not answered"),
  /** It is in a body that could not be read or edited. */
  BODY("body not edited"),
  /** The connection does not lead where the mapping says, or the request line elsewhere. */
  OTHER_PLACE("other place");

  private final String label;

  WhyLeft(String label) {
    this.label = label;
  }

  public String label() {
    return label;
  }
}
