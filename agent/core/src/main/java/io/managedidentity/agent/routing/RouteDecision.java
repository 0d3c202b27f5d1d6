package io.managedidentity.agent.routing;

import org.jspecify.annotations.Nullable;

/** What is done with a request. Immutable; made once per route, never per request. */
public final class RouteDecision {
  /** The three ways. */
  public enum Kind {
    /** A token goes on the request. */
    INJECT,
    /** A token is fetched and everything is counted, but the request stays as it is. */
    OBSERVE,
    /** The request stays as it is. */
    SKIP
  }

  private final Kind kind;
  private final SkipReason reason;
  private final @Nullable Route route;

  RouteDecision(Kind kind, SkipReason reason, @Nullable Route route) {
    this.kind = kind;
    this.reason = reason;
    this.route = route;
  }

  public Kind kind() {
    return kind;
  }

  /** Why it is skipped; {@link SkipReason#NONE} for the other kinds. */
  public SkipReason reason() {
    return reason;
  }

  /** The mapping that decided, or null if none did. */
  public @Nullable Route route() {
    return route;
  }

  @Override
  public String toString() {
    return kind + " (" + reason.label() + (route == null ? "" : ", " + route.config().name()) + ")";
  }
}
