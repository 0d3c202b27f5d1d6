package io.managedidentity.agent.token;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a token is for: resource, identity, and which sources may be asked. Immutable; the key of
 * the cache (R-CACHE in docs/protocol.md).
 */
public final class TokenRequest {
  private final String resource;
  private final ManagedIdentityId identity;
  private final List<String> sources;
  private final @Nullable String tenantId;

  /**
   * @param resource audience as configured; a trailing {@code /.default} is still there
   * @param sources ids of identity sources tried in order, such as {@code imds}; empty for {@code
   *     auto}
   * @param tenantId tenant for the sources that take one; null for the source's own
   */
  public TokenRequest(
      String resource,
      ManagedIdentityId identity,
      List<String> sources,
      @Nullable String tenantId) {
    this.resource = resource;
    this.identity = identity;
    this.sources = Collections.unmodifiableList(new ArrayList<>(sources));
    this.tenantId = tenantId;
  }

  public String resource() {
    return resource;
  }

  public ManagedIdentityId identity() {
    return identity;
  }

  public List<String> sources() {
    return sources;
  }

  public @Nullable String tenantId() {
    return tenantId;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    if (!(other instanceof TokenRequest)) {
      return false;
    }
    TokenRequest that = (TokenRequest) other;
    return resource.equals(that.resource)
        && identity.equals(that.identity)
        && sources.equals(that.sources)
        && Objects.equals(tenantId, that.tenantId);
  }

  @Override
  public int hashCode() {
    return Objects.hash(resource, identity, sources, tenantId);
  }

  @Override
  public String toString() {
    return resource + " as " + identity;
  }
}
