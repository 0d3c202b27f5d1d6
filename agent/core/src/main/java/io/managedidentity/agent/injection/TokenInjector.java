package io.managedidentity.agent.injection;

import io.managedidentity.agent.config.AgentConfig;
import io.managedidentity.agent.config.MappingConfig;
import io.managedidentity.agent.config.Mode;
import io.managedidentity.agent.config.TokenEndpoint;
import io.managedidentity.agent.discovery.Destination;
import io.managedidentity.agent.discovery.Discovery;
import io.managedidentity.agent.log.AgentLog;
import io.managedidentity.agent.log.LogLevel;
import io.managedidentity.agent.routing.MappingMismatch;
import io.managedidentity.agent.routing.Route;
import io.managedidentity.agent.routing.RouteDecision;
import io.managedidentity.agent.routing.RouteTable;
import io.managedidentity.agent.routing.SkipReason;
import io.managedidentity.agent.token.TokenCache;
import io.managedidentity.agent.token.TokenRequest;
import io.managedidentity.agent.token.TokenThreads;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The agent's answer to "this request is about to be written to this target": the injection of the
 * mapping that names it, or null. Client hooks share one; it exists before the configuration is
 * read. Thread-safe; no allocation for a request that is not mapped.
 */
public final class TokenInjector {
  /**
   * Longest wait of all requests together for the configuration, which takes milliseconds to read.
   */
  private static final long CONFIG_PATIENCE_MILLIS = 5000;

  private final AgentLog log;
  private final long patienceMillis;
  private volatile @Nullable ConnectionWatch watch;
  private volatile @Nullable TokenThreads threads;
  private final CountDownLatch decided = new CountDownLatch(1);
  private volatile @Nullable Routes routes;
  private volatile @Nullable Discovery discovery;
  private volatile @Nullable Repeats repeats;

  /** Null until somebody makes a recording: this read is all that others pay for it. */
  private volatile @Nullable Recorder recorder;

  /** By mapping, for the life of the process: one that comes back goes on to count. */
  private final Map<String, MappingCounters> counted = new HashMap<>();

  private boolean isPatient;
  private long patienceSinceNanos;
  private volatile boolean isOff;
  private volatile boolean isSwitchedOff;

  private static final class Routes {
    final AgentConfig config;
    final RouteTable table;
    final @Nullable RouteInjection[] injections;

    /** For requests that no mapping treats; null if there are no placeholders. */
    final @Nullable RouteInjection guard;

    /** Whether a mapping answers requests inside the JVM. */
    final boolean hasAnswers;

    /** Notes every request; null if none is noted. */
    final @Nullable Discovery discovery;

    /** Puts no token on anything: what is watched where no mapping treats a request. */
    final @Nullable RouteInjection untreated;

    private volatile @Nullable UnmappedHosts unmapped;

    Routes(
        AgentConfig config,
        RouteTable table,
        @Nullable RouteInjection[] injections,
        @Nullable RouteInjection guard,
        @Nullable Discovery discovery,
        @Nullable RouteInjection untreated) {
      this.discovery = discovery;
      this.untreated = untreated;
      this.config = config;
      this.table = table;
      this.injections = injections;
      this.guard = guard;
      boolean isAnswering = false;
      for (RouteInjection injection : injections) {
        isAnswering |= injection != null && injection.answers();
      }
      this.hasAnswers = isAnswering && !isOnlyDiscovering();
    }

    /** Whether no mapping is used. */
    boolean isOnlyDiscovering() {
      return config.mode() == Mode.DISCOVER;
    }

    /** Made with the first request that no mapping matches. */
    UnmappedHosts unmapped(AgentLog log) {
      UnmappedHosts made = unmapped;
      if (made == null) {
        made = new UnmappedHosts(config.mappings(), injections, log);
        unmapped = made; // another thread's may be lost, and says its own first ones once more
      }
      return made;
    }

    /** Null if the request is not noted. */
    @Nullable Watch watch(String client, String scheme, String host, int port, String method) {
      Discovery watching = discovery;
      RouteInjection base = untreated;
      if (watching == null || base == null) {
        return null;
      }
      Destination to = watching.destination(client, scheme, host, port);
      return to == null
          ? null
          : Watch.of(watching, to.method(method), base, isOnlyDiscovering() ? null : guard);
    }
  }

