/**
 * Access tokens: what is asked for, what came back, and the cache. Knows no identity source: {@code
 * identity} implements {@link io.managedidentity.agent.token.TokenFetcher}. May use {@code clock}
 * and {@code log}.
 */
package io.managedidentity.agent.token;
