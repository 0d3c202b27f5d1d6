package io.managedidentity.agent.discovery;

import io.managedidentity.agent.clock.AgentClock;
import org.jspecify.annotations.Nullable;

/** What is recorded of the application. Thread-safe. */
public final class Discovery {
  private final Fingerprints fingerprints;
  private final SigningKeys signingKeys;
  private final Connections connections;

  /**
   * @param salt of fingerprints; null for a random one
   */
  public Discovery(@Nullable String salt) {
    fingerprints = new Fingerprints(salt);
    signingKeys = new SigningKeys(fingerprints, AgentClock.SYSTEM);
    connections =
        new Connections(
            new Connections.Seen() {
              @Override
              public boolean isSeen(String host, int port) {
                return false;
              }
            },
            AgentClock.SYSTEM);
  }

  public Fingerprints fingerprints() {
    return fingerprints;
  }

  public SigningKeys signingKeys() {
    return signingKeys;
  }

  public Connections connections() {
    return connections;
  }
}