  public TokenInjector(AgentLog log) {
    this(log, CONFIG_PATIENCE_MILLIS);
  }

  TokenInjector(AgentLog log, long patienceMillis) {
    this.log = log;
    this.patienceMillis = patienceMillis;
  }

  /**
   * Starts to inject as configured, from the next request on. Counters go on by the mapping's name.
   *
   * @param unchanged names of mappings that are as they were before: what was logged about them is
   *     not logged again
   */
  public synchronized void use(
      AgentConfig config, RouteTable table, TokenCache cache, Set<String> unchanged) {
    Map<String, RouteInjection> before = injectionsByName();
    List<MappingConfig> mappings = config.mappings();
    @Nullable RouteInjection[] injections = new RouteInjection[mappings.size()];
    for (int i = 0; i < injections.length; i++) {
      MappingConfig mapping = mappings.get(i);
      TokenRequest request = mapping.tokenRequest();
      if (request == null) {
        continue;
      }
      long waitMillis = config.firstTokenWaitMillis();
      RouteInjection old = before.get(mapping.name());
      boolean isKept =
          old != null && unchanged.contains(mapping.name()) && old.waitMillis() == waitMillis;
      injections[i] =
          old != null && isKept
              ? old
              : new RouteInjection(
                  mapping,
                  cache.handle(request),
                  waitMillis,
                  counters(mapping),
                  answers(mapping, cache, request),
                  shadow(mapping),
                  this,
                  log);
    }
    Discovery known = discovery;
    Discovery watching = config.isDiscovering() && !isOff(config) ? known : null;
    if (known != null && watching == null && routes != null) {
      known.paused();
    }
    RouteInjection untreated = watching == null ? null : Untreated.of(cache, this, log);
    routes = new Routes(config, table, injections, guard(injections), watching, untreated);
    isOff = isSwitchedOff || isOff(config);
    decided.countDown();
  }

  private MappingCounters counters(MappingConfig mapping) {
    MappingCounters known = counted.get(mapping.name());
    if (known == null) {
      known = new MappingCounters();
      counted.put(mapping.name(), known);
    }
    return known;
  }

  private static @Nullable TokenAnswers answers(
      MappingConfig mapping, TokenCache cache, TokenRequest request) {
    TokenEndpoint endpoint = mapping.tokenEndpoint();
    return endpoint != null && endpoint.isAnswered() ? new TokenAnswers(cache, request) : null;
  }

  private @Nullable Shadow shadow(MappingConfig mapping) {
    Repeats sender = repeats;
    return sender != null && mapping.mode() == Mode.SHADOW ? new Shadow(sender) : null;
  }

  private static boolean isOff(AgentConfig config) {
    return config.mode() == Mode.OFF;
  }

  private Map<String, RouteInjection> injectionsByName() {
    Routes current = routes;
    Map<String, RouteInjection> byName = new HashMap<>();
    if (current == null) {
      return byName;
    }
    for (RouteInjection injection : current.injections) {
      if (injection != null) {
        byName.put(injection.mapping().name(), injection);
      }
    }
    return byName;
  }

  /** What was counted of a mapping; null if it puts no token on anything. */
  public @Nullable MappingCounters counters(String mapping) {
    RouteInjection injection = injectionsByName().get(mapping);
    return injection == null ? null : injection.counters();
  }

  /**
   * Leaves every request alone from the next one on, or goes on as configured. Another
   * configuration does not change it.
   */
  public synchronized void switchOff(boolean isToBeOff) {
    Routes current = routes;
    Discovery watching = discovery;
    if (isToBeOff && watching != null) {
      watching.paused();
    }
    isSwitchedOff = isToBeOff;
    isOff = isToBeOff || current == null || isOff(current.config);
  }

  public boolean isSwitchedOff() {
    return isSwitchedOff;
  }

