package io.managedidentity.agent.cli.live;

import io.managedidentity.agent.catalogue.Catalogue;
import io.managedidentity.agent.catalogue.CatalogueService;
import io.managedidentity.agent.clock.AgentClock;
import io.managedidentity.agent.config.AgentConfig;
import io.managedidentity.agent.config.MappingConfig;
import io.managedidentity.agent.config.TokenEndpoint;
import io.managedidentity.agent.identity.http.EndpointAddresses;
import io.managedidentity.agent.identity.http.Timeouts;
import io.managedidentity.agent.routing.RequestUrl;
import io.managedidentity.agent.token.AccessToken;
import io.managedidentity.agent.token.TokenException;
import io.managedidentity.agent.token.TokenFetcher;
import io.managedidentity.agent.token.TokenRequest;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Tries the mappings of a file, several at a time: a token of each identity, and at each place a
 * request that changes nothing. Blocks, for a bounded time in all.
 */
public final class LiveCheck {
  /** For one exchange. */
  public static final Timeouts LIMITS = new Timeouts(3000, 10_000);

  /** For all tokens, in seconds: sources are asked again for more than a minute. */
  public static final int TOTAL_SECONDS = 120;

  /** For the requests that wait for the last token. */
  private static final int LAST_SECONDS = 30;

  private static final int AT_A_TIME = 8;

  private final TokenFetcher fetcher;
  private final SourceNames sources;
  private final AgentClock clock;
  private final Prober prober;
  private final int totalSeconds;

  public LiveCheck(TokenFetcher fetcher, SourceNames sources, AgentClock clock) {
    this(fetcher, sources, EndpointAddresses.OF_THIS_HOST, null, clock, LIMITS, TOTAL_SECONDS);
  }

  /**
   * @param roots whom to trust; null for the JVM's trust store files
   * @param limits for one exchange
   * @param totalSeconds for all tokens; requests with them have half a minute more
   */
  public LiveCheck(
      TokenFetcher fetcher,
      SourceNames sources,
      EndpointAddresses resolver,
      @Nullable KeyStore roots,
      AgentClock clock,
      Timeouts limits,
      int totalSeconds) {
    this.fetcher = fetcher;
    this.sources = sources;
    this.clock = clock;
    this.prober = new Prober(resolver, roots, clock, limits);
    this.totalSeconds = totalSeconds;
  }

  /**
   * @param identityEndpoints hosts that the environment names as identity endpoints
   * @param hosts named on the command line, for mappings with patterns; each may have a port
   * @param urls named there; {@code https} and readable by {@link RequestUrl}. Their queries, user
   *     info and fragments are shown nowhere
   */
  public LiveReport run(
      AgentConfig config, List<String> identityEndpoints, List<String> hosts, List<String> urls)
      throws InterruptedException {
    Places choice = new Places(config, identityEndpoints);
    List<Place> asked = new ArrayList<>();
    for (String host : hosts) {
      asked.addAll(choice.ofHost(host));
    }
    for (String url : urls) {
      asked.add(choice.ofUrl(RequestUrl.parse(url)));
    }
    List<Place> places = new ArrayList<>(choice.ofFile(asked));
    places.addAll(asked);
    return run(config, places);
  }

