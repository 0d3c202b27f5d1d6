package io.managedidentity.agent.config;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What mappings take from the top level. Immutable. */
final class MappingDefaults {
  private final Mode mode;
  private final Cloud cloud;
  private final IdentityConfig identity;
  private final List<String> sources;

  MappingDefaults(Mode mode, Cloud cloud, IdentityConfig identity, List<String> sources) {
    this.mode = mode;
    this.cloud = cloud;
    this.identity = identity;
    this.sources = sources;
  }

  Cloud cloud() {
    return cloud;
  }

  /** {@code off} and {@code discover} change no request, whatever a mapping says. */
  Mode modeOf(@Nullable Mode ofMapping) {
    if (mode == Mode.OFF || mode == Mode.DISCOVER) {
      return Mode.OFF;
    }
    return ofMapping == null ? mode : ofMapping;
  }

  IdentityConfig identity() {
    return identity;
  }

  /** Sources of an identity that brings none. */
  List<String> sourcesOf(IdentityConfig chosen) {
    List<String> own = chosen.sources();
    return own == null ? sources : own;
  }
}