  /**
   * Starts to fetch the tokens of mappings that name their hosts without a wildcard, if the
   * configuration asks for it.
   */
  public void prefetch() {
    Routes current = routes;
    if (current == null || isOff || current.isOnlyDiscovering() || !current.config.prefetch()) {
      return;
    }
    for (RouteInjection injection : current.injections) {
      if (injection != null && injection.isForNamedHosts()) {
        injection.prefetch();
      }
    }
  }

  /** There will be no configuration: leaves every request alone, for good. */
  public synchronized void giveUp() {
    isOff = true;
    decided.countDown();
  }

  public boolean isOff() {
    return isOff;
  }

  /** The view of one client, named as in {@code instrumentation.<client>}. */
  public ClientInjector forClient(String client) {
    return new ClientInjector(this, client);
  }

  /**
   * Whether it is worth weaving this client: not if the agent stays off for good, or the
   * configuration switches the client off. In mode off it is, since a new version of the file may
   * switch on.
   */
  public boolean isWoven(String client) {
    Routes current = routes;
    return current == null ? !isOff : current.config.isInstrumentationEnabled(client);
  }

  /**
   * Whether a relocated copy of a client below this package, in dots, is to be covered. Waits for
   * the configuration like a first request.
   */
  public boolean isRelocationCovered(String dottedPackage) {
    Routes current = routes;
    if (current == null) {
      current = awaitRoutes();
    }
    if (current == null || current.config.coversRelocated()) {
      return current != null;
    }
    for (String one : current.config.shadedPrefixes()) {
      if (one.equals(dottedPackage) || one.equals(dottedPackage + ".")) {
        return true;
      }
    }
    return false;
  }

  /** That is in use now; null before the first configuration. */
  @Nullable RouteTable table() {
    Routes current = routes;
    return current == null ? null : current.table;
  }

  boolean hasAnswers() {
    Routes current = routes;
    if (current == null) {
      current = awaitRoutes();
    }
    return current != null && current.hasAnswers && !isOff;
  }

  /** Null if requests of the client are left alone. */
  private @Nullable Routes routesFor(String client) {
    Routes current = routes;
    if (current == null) {
      current = awaitRoutes();
    }
    return current == null || isOff || !current.config.isInstrumentationEnabled(client)
        ? null
        : current;
  }

  /** As {@link #match}, of a request that will be decided on later: nothing is counted or said. */
  @Nullable RouteInjection foresee(
      String client, String scheme, String host, int port, String method, String target) {
    Routes current = routesFor(client);
    if (current == null) {
      return null;
    }
    RouteInjection found = null;
    if (!current.isOnlyDiscovering()) {
      RouteDecision decision = current.table.decide(scheme, host, port, method, target);
      Route route = decision.route();
      found =
          route == null || decision.kind() == RouteDecision.Kind.SKIP
              ? null
              : current.injections[route.index()];
    }
    if (found != null) {
      watch().met(host);
      found = found.foreseenAt(scheme, host, bare(scheme, port), method);
    }
    Watch watch = current.watch(client, scheme, host, port, method);
    if (watch == null) {
      return found;
    }
    watch.dialling();
    return found == null && !watch.readsBody(target) ? null : watch.watched(found);
  }

  @Nullable RouteInjection match(
      String client, String scheme, String host, int port, String method, String target) {
    return match(client, scheme, host, port, method, target, true, false);
  }

  /**
   * @param isFinal whether it is not asked again about the same sending, so that it is recorded if
   *     no mapping treats it
   * @param isAskedAgain about the same request when it is written, if it is not answered
   */
  @Nullable RouteInjection match(
      String client,
      String scheme,
      String host,
      int port,
      String method,
      String target,
      boolean isFinal,
      boolean isAskedAgain) {
    Routes current = routesFor(client);
    if (current == null) {
      return null;
    }
    RequestRecord record = record(client, scheme, host, port);
    RouteInjection found =
        current.isOnlyDiscovering()
            ? null
            : decide(
                current, scheme, host, port, method, target, isFinal ? record : null, isAskedAgain);
    if (found != null && record != null && !found.isGuard()) {
      found = found.recordedBy(record);
    }
    Watch watch = current.watch(client, scheme, host, port, method);
    return watch == null ? found : watch.watched(found);
  }

