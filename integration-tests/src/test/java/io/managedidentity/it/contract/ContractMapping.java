package io.managedidentity.it.contract;

/**
 * The mapping of the contract. 127.0.0.1 has resource {@code alpha}, localhost {@code beta},
 * 127.0.0.2 none, 127.0.0.3 {@code gamma} over TLS only; some paths of 127.0.0.1 have a mapping of
 * their own.
 */
final class ContractMapping {
  private ContractMapping() {}

  static String json() {
    return """
        {
          "token": { "firstTokenWait": "2s" },
          "mappings": [
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
            { "name": "skip", "host": "127.0.0.1:*", "path": "/skip/**", "skip": true },
            { "name": "posts", "host": "127.0.0.1:*", "path": "/posts/**", "methods": ["POST"], "resource": "alpha",
              "allowPlainHttp": true },
            { "name": "no-more-of-posts", "host": "127.0.0.1:*", "path": "/posts/**", "skip": true },
            { "name": "header", "host": "127.0.0.1:*", "path": "/header/**", "resource": "alpha", "allowPlainHttp": true,
              "header": "X-Token", "format": "t={token:urlencoded}" },
            { "name": "alpha", "host": "127.0.0.1:*", "resource": "alpha", "allowPlainHttp": true },
            { "name": "beta", "host": "localhost:*", "resource": "beta", "allowPlainHttp": true },
            { "name": "gamma", "host": "127.0.0.3:*", "resource": "gamma" }
          ]
        }
        """;
  }
}
