package io.managedidentity.agent.injection;

import io.managedidentity.agent.config.MappingConfig;
import io.managedidentity.agent.log.AgentLog;
import io.managedidentity.agent.token.ManagedIdentityId;
import io.managedidentity.agent.token.TokenCache;
import io.managedidentity.agent.token.TokenRequest;
import java.util.Collections;

/** What stands for requests that no mapping treats, where they are noted all the same. */
final class Untreated {
  private Untreated() {}

  static RouteInjection of(TokenCache cache, TokenInjector injector, AgentLog log) {
    TokenRequest never =
        new TokenRequest(
            "", ManagedIdentityId.systemAssigned(), Collections.<String>emptyList(), null);
    MappingConfig none = MappingConfig.builder(-1).name("").tokenRequest(never).build();
    return new RouteInjection(
        none, cache.unused(never), 0, new MappingCounters(), null, null, injector, log);
  }
}
