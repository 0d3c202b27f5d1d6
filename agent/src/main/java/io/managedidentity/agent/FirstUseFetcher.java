package io.managedidentity.agent;

import io.managedidentity.agent.clock.AgentClock;
import io.managedidentity.agent.identity.IdentityTokenFetcher;
import io.managedidentity.agent.log.AgentLog;
import io.managedidentity.agent.token.AccessToken;
import io.managedidentity.agent.token.TokenException;
import io.managedidentity.agent.token.TokenFetcher;
import io.managedidentity.agent.token.TokenRequest;
import org.jspecify.annotations.Nullable;

/**
 * Loads the identity sources with the first token: a program that calls no mapped host pays for
 * none of their classes.
 */
final class FirstUseFetcher implements TokenFetcher {
  private final AgentLog log;
  private @Nullable TokenFetcher sources;

  FirstUseFetcher(AgentLog log) {
    this.log = log;
  }

  @Override
  public AccessToken fetch(TokenRequest request) throws TokenException, InterruptedException {
    return sources().fetch(request);
  }

  private synchronized TokenFetcher sources() {
    TokenFetcher made = sources;
    if (made == null) {
      made = IdentityTokenFetcher.ofThisHost(AgentClock.SYSTEM, log);
      sources = made;
    }
    return made;
  }
}
