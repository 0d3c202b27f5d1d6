package io.managedidentity.agent.injection;

/**
 * What one request looks like with its token: for the copy that goes on the wire, and nowhere else.
 */
public final class WireEdit {
  private final HeaderList headers;
  private final String target;

  WireEdit(HeaderList headers, String target) {
    this.headers = headers;
    this.target = target;
  }

  /** All headers of the edited request. */
  public HeaderList headers() {
    return headers;
  }

  /** The request target; the one that was handed in where no parameter is cut. */
  public String target() {
    return target;
  }
}