  private @Nullable RequestRecord record(String client, String scheme, String host, int port) {
    Recorder recording = recorder;
    return recording == null
        ? null
        : recording.request(client, host, port == -1 ? schemeDefault(scheme) : port);
  }

  /** Some clients name the scheme's own port, and some do not: one form for both. */
  private static int bare(String scheme, int port) {
    return port == schemeDefault(scheme) ? -1 : port;
  }

  private static int schemeDefault(String scheme) {
    return scheme.equalsIgnoreCase("https") || scheme.equalsIgnoreCase("wss") ? 443 : 80;
  }

  private @Nullable RouteInjection decide(
      Routes current,
      String scheme,
      String host,
      int port,
      String method,
      String target,
      @Nullable RequestRecord record,
      boolean isAskedAgain) {
    RouteDecision decision = current.table.decide(scheme, host, port, method, target);
    Route route = decision.route();
    if (route == null) {
      UnmappedHosts.Target near =
          decision.reason() == SkipReason.NOT_MAPPED
              ? current.unmapped(log).met(scheme, host, port)
              : null;
      if (record != null) {
        ended(record, near, decision.reason());
      }
      return at(current.guard, host);
    }
    if (decision.kind() == RouteDecision.Kind.SKIP) {
      if (record != null) {
        record.ended(route.config().name(), decision.reason().label());
      }
      if (decision.reason() == SkipReason.PLAIN_HTTP) {
        warnPlainHttp(current.injections[route.index()], host);
      }
      return at(current.guard, host);
    }
    watch().met(host);
    RouteInjection found = current.injections[route.index()];
    return found == null
        ? null
        : found.at(scheme, host, bare(scheme, port), method, isAskedAgain).shadowed(method);
  }

  private static void ended(
      RequestRecord record, UnmappedHosts.@Nullable Target near, SkipReason reason) {
    Outcome outcome = near == null ? null : near.outcome();
    record.ended(
        near == null ? null : near.mapping(), outcome == null ? reason.label() : outcome.label());
  }

  /**
   * A request that no mapping matches goes over a TLS connection that was dialled by another name
   * than TLS asks for: an address, perhaps.
   */
  void otherPeer(String client, String host, int port, String peer) {
    Routes current = routesFor(client);
    if (current != null && !current.isOnlyDiscovering()) {
      current.unmapped(log).dialled(host, port, peer);
    }
  }

  /** For requests that no mapping may treat; null if there are no placeholders. */
  @Nullable RouteInjection guard(String host) {
    Routes current = routes;
    return current == null || isOff ? null : at(current.guard, host);
  }

  private static @Nullable RouteInjection at(@Nullable RouteInjection guard, String host) {
    return guard == null ? null : guard.guardAt(host);
  }

  private static @Nullable RouteInjection guard(@Nullable RouteInjection[] injections) {
    RouteInjection guard = null;
    for (RouteInjection injection : injections) {
      if (injection != null) {
        guard = injection.guarding(guard);
      }
    }
    return guard;
  }

  /** What repeats requests of mappings in mode shadow, if the configuration to come has some. */
  public synchronized void repeat(Repeats sender) {
    if (repeats == null) { // one for the process: what waits in it is bounded
      repeats = sender;
    }
  }

  /** What records requests and fetches from now on; null for nothing. */
  public void record(@Nullable Recorder recording) {
    recorder = recording;
  }

  /** Null if nothing is recorded. */
  public @Nullable Recorder recorder() {
    return recorder;
  }

  /** What notes every request, if the configuration to come says so. */
  public void discover(Discovery watching) {
    discovery = watching;
  }

  /** Where to note what the application does by itself; null if that is not wanted now. */
  @Nullable Discovery discovery() {
    Routes current = routes;
    return current == null || isOff ? null : current.discovery;
  }

  /** From now on logs for which mapped hosts no covered client is used. */
  public void watchConnections(TokenThreads scheduler) {
    threads = scheduler;
  }

  /** Runs a short task later, if the agent is configured; returns whether it will. */
  public boolean later(Runnable task, long delayNanos) {
    TokenThreads scheduler = threads;
    if (scheduler == null) {
      return false;
    }
    scheduler.later(task, delayNanos);
    return true;
  }

