package io.managedidentity.agent.management;

import io.managedidentity.agent.instrumentation.FoundClient;
import org.jspecify.annotations.Nullable;

/** One HTTP client that was found; getters, since JMX shows it. */
public final class ClientState {
  private final FoundClient client;

  ClientState(FoundClient client) {
    this.client = client;
  }

  /** As in {@code instrumentation.<client>}. */
  public String getName() {
    return client.name();
  }

  /** As far as it can be told; else null. */
  public @Nullable String getVersion() {
    return client.version();
  }

  public String getLoader() {
    return client.loader();
  }

  public boolean isCovered() {
    return client.isCovered();
  }

  /** Why its requests are not covered; null if they are. */
  public @Nullable String getWhyNot() {
    return client.whyNot();
  }
}
