package io.managedidentity.agent.token;

import io.managedidentity.agent.clock.AgentClock;
import io.managedidentity.agent.log.AgentLog;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * All tokens of the process, one {@link TokenHandle} for each {@link TokenRequest}. Thread-safe.
 */
public final class TokenCache {
  private final TokenFetcher fetcher;
  private final AgentClock clock;
  private final TokenThreads threads;
  private final RefreshJitter jitter;
  private final AgentLog log;
  private final ConcurrentHashMap<TokenRequest, TokenHandle> handles = new ConcurrentHashMap<>();

  public TokenCache(TokenFetcher fetcher, AgentClock clock, TokenThreads threads, AgentLog log) {
    this(fetcher, clock, threads, RefreshJitter.RANDOM, log);
  }

  TokenCache(
      TokenFetcher fetcher,
      AgentClock clock,
      TokenThreads threads,
      RefreshJitter jitter,
      AgentLog log) {
    this.fetcher = fetcher;
    this.jitter = jitter;
    this.clock = clock;
    this.threads = threads;
    this.log = log;
  }

  /** Forgets all tokens except those that these requests ask for. */
  public void retain(Collection<TokenRequest> requests) {
    for (Map.Entry<TokenRequest, TokenHandle> entry : handles.entrySet()) {
      if (!requests.contains(entry.getKey())) {
        handles.remove(entry.getKey());
        entry.getValue().retire();
      }
    }
  }

  /** Remembered failures no longer prevent a new fetch: somebody has fixed the cause. */
  public void forgetFailures() {
    for (TokenHandle handle : handles.values()) {
      handle.forgetFailure();
    }
  }

  /** All tokens, in no particular order. */
  public List<TokenStatus> status() {
    List<TokenStatus> all = new ArrayList<>();
    for (TokenHandle handle : handles.values()) {
      all.add(handle.statusAndOutlook());
    }
    return all;
  }

  /** The handle for a request; the same one for equal requests. Asks no source. */
  public TokenHandle handle(TokenRequest request) {
    TokenHandle handle = handles.get(request);
    if (handle == null) {
      TokenHandle made = new TokenHandle(request, fetcher, clock, threads, jitter, log);
      handle = handles.putIfAbsent(request, made);
      handle = handle == null ? made : handle;
    }
    return handle;
  }

  /** A handle that is no part of the cache, for what never asks for a token. */
  public TokenHandle unused(TokenRequest request) {
    return new TokenHandle(request, fetcher, clock, threads, jitter, log);
  }
}
