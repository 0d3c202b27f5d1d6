package io.managedidentity.agent.runtime;

import io.managedidentity.agent.clock.AgentClock;
import io.managedidentity.agent.identity.IdentityTokenFetcher;
import io.managedidentity.agent.identity.ImdsProbe;
import io.managedidentity.agent.injection.FetchRecord;
import io.managedidentity.agent.injection.Recorder;
import io.managedidentity.agent.injection.TokenInjector;
import io.managedidentity.agent.log.AgentLog;
import io.managedidentity.agent.token.AccessToken;
import io.managedidentity.agent.token.FetchOptions;
import io.managedidentity.agent.token.TokenException;
import io.managedidentity.agent.token.TokenFetcher;
import io.managedidentity.agent.token.TokenRequest;
import org.jspecify.annotations.Nullable;

/**
 * Loads the identity sources with the first token: a program that calls no mapped host pays for
 * none of their classes. If IMDS is only the default, it is probed before it is asked (R-PROBE in
 * docs/protocol.md), so that on a machine without any source nothing waits for its retries.
 */
final class FirstUseFetcher implements TokenFetcher {
  private final TokenInjector injector;
  private final AgentLog log;
  private @Nullable Sources sources;

  private static final class Sources {
    final IdentityTokenFetcher fetcher;
    final ImdsProbe probe;
    volatile boolean hasImds;

    Sources(IdentityTokenFetcher fetcher) {
      this.fetcher = fetcher;
      this.probe = fetcher.imdsProbe();
    }
  }

  /**
   * @param injector knows whether fetches are recorded
   */
  FirstUseFetcher(TokenInjector injector, AgentLog log) {
    this(injector, log, null);
  }

  /**
   * @param fetcher null for the sources of this host
   */
  FirstUseFetcher(TokenInjector injector, AgentLog log, @Nullable IdentityTokenFetcher fetcher) {
    this.injector = injector;
    this.log = log;
    this.sources = fetcher == null ? null : new Sources(fetcher);
  }

  @Override
  public AccessToken fetch(TokenRequest request, FetchOptions options)
      throws TokenException, InterruptedException {
    Recorder recorder = injector.recorder();
    FetchRecord record = recorder == null ? null : recorder.fetch(request);
    if (record == null) {
      return unrecorded(request, options);
    }
    try {
      AccessToken token = unrecorded(request, options);
      record.succeeded(token);
      return token;
    } catch (TokenException e) {
      record.failed(e);
      throw e;
    }
  }

  private AccessToken unrecorded(TokenRequest request, FetchOptions options)
      throws TokenException, InterruptedException {
    Sources current = sources();
    if (!current.hasImds && current.fetcher.isImdsByDefault(request)) {
      if (current.probe.isAbsent() || !current.probe.run()) {
        throw TokenException.builder(
                "managed_identity_unreachable_network",
                "IMDS does not answer, and no other identity source was found on this host. Outside Azure name a source,"
                    + " such as \"source\": \"azure-cli\".")
            .source("imds")
            .retriesUsedUp(true)
            .retryAfterMillis(ImdsProbe.ABSENT_MILLIS)
            .build();
      }
      current.hasImds = true;
    }
    return current.fetcher.fetch(request, options);
  }

  private synchronized Sources sources() {
    Sources made = sources;
    if (made == null) {
      made = new Sources(IdentityTokenFetcher.ofThisHost(AgentClock.SYSTEM, log));
      sources = made;
    }
    return made;
  }
}
