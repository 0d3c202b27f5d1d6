package io.managedidentity.agent.instrumentation.apachehttp5;

import org.apache.hc.core5.http.message.BasicHeader;

/**
 * A header that the agent sets. The client's logs print headers by {@code toString}, which shows no
 * value here; the wire gets it by {@code getValue}. The same for each of Apache's clients.
 */
final class MaskedHeader extends BasicHeader {
  private static final long serialVersionUID = 1L;

  MaskedHeader(String name, String value) {
    super(name, value);
  }

  @Override
  public String toString() {
    return getName() + ": (set by the managed identity agent)";
  }
}
