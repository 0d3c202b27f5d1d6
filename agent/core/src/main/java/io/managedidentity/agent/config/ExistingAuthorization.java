package io.managedidentity.agent.config;

/** What happens to an Authorization header that the application set itself. */
public enum ExistingAuthorization implements Choice {
  /** It stays, and no token is injected. */
  KEEP("keep"),
  /** The token takes its place. */
  REPLACE("replace"),
  /** The token takes its place if it is recognised as a stored secret; an Entra token stays. */
  REPLACE_STORED_SECRET("replace-stored-secret");

  private final String label;

  ExistingAuthorization(String label) {
    this.label = label;
  }

  @Override
  public String label() {
    return label;
  }
}
