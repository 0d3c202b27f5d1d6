package io.managedidentity.it.contract;

import java.util.List;

/**
 * The mapping of the contract. 127.0.0.1 has resource {@code alpha}, localhost {@code beta},
 * 127.0.0.2 none, 127.0.0.3 {@code gamma} over TLS only; some paths of 127.0.0.1 have a mapping of
 * their own.
 */
final class ContractMapping {
  private static final String REST =
      """
        {
          "token": { "firstTokenWait": "@wait@ms", "prefetch": false },
          "mappings": [
            { "name": "token-endpoint", "tokenEndpoint": "https://127.0.0.1:@secure@/contract-tenant", "clientId": ["app-1", "app-2"] },
            { "name": "answered", "tokenEndpoint": "https://127.0.0.1:@secure@/answered", "answer": true },
            { "name": "nowhere", "tokenEndpoint": "https://127.0.0.4:9/nowhere", "answer": true, "clientId": "app-1" },
            { "name": "answered-or-failed", "tokenEndpoint": "https://127.0.0.1:@secure@/answered-or-failed", "answer": true,
              "onTokenFailure": "fail-request" },
            { "name": "replace", "host": "127.0.0.1:*", "path": "/replace/**", "resource": "alpha", "allowPlainHttp": true,
              "existingAuthorization": "replace", "removeHeaders": ["x-api-key"], "removeQuery": ["sig", "code"],
              "setHeaders": { "x-migrated": "1", "x-ms-version": { "atLeast": "2017-11-09" } } },
            { "name": "replace-stored", "host": "127.0.0.1:*", "path": "/stored/**", "resource": "alpha", "allowPlainHttp": true,
              "existingAuthorization": "replace-stored-secret" },
            { "name": "refuse", "host": "127.0.0.1:*", "path": "/refuse/**", "resource": "broken", "allowPlainHttp": true,
              "onTokenFailure": "fail-request" },
            { "name": "pass", "host": "127.0.0.1:*", "path": "/pass/**", "resource": "broken", "allowPlainHttp": true,
              "existingAuthorization": "replace", "removeHeaders": ["x-api-key"], "removeQuery": ["sig"] },
            { "name": "hang", "host": "127.0.0.1:*", "path": "/hang/**", "resource": "hang", "allowPlainHttp": true },
            { "name": "slow", "host": "127.0.0.1:*", "path": "/slow/**", "resource": "slow", "allowPlainHttp": true },
            { "name": "short", "host": "127.0.0.1:*", "path": "/short/**", "resource": "short", "allowPlainHttp": true },
            { "name": "observe", "host": "127.0.0.1:*", "path": "/observe/**", "resource": "alpha", "allowPlainHttp": true,
              "mode": "observe" },
            { "name": "shadow", "host": "127.0.0.1:*", "path": "/shadow/**", "resource": "alpha", "allowPlainHttp": true,
              "mode": "shadow", "existingAuthorization": "replace", "removeHeaders": ["x-api-key"] },
            { "name": "skip", "host": "127.0.0.1:*", "path": "/skip/**", "skip": true },
            { "name": "posts", "host": "127.0.0.1:*", "path": "/posts/**", "methods": ["POST"], "resource": "alpha",
              "allowPlainHttp": true },
            { "name": "no-more-of-posts", "host": "127.0.0.1:*", "path": "/posts/**", "skip": true },
            { "name": "header", "host": "127.0.0.1:*", "path": "/header/**", "resource": "alpha", "allowPlainHttp": true,
              "header": "X-Token", "format": "t={token:urlencoded}" },
        @rejections@
        @own@
            { "name": "resend-hop", "host": "localhost:*", "path": "/resend-hop/**", "resource": "revocable-hop",
              "allowPlainHttp": true },
            { "name": "resend-same", "host": "127.0.0.1:*", "path": "/resend-same/**", "resource": "same", "allowPlainHttp": true },
            { "name": "moved", "host": "127.0.0.1:*", "path": "/moved/**", "resource": "alpha", "allowPlainHttp": true },
            { "name": "held", "host": "127.0.0.1:*", "path": "/held/**", "resource": "held", "allowPlainHttp": true },
            { "name": "gate", "host": "127.0.0.1:*", "path": "/gate/**", "resource": "gate", "allowPlainHttp": true },
            { "name": "late-refuse", "host": "127.0.0.1:*", "path": "/late-refuse/**", "resource": "broken-late-1",
              "allowPlainHttp": true, "onTokenFailure": "fail-request" },
            { "name": "late-pass", "host": "127.0.0.1:*", "path": "/late-pass/**", "resource": "broken-late-2",
              "allowPlainHttp": true, "existingAuthorization": "replace", "removeHeaders": ["x-api-key"] },
            { "name": "alpha", "host": "127.0.0.1:*", "resource": "alpha", "allowPlainHttp": true },
            { "name": "beta", "host": "localhost:*", "resource": "beta", "allowPlainHttp": true },
            { "name": "gamma", "host": "127.0.0.3:*", "resource": "gamma" }
          ]
        }
        """;

  /**
   * Each has a path, a mapping and a resource of its own: what a row does to a token stays there.
   */
  private static final List<String> RESENDS =
      List.of(
          "claims-none",
          "claims-buffered",
          "revoked-none",
          "revoked-buffered",
          "plain",
          "tunnel",
          "oneshot",
          "every",
          "budget",
          "many",
          "redirect",
          "long",
          "close",
          "head",
          "lasting");

  private static final List<String> FALLBACKS =
      List.of(
          "401-none", "401-buffered", "403-none", "403-buffered", "once", "nosecret", "oneshot");

  private ContractMapping() {}

  /**
   * @param firstTokenWait longest time that a request waits for its token, in milliseconds
   * @param own mappings of rows that one client alone has
   * @param securePort of the server that plays a token endpoint
   */
  static String json(long firstTokenWait, List<String> own, int securePort) {
    StringBuilder rejections = new StringBuilder();
    RESENDS.forEach(row -> rejections.append(resend(row)));
    FALLBACKS.forEach(row -> rejections.append(fallback(row)));
    return REST.replace("@wait@", String.valueOf(firstTokenWait))
        .replace("@rejections@", rejections)
        .replace("@own@", String.join("", own))
        .replace("@secure@", String.valueOf(securePort));
  }

  /** Of a row whose request is sent once more with another token. */
  static String resend(String row) {
    return rejection("resend-" + row, "revocable-" + row, false);
  }

  /** Of a row whose request is sent once more as the application made it. */
  static String fallback(String row) {
    return rejection("fallback-" + row, "revocable-fallback-" + row, true);
  }

  /** Of a row that holds its token back. */
  static String gate(String row) {
    return """
            { "name": "gate-%s", "host": "127.0.0.1:*", "path": "/gate-%s/**", "resource": "gate-%s", "allowPlainHttp": true },
        """
        .formatted(row, row, row);
  }

  private static String rejection(String name, String resource, boolean fallsBack) {
    return """
            { "name": "%s", "host": "127.0.0.1:*", "path": "/%s/**", "resource": "%s", "allowPlainHttp": true,
              "existingAuthorization": "replace", "removeHeaders": ["x-api-key"], "removeQuery": ["sig"],
              "setHeaders": { "x-migrated": "1" }, "fallbackOnRejection": %s },
        """
        .formatted(name, name, resource, fallsBack);
  }
}
