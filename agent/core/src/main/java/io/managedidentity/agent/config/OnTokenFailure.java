package io.managedidentity.agent.config;

/** What happens to a request for which there is no token. */
public enum OnTokenFailure implements Choice {
  /** It is sent as the application made it. */
  SEND_UNCHANGED("send-unchanged"),
  /** It fails with an {@code IOException} of the client that says why. */
  FAIL_REQUEST("fail-request");

  private final String label;

  OnTokenFailure(String label) {
    this.label = label;
  }

  @Override
  public String label() {
    return label;
  }
}