  /** Made for the first mapped request or TLS connection, since most programs have neither. */
  private ConnectionWatch watch() {
    ConnectionWatch made = watch;
    return made == null ? newWatch() : made;
  }

  private synchronized ConnectionWatch newWatch() {
    ConnectionWatch made = watch;
    if (made == null) {
      made = new ConnectionWatch(log);
      watch = made;
    }
    return made;
  }

  /** A TLS connection to that target is about to be made, by whatever client. */
  void connecting(String host, int port) {
    connecting(host, port, System.nanoTime());
  }

  void connecting(String host, int port, long nowNanos) {
    Routes current = routes;
    TokenThreads scheduler = threads;
    if (current == null
        || isOff
        || current.isOnlyDiscovering()
        || scheduler == null
        || watch().isMet(host)) {
      return;
    }
    // The mapping first: unmapped hosts may be unlimited in number, and mapped tomorrow.
    for (MappingConfig mapping : current.config.mappings()) {
      if (!mapping.skip() && MappingMismatch.namesHost(mapping, host, port)) {
        if (watch().isDue(host, port, nowNanos)) {
          RouteInjection injection = current.injections[mapping.index()];
          MappingCounters counters = injection == null ? null : injection.counters();
          watch().watch(host, port, mapping.name(), counters, scheduler);
        }
        return;
      }
    }
  }

  void undecidable(String client, String hostHeader) {
    unproven(
        "undecidable",
        client,
        hostHeader,
        "does not say where its connection goes. Send it with a client of the library instead of"
            + " its low-level API.");
  }

  void openedBefore(String client, String hostHeader) {
    unproven(
        "opened-before",
        client,
        hostHeader,
        "had opened its connection before the agent was attached. Its new connections are covered: close"
            + " the client, or wait until the connection is idle for long enough to be closed.");
  }

  private void unproven(String cause, String client, String hostHeader, String why) {
    Routes current = routes;
    if (current == null
        || isOff
        || current.isOnlyDiscovering()
        || !current.config.isInstrumentationEnabled(client)) {
      return;
    }
    int colon = hostHeader.lastIndexOf(':');
    boolean hasPort = colon > hostHeader.lastIndexOf(']');
    String host = hasPort ? hostHeader.substring(0, colon) : hostHeader;
    int port = hasPort ? portOf(hostHeader, colon + 1) : -1;
    Discovery watching = discovery();
    if (watching != null) {
      watching.failed();
    }
    RouteDecision decision = current.table.decide("https", host, port, "GET", "/");
    Route route = decision.route();
    RouteInjection injection =
        route == null || decision.kind() == RouteDecision.Kind.SKIP
            ? null
            : current.injections[route.index()];
    if (injection != null) {
      injection.unproven(cause, client, host, why);
    }
  }

  private static int portOf(String hostHeader, int from) {
    int port = 0;
    for (int i = from; i < hostHeader.length() && port <= 65535; i++) {
      port = port * 10 + Character.digit(hostHeader.charAt(i), 10);
    }
    return port;
  }

  private @Nullable Routes awaitRoutes() {
    if (isOff) {
      return null;
    }
    try {
      if (!decided.await(patienceLeftNanos(), TimeUnit.NANOSECONDS)) {
        log.once(
            "patience",
            LogLevel.ERROR,
            "requests go out unchanged because the configuration has not been read within "
                + patienceMillis
                + " ms. Check that its file can be read quickly.");
      }
    } catch (InterruptedException e) {
      Thread.currentThread()
          .interrupt(); // the application's own business; this request goes out unchanged
    }
    return routes;
  }

  /**
   * What is left of the time that all requests of the process may wait together, from the first one
   * on.
   */
  private synchronized long patienceLeftNanos() {
    long now = System.nanoTime();
    if (!isPatient) {
      isPatient = true;
      patienceSinceNanos = now;
    }
    return TimeUnit.MILLISECONDS.toNanos(patienceMillis) - (now - patienceSinceNanos);
  }

  private static void warnPlainHttp(@Nullable RouteInjection injection, String host) {
    if (injection != null) {
      injection.plainHttp(host);
    }
  }
}
