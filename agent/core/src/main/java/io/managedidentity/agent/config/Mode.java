package io.managedidentity.agent.config;

/** What the agent does with the requests that a mapping matches. */
public enum Mode implements Choice {
  /** Tokens go on requests. */
  INJECT("inject"),
  /** Everything is decided and tokens are fetched, but no request changes. */
  OBSERVE("observe"),
  /** As observe; some requests are sent once more with the token, and the answers compared. */
  SHADOW("shadow"),
  /** Destinations and their kinds of authentication are recorded; no request changes. */
  DISCOVER("discover"),
  /** Hooks stay, requests pass. */
  OFF("off");

  private final String label;

  Mode(String label) {
    this.label = label;
  }

  /** Whether it applies to all mappings if it stands at the top level, whatever they say. */
  public boolean isForAll() {
    return this == OFF || this == DISCOVER;
  }

  @Override
  public String label() {
    return label;
  }
}
