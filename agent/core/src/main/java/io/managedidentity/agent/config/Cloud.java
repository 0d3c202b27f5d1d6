package io.managedidentity.agent.config;

/** The Azure cloud: which column of the service catalogue is used. */
public enum Cloud implements Choice {
  /** Azure. */
  PUBLIC("public"),
  /** Azure Government. */
  USGOV("usgov"),
  /** Azure operated by 21Vianet. */
  CHINA("china");

  private final String label;

  Cloud(String label) {
    this.label = label;
  }

  @Override
  public String label() {
    return label;
  }
}
