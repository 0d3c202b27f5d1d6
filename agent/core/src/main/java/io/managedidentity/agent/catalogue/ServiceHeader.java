package io.managedidentity.agent.catalogue;

/** A header that requests to a service need beside the token. Immutable. */
public final class ServiceHeader {
  private final String name;
  private final String value;
  private final boolean atLeast;

  ServiceHeader(String name, String value, boolean atLeast) {
    this.name = name;
    this.value = value;
    this.atLeast = atLeast;
  }

  public String name() {
    return name;
  }

  public String value() {
    return value;
  }

  /** Whether only a lower value, or none, is replaced. */
  public boolean atLeast() {
    return atLeast;
  }

  @Override
  public String toString() {
    return name + ": " + (atLeast ? "at least " : "") + value;
  }
}
