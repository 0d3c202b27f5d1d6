package io.managedidentity.agent.injection;

import io.managedidentity.agent.routing.RouteTable;
import org.jspecify.annotations.Nullable;

/** The route table in use, for what outlives a reload. Thread-safe. */
final class CurrentTable {
  private volatile @Nullable RouteTable table;

  void use(RouteTable next) {
    table = next;
  }

  /** Null before the first configuration. */
  @Nullable RouteTable get() {
    return table;
  }
}
