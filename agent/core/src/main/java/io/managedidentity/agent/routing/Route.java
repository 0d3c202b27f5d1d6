package io.managedidentity.agent.routing;

import io.managedidentity.agent.config.MappingConfig;
import io.managedidentity.agent.config.Mode;

/** A mapping, ready to be matched, with its decisions made beforehand. Immutable. */
public final class Route {
  private final MappingConfig config;
  private final RouteDecision encrypted;
  private final RouteDecision plain;
  private final RouteDecision ambiguous;

  Route(MappingConfig config) {
    this.config = config;
    this.encrypted = decision(config);
    boolean refused = encrypted.kind() != RouteDecision.Kind.SKIP && !config.allowPlainHttp();
    this.plain = refused ? skip(SkipReason.PLAIN_HTTP) : encrypted;
    this.ambiguous = skip(SkipReason.AMBIGUOUS_PATH);
  }

  public MappingConfig config() {
    return config;
  }

  /** Place in the file, from 0. */
  public int index() {
    return config.index();
  }

  RouteDecision decision(boolean isEncrypted, boolean isAmbiguous) {
    return isAmbiguous ? ambiguous : isEncrypted ? encrypted : plain;
  }

  private RouteDecision decision(MappingConfig mapping) {
    if (mapping.skip()) {
      return skip(SkipReason.MAPPED_SKIP);
    }
    if (mapping.mode() == Mode.INJECT) {
      return new RouteDecision(RouteDecision.Kind.INJECT, SkipReason.NONE, this);
    }
    return mapping.mode() == Mode.OBSERVE || mapping.mode() == Mode.SHADOW
        ? new RouteDecision(RouteDecision.Kind.OBSERVE, SkipReason.NONE, this)
        : skip(SkipReason.MODE_OFF);
  }

  private RouteDecision skip(SkipReason reason) {
    return new RouteDecision(RouteDecision.Kind.SKIP, reason, this);
  }
}
