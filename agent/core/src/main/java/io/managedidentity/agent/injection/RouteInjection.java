package io.managedidentity.agent.injection;

import io.managedidentity.agent.config.MappingConfig;
import io.managedidentity.agent.config.Mode;
import io.managedidentity.agent.config.OnTokenFailure;
import io.managedidentity.agent.log.AgentLog;
import io.managedidentity.agent.refusal.BearerChallenge;
import io.managedidentity.agent.refusal.RefusedRequest;
import io.managedidentity.agent.routing.RequestUrl;
import io.managedidentity.agent.routing.RouteTable;
import io.managedidentity.agent.secrets.SecretKind;
import io.managedidentity.agent.target.HostPattern;
import io.managedidentity.agent.token.GivenUp;
import io.managedidentity.agent.token.HeldToken;
import io.managedidentity.agent.token.TokenException;
import io.managedidentity.agent.token.TokenHandle;
import java.util.Collections;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What one mapping does with the requests that it names. Thread-safe.
 *
 * <p>Hooks of blocking clients call {@link #edit}. Hooks of clients whose threads must not wait
 * call {@link #defer} first; if it returns true they leave, and the {@link Continuation} goes on
 * with {@link #editNow}, else they do so at once.
 */
public final class RouteInjection {
  /** A longer body goes out as the application made it, which is said and counted. */
  public static final int MOST_BODY_BYTES = 256 * 1024;

  private static final int SEE_OTHER = 303;
  private static final int TEMPORARY_REDIRECT = 307;
  private static final int PERMANENT_REDIRECT = 308;

  private final MappingConfig mapping;
  private final TokenHandle handle;
  private final long waitMillis;

  /** Null if all requests are treated. */
  private final @Nullable Share share;

  /** Null if requests of the mapping are not answered inside the JVM. */
  private final @Nullable TokenAnswers answers;

  private final MappingCounters counters;
  private final InjectionLog log;
  private final TokenInjector injector;

  /** Of the connections that the requests go over; null in the one that stands for all hosts. */
  private final @Nullable String scheme;

  /** -1 for the scheme's default. */
  private final int port;

  /** The host that the requests go to; null in the one that stands for all hosts. */
  private final @Nullable String host;

  /** Whether it stands for a request that {@code share} leaves out. */
  private final boolean isLeftOut;

  /** Of the requests; empty in the one that stands for all. */
  private final String method;

  private final boolean isGuard;

  /** Where its requests are noted for discovery; null if they are not. */
  private final @Nullable Watch watch;

  /** Which requests are repeated; null if the mapping's mode is not shadow. */
  private final @Nullable Shadow shadow;

  /** Of the one request that may be repeated, and null else. */
  private final Repeat.@Nullable Place place;

  /** Of the one request that is recorded, and null else. */
  private final @Nullable RequestRecord record;

  /** Made with the first request: no class of it costs a start anything. */
  private volatile @Nullable RequestRules rules;

  /** Likewise. */
  private volatile @Nullable Outgoing outgoing;

  /** Of the host that was asked for last, since most mappings have one. */
  private volatile @Nullable RouteInjection lastRead;

  private volatile @Nullable RouteInjection lastWrite;

  private volatile @Nullable RouteInjection lastLeftOut;

  /**
   * @param counters goes on to count where another version of the mapping left off
   * @param answers null if requests of the mapping are not answered inside the JVM
   * @param shadow null if the mapping's mode is not shadow
   * @param injector knows the table in use, by which it is told where redirects lead
   */
  RouteInjection(
      MappingConfig mapping,
      TokenHandle handle,
      long waitMillis,
      MappingCounters counters,
      @Nullable TokenAnswers answers,
      @Nullable Shadow shadow,
      TokenInjector injector,
      AgentLog log) {
    this.injector = injector;
    this.scheme = null;
    this.port = -1;
    this.shadow = shadow;
    this.place = null;
    this.record = null;
    this.counters = counters;
    this.answers = answers;
    this.mapping = mapping;
    this.handle = handle;
    this.waitMillis = waitMillis;
    this.share = mapping.share() < Share.ALL ? new Share(mapping.share()) : null;
    this.log = new InjectionLog(mapping, handle, log);
    this.host = null;
    this.method = "";
    this.isLeftOut = false;
    this.isGuard = false;
    this.watch = null;
  }

  private RouteInjection(
      RouteInjection all,
      @Nullable String scheme,
      String host,
      int port,
      boolean isLeftOut,
      String method,
      Repeat.@Nullable Place place,
      @Nullable Watch watch,
      @Nullable RequestRecord record) {
    this.injector = all.injector;
    this.scheme = scheme;
    this.port = port;
    this.shadow = all.shadow;
    this.place = place;
    this.record = record;
    this.counters = all.counters;
    this.answers = all.answers;
    this.mapping = all.mapping;
    this.handle = all.handle;
    this.waitMillis = all.waitMillis;
    this.rules = all.rules();
    this.share = all.share;
    this.outgoing = all.outgoing();
    this.log = all.log;
    this.host = host;
    this.isLeftOut = isLeftOut;
    this.method = method;
    this.isGuard = false;
    this.watch = watch;
  }

  /** A guard. */
  private RouteInjection(
      RouteInjection one, Outgoing outgoing, @Nullable String host, @Nullable Watch watch) {
    this.injector = one.injector;
    this.scheme = null;
    this.port = -1;
    this.shadow = null;
    this.place = null;
    this.record = null;
    this.counters = one.counters;
    this.answers = null;
    this.mapping = one.mapping;
    this.handle = one.handle;
    this.waitMillis = one.waitMillis;
    this.rules = one.rules();
    this.share = one.share;
    this.outgoing = outgoing;
    this.log = one.log;
    this.host = host;
    this.isLeftOut = true;
    this.method = "";
    this.isGuard = true;
    this.watch = watch;
  }

  /**
   * For requests that no mapping treats: it only keeps placeholders from leaving.
   *
   * @param other of other mappings, or null
   * @return that one, where this mapping has no placeholder
   */
  @Nullable RouteInjection guarding(@Nullable RouteInjection other) {
    if (mapping.placeholder() == null) {
      return other;
    }
    Outgoing known = other == null ? null : other.outgoing();
    Outgoing guarding = outgoing().guarding(known);
    return guarding == known || guarding == null
        ? other
        : new RouteInjection(this, guarding, null, null);
  }

  /** The same guard for requests to one host, which it names if it holds one back. */
  RouteInjection guardAt(String oneHost) {
    RouteInjection known = lastRead;
    if (known == null || !oneHost.equals(known.host)) {
      known = new RouteInjection(this, outgoing(), oneHost, watch);
      lastRead = known;
    }
    return known;
  }

  /** For requests that are noted for discovery and that no mapping treats. */
  RouteInjection watching(Watch requests, String oneHost) {
    return new RouteInjection(this, outgoing(), oneHost, requests);
  }

  /** The same for requests that are noted for discovery as well. */
  RouteInjection watchedBy(Watch requests) {
    return with(place, requests, record);
  }

  /** The same for one request that is recorded. */
  RouteInjection recordedBy(RequestRecord request) {
    return with(place, watch, request);
  }

  private RouteInjection with(
      Repeat.@Nullable Place repeated, @Nullable Watch by, @Nullable RequestRecord recorded) {
    return new RouteInjection(
        this, scheme, String.valueOf(host), port, isLeftOut, method, repeated, by, recorded);
  }

  /**
   * The same for a sending that was decided on before, when there was no connection: what is
   * recorded of it begins with the wait of that decision.
   */
  public RouteInjection after(@Nullable RouteInjection earlier) {
    RequestRecord begun = earlier == null || !isSame(earlier) ? null : earlier.record;
    return begun == null || isGuard ? this : recordedBy(begun);
  }

  /** Null if the request is not recorded. */
  @Nullable RequestRecord record() {
    return record;
  }

  /** The request is about to wait for a token. */
  void recordWait() {
    RequestRecord known = record;
    if (known != null) {
      known.waits();
    }
  }

  /**
   * It is not, after all.
   *
   * @return false
   */
  boolean recordNoWait() {
    RequestRecord known = record;
    if (known != null) {
      known.waitsNot();
    }
    return false;
  }

  /** Without a {@link RequestEdit}, which would record it. */
  private void endedHere(Outcome outcome) {
    ended(outcome, host);
    RequestRecord known = record;
    if (known != null) {
      known.ended(mapping.name(), outcome.label());
    }
  }

  private void recordAnswer(int status) {
    RequestRecord known = record;
    if (known != null) {
      known.answered(mapping.name(), status);
    }
  }

  @Nullable Watch watch() {
    return watch;
  }

  /** Whether the request goes out as it is in any case, and is only looked at. */
  public boolean onlyLooks() {
    return isGuard;
  }

  RequestRules rules() {
    RequestRules made = rules;
    if (made == null) {
      made = new RequestRules(mapping);
      rules = made;
    }
    return made;
  }

  Outgoing outgoing() {
    Outgoing made = outgoing;
    return made == null ? newOutgoing() : made;
  }

  private synchronized Outgoing newOutgoing() {
    Outgoing made = outgoing;
    if (made == null) {
      String dummy = mapping.placeholder();
      made =
          new Outgoing(
              counters,
              log,
              dummy == null ? null : new Placeholder(Collections.singletonList(dummy)));
      outgoing = made;
    }
    return made;
  }

  /** Whether it puts no token on anything. */
  boolean isGuard() {
    return isGuard;
  }

  /**
   * The same for the next request to one host.
   *
   * @param isAskedAgain when it is written, if it is left out
   */
  RouteInjection at(
      String withScheme, String oneHost, int onePort, String method, boolean isAskedAgain) {
    Share of = share;
    boolean isTaken = of == null || (isAskedAgain ? of.takesNextOrOwes() : of.takesNext());
    return at(withScheme, oneHost, onePort, isTaken, method);
  }

  /** The same for a request that is decided on later: {@code share} does not count it. */
  RouteInjection foreseenAt(String withScheme, String oneHost, int onePort, String method) {
    return at(withScheme, oneHost, onePort, true, method);
  }

  /** Whether a request of that method changes nothing. */
  static boolean isRead(String method) {
    return method.equals("GET") || method.equals("HEAD");
  }

  private RouteInjection at(
      String withScheme, String oneHost, int onePort, boolean isTaken, String method) {
    boolean reads = isRead(method);
    RouteInjection known = !isTaken ? lastLeftOut : reads ? lastRead : lastWrite;
    if (known == null
        || !oneHost.equals(known.host)
        || onePort != known.port
        || !withScheme.equals(known.scheme)
        || !method.equals(known.method)) {
      known =
          new RouteInjection(
              this, withScheme, oneHost, onePort, !isTaken, method, null, null, null);
      if (!isTaken) {
        lastLeftOut = known;
      } else if (reads) {
        lastRead = known;
      } else {
        lastWrite = known;
      }
    }
    return known;
  }

  /** The same for one request in mode shadow, which may be repeated. */
  RouteInjection shadowed(String method) {
    Shadow of = shadow;
    String to = host;
    String over = scheme;
    return of == null
            || to == null
            || over == null
            || !Repeat.isProven(over, to)
            || handle.current() == null
            || !of.isDue(method)
        ? this
        : with(new Repeat.Place(over, to, port, method), watch, record);
  }

  /**
   * What tells when a request that goes out as the application made it is answered, so that it is
   * repeated with the token; null if it is not to be repeated.
   */
  @Nullable WireEdit shadow(HeaderList headers, String target) {
    Shadow of = shadow;
    Repeat.Place to = place;
    HeldToken token = handle.current();
    String path = RequestTarget.originForm(target);
    if (of == null
        || to == null
        || token == null
        || !Repeat.isHarmless(headers, path, mayBeQueue(to.host))
        || !of.take(System.nanoTime())) {
      return null;
    }
    HeaderList with = headers.copy();
    rules().apply(token, with);
    Repeat repeat = new Repeat(this, of.repeats(), to, token, with, rules().cut(path));
    return new WireEdit(headers, target, this, token, repeat);
  }

  /**
   * Its tokens may also be for the account's own address, and its host a name of the customer's.
   */
  private boolean mayBeQueue(String to) {
    String resource = handle.request().resource();
    return CopySource.isStorage(resource)
        || resource.contains(".queue.")
        || to.toLowerCase(Locale.ROOT).contains(".queue.")
        || String.valueOf(mapping.service()).startsWith("storage-");
  }

  /** Whether both do the same to requests of any host. */
  boolean isSame(RouteInjection other) {
    return log == other.log;
  }

  /** Asks for another token, and returns whether there will be one. */
  boolean refused(HeldToken token, BearerChallenge challenge) {
    return handle.refused(token, challenge.claims(), challenge.isTokenDead() ? host : null);
  }

  /** Whether the mapping names its hosts, none by a wildcard: then its token is sure to be used. */
  boolean isForNamedHosts() {
    for (HostPattern host : mapping.hosts()) {
      if (host.hasWildcard()) {
        return false;
      }
    }
    return mapping.mode() != Mode.OFF && answers == null;
  }

  MappingConfig mapping() {
    return mapping;
  }

  TokenHandle handle() {
    return handle;
  }

  long waitMillis() {
    return waitMillis;
  }

  MappingCounters counters() {
    return counters;
  }

  boolean fallsBack() {
    return isForTokenEndpoint()
        ? mapping.onTokenFailure() == OnTokenFailure.SEND_UNCHANGED
        : mapping.fallbackOnRejection();
  }

  /**
   * Whether the hook is to hand in the body, if it is not longer than {@link #MOST_BODY_BYTES}: it
   * is edited, or looked at.
   *
   * @param target request target as the application made it
   */
  public boolean editsBody(String target) {
    Watch looks = watch;
    return gathersBody(target) || (looks != null && looks.readsBody(target));
  }

  /**
   * Whether the hook may collect such a body where the client streams it: {@link #editsBody}, and
   * not only to look at it, since that could show on the wire.
   */
  public boolean gathersBody(String target) {
    return !isGuard && (isForTokenEndpoint() || isBatch(target));
  }

  boolean isBatch(String target) {
    return CopySource.isStorage(handle.request().resource()) && BatchBody.isBatch(target);
  }

  /** Null if requests of the mapping are not answered inside the JVM. */
  @Nullable TokenAnswers tokenAnswers() {
    return answers;
  }

  InjectionLog log() {
    return log;
  }

  boolean isForTokenEndpoint() {
    return mapping.tokenEndpoint() != null;
  }

  /** Starts to fetch a token that is sure to be used, until it is there. Never waits. */
  void prefetch() {
    handle.prefetch();
  }

  /** A request of this mapping is not encrypted, and the mapping does not allow that. */
  void plainHttp(String host) {
    counters.plainHttp.increment();
    counters.countUnread();
    ended(Outcome.PLAIN_HTTP, host);
    log.outcomes().plainHttp(host);
  }

  /** A request to a host of this mapping, but not to a port of it. */
  void otherPort(String scheme, String host, int port) {
    counters.otherPort.increment();
    ended(Outcome.OTHER_PORT, host);
    log.outcomes().otherPort(scheme, host, port);
  }

  /**
   * A request to what this mapping names, but by another name.
   *
   * @param named by the mapping
   */
  void otherName(String host, String named) {
    counters.otherName.increment();
    ended(Outcome.OTHER_NAME, host);
    log.outcomes().otherName(host, named);
  }

  /**
   * A request over a TLS connection to a host of this mapping that was dialled by another name.
   *
   * @param named by TLS
   */
  void otherDial(String host, String named) {
    counters.otherName.increment();
    ended(Outcome.OTHER_NAME, host);
    log.outcomes().otherDial(host, named);
  }

  /**
   * A request with a token was answered with a redirect. Counted and said if the token does not go
   * there by this mapping.
   *
   * @param target of the request
   */
  void redirected(int status, String target, AnswerHeaders headers) {
    recordAnswer(status);
    RouteTable routes = injector.table();
    try {
      if (routes == null) {
        return;
      }
      RequestUrl from =
          RequestUrl.of(
              String.valueOf(scheme), shownHost(), port, RequestTarget.originForm(target));
      Redirect redirect = Redirect.of(from, methodAfter(status), headers, routes);
      if (redirect != null && redirect.leaves(mapping.name())) {
        counters.redirected.increment();
        log.outcomes().redirected(shownHost(), status, redirect);
      }
    } catch (RuntimeException | LinkageError e) {
      log.outcomes().unexplained(status, shownHost(), e);
    }
  }

  /** Of the request that a client makes of a redirect (RFC 9110, 15.4). */
  private String methodAfter(int status) {
    boolean isGet =
        (status == SEE_OTHER && !method.equals("HEAD"))
            || (method.equals("POST")
                && status != TEMPORARY_REDIRECT
                && status != PERMANENT_REDIRECT);
    return isGet ? "GET" : method;
  }

  /** The application's own header stays. */
  void kept(HeaderList headers, int at, int secrets) {
    log.outcomes().kept(shownHost(), headers, at, SecretKind.stored(secrets) != 0);
  }

  /** The client's own authentication stays. */
  void keptForm(int secrets) {
    log.outcomes().keptForm(shownHost(), secrets);
  }

  /** Null in the one that stands for all hosts. */
  @Nullable String host() {
    return host;
  }

  private String shownHost() {
    return String.valueOf(host);
  }

  /** Name of the header that the token goes into. */
  public String header() {
    return mapping.header();
  }

  /**
   * Starts to fetch the token in the background if it is not there and will be needed. Never waits.
   *
   * @param existing what the application itself put into {@link #header}, or null
   */
  public void warm(@Nullable String existing) {
    if (!isLeftOut
        && answers == null
        && (existing == null || isForTokenEndpoint() || !rules().keeps(existing))) {
      handle.warm();
    }
  }

  /**
   * Whether all that the mapping does to this request is to set headers: nothing is removed or cut.
   *
   * @param target request target as on the wire
   */
  public boolean onlySetsHeaders(HeaderList headers, String target) {
    return rules().onlySetsHeaders(headers, target);
  }

  /**
   * TLS has proved a name other than the one that the mapping matched.
   *
   * @param host that was dialled
   * @param peer that TLS names
   */
  void otherPeer(String host, String peer) {
    counters.requests.increment();
    counters.failed.increment();
    counters.countUnread();
    endedHere(Outcome.OTHER_PLACE);
    log.otherPeer(host, peer);
  }

  /**
   * The request line names a place other than the connection's.
   *
   * @param host of the connection
   * @param place that the request line names
   */
  void otherPlace(String host, String place) {
    counters.requests.increment();
    counters.failed.increment();
    counters.countUnread();
    endedHere(Outcome.OTHER_PLACE);
    log.otherPlace(host, place);
  }

  /**
   * A request leaves over a connection of which no hook knows enough: {@link
   * InjectionLog#unproven}.
   */
  void unproven(String cause, String client, String hostHeader, String why) {
    counters.countUnread();
    log.unproven(cause, client, hostHeader, why);
  }

  /**
   * The request cannot be given a token safely, and goes out as the application made it.
   *
   * @param why what prevents it and what to do; logged once
   */
  public void leaveAlone(String why) {
    if (isGuard) {
      if (watch != null) {
        watch.unseen();
      }
      return;
    }
    counters.requests.increment();
    counters.failed.increment();
    counters.countUnread();
    endedHere(Outcome.LEFT_ALONE);
    log.leftAlone(why, host);
  }

  /**
   * For callers that must not wait: whether the request has to wait for its token.
   *
   * @param headers the request's headers; not changed
   * @param continuation goes on when the token is there, or when there will be none in time ({@code
   *     token.firstTokenWait}), and then calls {@link #editNow}
   * @return false when {@link #editNow} can be called at once; {@code continuation} is not used
   *     then. If the token comes as this is decided, the request goes on by {@code continuation}
   *     all the same: the application may have ended it before that, which the client's own thread
   *     is yet to hear of
   */
  public boolean defer(HeaderList headers, Continuation continuation) {
    return defer(headers, continuation, waitMillis);
  }

  /**
   * The same for clients that end their request after a time of their own.
   *
   * @param mostMillis the wait ends after that time at the latest
   */
  public boolean defer(HeaderList headers, Continuation continuation, long mostMillis) {
    if (!mayHaveToWait(headers)) {
      return false;
    }
    recordWait(); // first: it may be over before the next line returns
    HeldToken current = handle.current();
    boolean isDeferred =
        current == null
            ? handle.defer(waitMillis, mostMillis, continuation)
            : handle.deferOtherThan(current, Math.min(waitMillis, mostMillis), continuation);
    if (!isDeferred && !mayHaveToWait(headers)) {
      continuation.beginAndEnd();
      return true;
    }
    return isDeferred || recordNoWait();
  }

  /** Whether {@link #defer} may answer true now: without waiting or starting a fetch. */
  public boolean mayHaveToWait(HeaderList headers) {
    boolean isThere = handle.current() != null && !handle.isDeadAt(host);
    return !onlyObserves(mapping)
        && !isLeftOut
        && answers == null
        && !isThere
        && (isForTokenEndpoint() || rules().keptAt(headers) < 0);
  }

  /** Whether the hook is to ask {@link #question} before it dials. */
  public boolean answers() {
    return answers != null && !isLeftOut && mapping.mode() == Mode.INJECT;
  }

  /**
   * Whether the managed identity's token answers the request inside the JVM.
   *
   * @param headers of the request as the application made it; not changed
   * @param body all of it; null if there is none or it cannot be had
   * @return null if the request is to be sent
   */
  public @Nullable TokenQuestion question(
      String method, HeaderList headers, String target, byte @Nullable [] body) {
    return answers == null || host == null || !answers()
        ? null
        : answers.question(this, host, method, headers, target, body);
  }

  /** A request leaves with its token. */
  void injected() {
    outgoing().injected();
    counters.began(host, handle.usedAtSecond());
  }

  /** The service answered a request with a token. */
  void answeredWith(int status) {
    counters.ended(Outcome.INJECTED, status, host, handle.usedAtSecond());
  }

  /** A request of the mapping ended in another way than with a token. */
  void ended(Outcome what) {
    ended(what, host);
  }

  private void ended(Outcome what, @Nullable String at) {
    counters.ended(what, 0, at, handle.wallSecond());
  }

  /** A token request with these secrets was answered, and not sent. */
  void answered(int secrets) {
    counters.requests.increment();
    outgoing().seen(secrets, false);
    outgoing().injected();
    endedHere(Outcome.ANSWERED);
    log.debug("a token request is answered inside the JVM");
  }

  /**
   * The request with its token, for its first sending or a repeated one. Before a first sending it
   * waits for the token, {@code token.firstTokenWait} at most; before a repeated one it never does.
   *
   * @param headers a copy of the headers as the application made them, which is edited; dropped by
   *     the caller when the answer is null
   * @param target request target as the application made it
   * @param resend of the rejection after which it is sent once more; null for a first sending. What
   *     another mapping decided, before a reload, counts for nothing
   * @param givenUp ends the wait: the answer is null then, and the caller, which asks once more,
   *     lets the client fail as it does without us
   * @return null when the request is to go out as it is: the application's own authorization is
   *     kept, the mapping only observes, there is no token, or {@code fallbackOnRejection} repeats
   *     it that way
   * @throws RequestRefusedException when there is no token and the mapping says {@code
   *     fail-request}, or when the request would leave with the mapping's placeholder
   */
  public @Nullable WireEdit edit(
      HeaderList headers, String target, @Nullable Resend resend, GivenUp givenUp)
      throws RequestRefusedException {
    return edit(headers, target, null, resend, givenUp);
  }

  /**
   * The same for a request whose body is edited as well.
   *
   * @param body all of it as the application made it, if {@link #editsBody}; null if it cannot be
   *     had
   */
  public @Nullable WireEdit edit(
      HeaderList headers,
      String target,
      byte @Nullable [] body,
      @Nullable Resend resend,
      GivenUp givenUp)
      throws RequestRefusedException {
    return new RequestEdit(this, headers, target, body).edit(resend, givenUp);
  }

  /** As {@link #edit}, without waiting: a token that is not there yet does not count. */
  public @Nullable WireEdit editNow(HeaderList headers, String target, @Nullable Resend resend)
      throws RequestRefusedException {
    return editNow(headers, target, null, resend);
  }

  /** The same for a request whose body is edited as well. */
  public @Nullable WireEdit editNow(
      HeaderList headers, String target, byte @Nullable [] body, @Nullable Resend resend)
      throws RequestRefusedException {
    return new RequestEdit(this, headers, target, body).edit(resend, null);
  }

  /** Why a request of the mapping goes out as it is, whatever the token; null if it is edited. */
  static @Nullable WhyLeft whyUntreated(MappingConfig mapping, boolean isKept, boolean isLeftOut) {
    return isKept
        ? WhyLeft.KEPT
        : onlyObserves(mapping) ? WhyLeft.OBSERVED : isLeftOut ? WhyLeft.SHARE : null;
  }

  private static boolean onlyObserves(MappingConfig mapping) {
    return mapping.mode() == Mode.OBSERVE || mapping.mode() == Mode.SHADOW;
  }

  /**
   * Why the request is to go out as the application made it; null if it is to be edited.
   *
   * @param isResent with a fresh token: {@code share} was asked for its first sending
   */
  @Nullable WhyLeft whyUntreated(boolean isKept, boolean isResent) {
    WhyLeft why = whyUntreated(mapping, isKept, isLeftOut && !isResent);
    if (why == WhyLeft.KEPT) {
      counters.kept.increment();
      ended(Outcome.KEPT);
      log.debug("the application's own authorization is kept");
    } else if (why == WhyLeft.OBSERVED) {
      counters.observed.increment();
      ended(Outcome.OBSERVED);
      handle.warm();
      log.observed(handle.failure());
    } else if (why == WhyLeft.SHARE) {
      counters.leftOut.increment();
      ended(Outcome.LEFT_OUT);
    }
    return why;
  }

  /** Does the same to the headers of a request that were not there when it was edited. */
  void apply(HeldToken token, HeaderList headers, int bodyLength) {
    if (isForTokenEndpoint()) {
      ClientAuthentication.complete(headers, bodyLength);
    } else {
      rules().apply(token, headers);
    }
  }

  /** A rejected request is sent again with a fresh token. */
  void resending(int status) {
    counters.resent.increment();
    log.resent(status, shownHost());
  }

  /** A request with a token got this answer. */
  void rejected(int status) {
    if (status == WireEdit.UNAUTHORIZED) {
      counters.rejected401.increment();
    } else if (status == WireEdit.FORBIDDEN) {
      counters.rejected403.increment();
    }
    recordAnswer(status);
  }

  /**
   * What becomes of it, if it is not sent again with a fresh token.
   *
   * @return what is to read the answer's body; null if nothing is to
   */
  @Nullable BodyReader rejectedFor(HeldToken token, AnswerHead head, RejectionEnd end) {
    if (end == RejectionEnd.FELL_BACK) {
      counters.fellBack.increment();
      counters.ended(Outcome.FELL_BACK, head.status(), host, handle.usedAtSecond());
    }
    try {
      return log.outcomes().rejected(refusedRequest(token), shownHost(), head, end);
    } catch (RuntimeException | LinkageError e) { // the answer is the application's all the same
      log.outcomes().unexplained(head.status(), shownHost(), e);
      return null;
    }
  }

  AnswerHead head(int status, AnswerHeaders headers) {
    return AnswerHead.of(status, headers, handle.wallSecond());
  }

  /** A request with that token, for {@code agent.refusal}. */
  RefusedRequest refusedRequest(HeldToken token) {
    return new RefusedRequest(
        shownHost(),
        handle.request().resource(),
        mapping.service(),
        isRead(method),
        isForTokenEndpoint(),
        token.value());
  }

  /** A rejected request was sent again, and there is no answer to the resend. */
  void resendFailed(int status) {
    log.resendFailed(status, shownHost());
  }

  /** The host calls the token dead; it may still be good, if the source gives it again. */
  private @Nullable HeldToken tokenAfter(TokenHandle wanted, HeldToken refused, GivenUp givenUp)
      throws InterruptedException {
    wanted.awaitOtherThan(refused, waitMillis, givenUp);
    HeldToken other = wanted.current();
    return givenUp.isGivenUp() ? null : other == null ? refused : other;
  }

  /**
   * @return null if the request was given up
   * @throws TokenException if there is none, which was said
   */
  @Nullable HeldToken token(TokenHandle wanted, @Nullable GivenUp givenUp)
      throws RequestRefusedException, TokenException {
    HeldToken current = wanted.current();
    if (current != null && (givenUp == null || !wanted.isDeadAt(host))) {
      return current;
    }
    if (givenUp != null) { // else nobody waits here
      recordWait();
    }
    try {
      if (current != null && givenUp != null) {
        return tokenAfter(wanted, current, givenUp);
      }
      return givenUp == null ? wanted.getNow(waitMillis) : wanted.get(waitMillis, givenUp);
    } catch (TokenException e) {
      counters.failed.increment();
      ended(Outcome.NO_TOKEN);
      log.noToken(wanted.request(), InjectionLog.described(e), e.code(), host);
      throw e;
    } catch (InterruptedException e) {
      counters.failed.increment();
      ended(Outcome.NO_TOKEN);
      Thread.currentThread()
          .interrupt(); // the application asked its own thread to stop; it sees that as without us
      String why = "the thread was interrupted while it waited for a token.";
      log.noToken(wanted.request(), "interrupted: " + why, "interrupted", host);
      throw TokenException.builder("interrupted", why).build();
    }
  }
}
