package io.managedidentity.agent.refusal;

import io.managedidentity.agent.secrets.Jwt;
import org.jspecify.annotations.Nullable;

/**
 * The request that was refused, as far as it matters. Has claims of its token, never the token.
 * Immutable.
 */
public final class RefusedRequest {
  private final String host;
  private final String resource;
  private final @Nullable String service;
  private final boolean isRead;
  private final boolean isForTokenEndpoint;
  private final @Nullable Jwt claims;

  /**
   * @param resource that the mapping asks tokens for
   * @param service id of the mapping's service in the catalogue, or null
   * @param isRead whether it was a GET or HEAD
   * @param isForTokenEndpoint whether the token was an assertion for a login host
   * @param token that the request had; only its claims are kept, if it has some
   */
  public RefusedRequest(
      String host,
      String resource,
      @Nullable String service,
      boolean isRead,
      boolean isForTokenEndpoint,
      String token) {
    this.host = host;
    this.resource = resource;
    this.service = service;
    this.isRead = isRead;
    this.isForTokenEndpoint = isForTokenEndpoint;
    this.claims = Jwt.of(token);
  }

  String host() {
    return host;
  }

  /** Of an Azure resource: its own name. */
  String firstLabel() {
    int dot = host.indexOf('.');
    return dot < 0 ? host : host.substring(0, dot);
  }

  /** That the mapping asks tokens for. */
  String resource() {
    return resource;
  }

  @Nullable String service() {
    return service;
  }

  boolean isRead() {
    return isRead;
  }

  boolean isForTokenEndpoint() {
    return isForTokenEndpoint;
  }

  /** The audience of the token. */
  String audience() {
    String audience = claim("aud");
    return audience != null && Words.isAudience(audience) ? audience : resource;
  }

  /** Null if it cannot be read from the token. */
  @Nullable String tenant() {
    return guid("tid");
  }

  /** Object id of the identity; null if it cannot be read from the token. */
  @Nullable String objectId() {
    return guid("oid");
  }

  /** Issuer of the token, or a word that stands for it. */
  String issuer() {
    String issuer = claim("iss");
    return issuer != null && Words.isAudience(issuer) ? issuer : "ISSUER";
  }

  /** The object id for a command, or a word that stands for it. */
  String principal() {
    String id = objectId();
    return id == null ? "OBJECT_ID" : id;
  }

  /** Whose token it is, in words. */
  String identity() {
    String id = objectId();
    String client = guid("appid");
    client = client == null ? guid("azp") : client;
    return id == null
        ? "the identity"
        : "identity " + id + (client == null ? "" : " (client id " + client + ")");
  }

  private @Nullable String guid(String claim) {
    String value = claim(claim);
    return value != null && Words.isGuid(value) ? value : null;
  }

  private @Nullable String claim(String name) {
    return claims == null ? null : claims.claim(name);
  }
}
