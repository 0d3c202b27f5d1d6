package io.managedidentity.agent.config;

import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a mapping has where it says nothing: from the top level, and what holds without a service.
 * Immutable.
 */
class MappingDefaults {
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

  /** The same top level, for a class that knows better. */
  MappingDefaults(MappingDefaults top) {
    this(top.mode, top.cloud, top.identity, top.sources);
  }

  Cloud cloud() {
    return cloud;
  }

  /** {@code off} and {@code discover} change no request, whatever a mapping says. */
  Mode modeOf(@Nullable Mode ofMapping) {
    return isForAll() ? Mode.OFF : ofMapping == null ? mode : ofMapping;
  }

  /** Whether a mapping's own mode has no effect. */
  boolean isForAll() {
    return mode.isForAll();
  }

  /** The top level's mode. */
  Mode mode() {
    return mode;
  }

  IdentityConfig identity() {
    return identity;
  }

  /** Sources of an identity that brings none. */
  List<String> sourcesOf(IdentityConfig chosen) {
    List<String> own = chosen.sources();
    return own == null ? sources : own;
  }

  /** Id of the mapping's service, or null. */
  @Nullable String service() {
    return null;
  }

  String header() {
    return "Authorization";
  }

  String format() {
    return "Bearer {token}";
  }

  ExistingAuthorization existingAuthorization() {
    return ExistingAuthorization.KEEP;
  }

  /**
   * @param injected the header that the token goes into: it is never removed as well
   * @param set the mapping's own setHeaders, which win
   */
  List<String> removeHeaders(String injected, @Nullable ConfigNode set) {
    return Collections.emptyList();
  }

  List<String> removeQuery() {
    return Collections.emptyList();
  }

  /**
   * @param own what the mapping sets itself
   * @param removed what it removes
   * @return what is set in all, without what the mapping decides otherwise
   */
  List<HeaderSetting> setHeaders(List<HeaderSetting> own, String injected, List<String> removed) {
    return own;
  }
}