  private LiveReport run(AgentConfig config, List<Place> places) throws InterruptedException {
    long end = clock.nanoTime() + TimeUnit.SECONDS.toNanos(totalSeconds);
    ExecutorService forPlaces = threads();
    ExecutorService forTokens = threads();
    try {
      List<Future<Optional<Attempt>>> started = new ArrayList<>();
      for (Place place : places) {
        started.add(forPlaces.submit(() -> prober.start(place)));
      }
      Map<MappingConfig, TokenRequest> requests = new LinkedHashMap<>();
      Map<TokenRequest, Future<TokenResult>> asked = new LinkedHashMap<>();
      for (MappingConfig mapping : config.mappings()) {
        TokenRequest request = request(mapping, config);
        if (request != null) {
          requests.put(mapping, request);
          asked.computeIfAbsent(request, key -> forTokens.submit(() -> fetch(key)));
        }
      }
      LiveReport report = new LiveReport();
      for (Map.Entry<MappingConfig, TokenRequest> entry : requests.entrySet()) {
        TokenRequest request = entry.getValue();
        Future<TokenResult> future = asked.get(request);
        if (future != null) {
          report.add(entry.getKey(), request, result(future, end));
        }
      }
      List<Future<Finding>> findings = new ArrayList<>();
      for (int i = 0; i < places.size(); i++) {
        Place place = places.get(i);
        Future<Optional<Attempt>> first = started.get(i);
        AccessToken token = report.token(place.mapping());
        findings.add(
            forPlaces.submit(
                () -> prober.finish(place, first.get(left(end), TimeUnit.NANOSECONDS), token)));
      }
      long last = Math.max(end, clock.nanoTime()) + TimeUnit.SECONDS.toNanos(LAST_SECONDS);
      for (int i = 0; i < places.size(); i++) {
        report.add(finding(findings.get(i), places.get(i), last));
      }
      return report;
    } finally {
      forPlaces.shutdownNow();
      forTokens.shutdownNow();
    }
  }

  private static ExecutorService threads() {
    return Executors.newFixedThreadPool(
        AT_A_TIME,
        task -> {
          Thread thread = new Thread(task, "managed-identity-agent-check");
          thread.setDaemon(true);
          return thread;
        });
  }

  /** One that is answered inside the JVM gets tokens for what its requests name: any will do. */
  private static @Nullable TokenRequest request(MappingConfig mapping, AgentConfig config) {
    TokenRequest request = mapping.tokenRequest();
    TokenEndpoint endpoint = mapping.tokenEndpoint();
    if (request == null || endpoint == null || !endpoint.isAnswered()) {
      return request;
    }
    CatalogueService arm = Catalogue.ofThisJar().find("arm");
    String resource = arm == null ? null : arm.resource(config.cloud().label());
    return new TokenRequest(
        resource == null ? request.resource() : resource,
        request.identity(),
        request.sources(),
        request.tenantId());
  }

  private TokenResult fetch(TokenRequest request) throws InterruptedException {
    try {
      AccessToken token = fetcher.fetch(request);
      return TokenResult.of(token, sources.of(token.source(), request));
    } catch (TokenException e) {
      String source = e.source();
      return TokenResult.of(e, source == null ? "" : sources.of(source, request));
    }
  }

  private TokenResult result(Future<TokenResult> future, long end) throws InterruptedException {
    try {
      return future.get(left(end), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      return TokenResult.none(
          "unfinished", "no answer within " + totalSeconds + " s: look at the identity endpoint");
    } catch (ExecutionException e) { // an exception's text may have what it failed at
      return TokenResult.none(
          "fault", "a fault in this program: " + name(e) + ". Please report it.");
    }
  }

  private Finding finding(Future<Finding> future, Place place, long end)
      throws InterruptedException {
    try {
      return future.get(left(end), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      return unfinished(place);
    } catch (ExecutionException e) {
      if (cause(e) instanceof TimeoutException) {
        return unfinished(place);
      }
      String what = "a fault in this program: " + name(e) + ". Please report it";
      return Finding.of(place, Verdict.FAILS, "a fault", what);
    }
  }

  private static Finding unfinished(Place place) {
    String words = "not finished in time";
    return Finding.of(place, Verdict.FAILS, words, "it was " + words);
  }

  /** What came in time is taken, even at the end. */
  private long left(long end) {
    return Math.max(TimeUnit.MILLISECONDS.toNanos(1), end - clock.nanoTime());
  }

  private static String name(ExecutionException e) {
    return cause(e).getClass().getName();
  }

  /** What went wrong at first: the task of a place waits for another task. */
  private static Throwable cause(ExecutionException e) {
    Throwable cause = e;
    while (cause instanceof ExecutionException && cause.getCause() != null) {
      cause = cause.getCause();
    }
    return cause;
  }
}
