package io.managedidentity.agent.config;

import io.managedidentity.agent.token.ManagedIdentityId;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An identity with the sources and the tenant that it brings. Immutable. */
final class IdentityConfig {
  private final ManagedIdentityId id;
  private final @Nullable List<String> sources;
  private final @Nullable String tenantId;
  private final @Nullable String shown;

  /**
   * @param shown the id with placeholders, where it came from an environment variable; else null
   */
  IdentityConfig(
      ManagedIdentityId id,
      @Nullable List<String> sources,
      @Nullable String tenantId,
      @Nullable String shown) {
    this.shown = shown;
    this.id = id;
    this.sources = sources == null ? null : Collections.unmodifiableList(sources);
    this.tenantId = tenantId;
  }

  ManagedIdentityId id() {
    return id;
  }

  /** What people are shown in place of the id, or null for the id itself. */
  @Nullable String shown() {
    return shown;
  }

  /** Its own sources (empty for auto), or null for those of the top level. */
  @Nullable List<String> sources() {
    return sources;
  }

  @Nullable String tenantId() {
    return tenantId;
  }
}
