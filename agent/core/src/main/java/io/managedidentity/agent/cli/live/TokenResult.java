package io.managedidentity.agent.cli.live;

import io.managedidentity.agent.secrets.Jwt;
import io.managedidentity.agent.token.AccessToken;
import io.managedidentity.agent.token.TokenException;
import org.jspecify.annotations.Nullable;

/** The token of a mapping, or why there is none. Its {@code toString} shows neither. Immutable. */
final class TokenResult {
  private final @Nullable AccessToken token;
  private final @Nullable Jwt claims;
  private final String source;
  private final String error;
  private final String message;

  private TokenResult(@Nullable AccessToken token, String source, String error, String message) {
    this.token = token;
    this.claims = token == null ? null : Jwt.of(token.value());
    this.source = source;
    this.error = error;
    this.message = message;
  }

  /**
   * @param source where it came from, and why from there: words
   */
  static TokenResult of(AccessToken token, String source) {
    return new TokenResult(token, source, "", "");
  }

  /**
   * @param source that was asked, and why: words; empty if none was reached
   */
  static TokenResult of(TokenException failure, String source) {
    return new TokenResult(null, source, failure.code(), String.valueOf(failure.getMessage()));
  }

  static TokenResult none(String error, String message) {
    return new TokenResult(null, "", error, message);
  }

  @Nullable AccessToken token() {
    return token;
  }

  String source() {
    return source;
  }

  /** A code; empty if there is a token. */
  String error() {
    return error;
  }

  String message() {
    return message;
  }

  /** Null if the token does not say. */
  @Nullable String audience() {
    return claim("aud");
  }

  @Nullable String objectId() {
    return claim("oid");
  }

  @Nullable String clientId() {
    String id = claim("appid");
    return id == null ? claim("azp") : id;
  }

  @Nullable String tenantId() {
    return claim("tid");
  }

  private @Nullable String claim(String name) {
    String value = claims == null ? null : claims.claim(name);
    return value == null ? null : Shown.of(value);
  }

  @Override
  public String toString() {
    return token == null ? error : "a token from " + source;
  }
}
