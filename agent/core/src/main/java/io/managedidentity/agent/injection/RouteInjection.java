package io.managedidentity.agent.injection;

import io.managedidentity.agent.config.HeaderSetting;
import io.managedidentity.agent.config.MappingConfig;
import io.managedidentity.agent.config.Mode;
import io.managedidentity.agent.log.AgentLog;
import io.managedidentity.agent.target.HostPattern;
import io.managedidentity.agent.token.GivenUp;
import io.managedidentity.agent.token.HeldToken;
import io.managedidentity.agent.token.TokenException;
import io.managedidentity.agent.token.TokenHandle;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one mapping does with the requests that it names. Thread-safe.
 *
 * <p>Hooks of blocking clients call {@link #edit}. Hooks of clients whose threads must not wait
 * call {@link #defer} first; if it returns true they leave, and the {@link Continuation} goes on
 * with {@link #editNow}, else they do so at once.
 */
public final class RouteInjection {
  private final MappingConfig mapping;
  private final TokenHandle handle;
  private final long waitMillis;
  private final HeaderFormat format;
  private final MappingCounters counters;
  private final InjectionLog log;

  /** The host that the requests go to; null in the one that stands for all hosts of the mapping. */
  private final @Nullable String host;

  /** Of the host that was asked for last, since most mappings have one. */
  private volatile @Nullable RouteInjection last;

  /**
   * @param counters goes on to count where another version of the mapping left off
   */
  RouteInjection(
      MappingConfig mapping,
      TokenHandle handle,
      long waitMillis,
      MappingCounters counters,
      AgentLog log) {
    this.counters = counters;
    this.mapping = mapping;
    this.handle = handle;
    this.waitMillis = waitMillis;
    this.format = new HeaderFormat(mapping.format());
    this.log = new InjectionLog(mapping, log);
    this.host = null;
  }

  private RouteInjection(RouteInjection all, String host) {
    this.counters = all.counters;
    this.mapping = all.mapping;
    this.handle = all.handle;
    this.waitMillis = all.waitMillis;
    this.format = all.format;
    this.log = all.log;
    this.host = host;
  }

  /** The same for requests to one host. */
  RouteInjection at(String oneHost) {
    RouteInjection known = last;
    if (known == null || !oneHost.equals(known.host)) {
      known = new RouteInjection(this, oneHost);
      last = known;
    }
    return known;
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
    return mapping.mode() != Mode.OFF;
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
    return mapping.fallbackOnRejection();
  }

  /** Starts to fetch a token that is sure to be used, until it is there. Never waits. */
  void prefetch() {
    handle.prefetch();
  }

  /** A request of this mapping is not encrypted, and the mapping does not allow that. */
  void plainHttp(String host) {
    log.plainHttp(host);
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
    if (existing == null || !keeps(existing)) {
      handle.warm();
    }
  }

  /**
   * Whether all that the mapping does to this request is to set headers: nothing is removed or cut.
   *
   * @param target request target as on the wire
   */
  public boolean onlySetsHeaders(HeaderList headers, String target) {
    List<String> removed = mapping.removeHeaders();
    for (int i = 0; i < removed.size(); i++) {
      if (headers.first(removed.get(i)) != null) {
        return false;
      }
    }
    return QueryCutter.cut(target, mapping.removeQuery()).equals(target);
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
    log.otherPlace(host, place);
  }

  /**
   * The request cannot be given a token safely, and goes out as the application made it.
   *
   * @param why what prevents it and what to do; logged once
   */
  public void leaveAlone(String why) {
    counters.requests.increment();
    counters.failed.increment();
    log.leftAlone(why);
  }

  /**
   * For callers that must not wait: whether the request has to wait for its token.
   *
   * @param headers the request's headers; not changed
   * @param continuation goes on when the token is there, or when there will be none in time ({@code
   *     token.firstTokenWait}), and then calls {@link #editNow}
   * @return false when {@link #editNow} can be called at once; {@code continuation} is not used
   *     then
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
    HeldToken current = handle.current();
    return current == null
        ? handle.defer(waitMillis, mostMillis, continuation)
        : handle.deferOtherThan(current, Math.min(waitMillis, mostMillis), continuation);
  }

  /** Whether {@link #defer} may answer true now: without waiting or starting a fetch. */
  public boolean mayHaveToWait(HeaderList headers) {
    boolean isThere = handle.current() != null && !handle.isDeadAt(host);
    return mapping.mode() != Mode.OBSERVE && !isThere && keptAt(headers) < 0;
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
   *     fail-request}
   */
  public @Nullable WireEdit edit(
      HeaderList headers, String target, @Nullable Resend resend, GivenUp givenUp)
      throws RequestRefusedException {
    return resend != null && resend.isFor(this)
        ? editAgain(headers, target, resend)
        : edit(headers, target, givenUp, false);
  }

  /** As {@link #edit}, without waiting: a token that is not there yet does not count. */
  public @Nullable WireEdit editNow(HeaderList headers, String target, @Nullable Resend resend)
      throws RequestRefusedException {
    return resend != null && resend.isFor(this)
        ? editAgain(headers, target, resend)
        : edit(headers, target, null, false);
  }

  private @Nullable WireEdit editAgain(HeaderList headers, String target, Resend resend)
      throws RequestRefusedException {
    return resend.isFresh() ? edit(headers, target, null, true) : null;
  }

  /**
   * @param givenUp null for callers that do not wait
   */
  private @Nullable WireEdit edit(
      HeaderList headers, String target, @Nullable GivenUp givenUp, boolean isResent)
      throws RequestRefusedException {
    counters.requests.increment();
    if (keptAt(headers) >= 0) {
      counters.kept.increment();
      log.debug("the application's own authorization is kept");
      return null;
    }
    if (mapping.mode() == Mode.OBSERVE) {
      counters.observed.increment();
      handle.warm();
      log.observed(handle.failure());
      return null;
    }
    HeldToken token = token(givenUp);
    if (token == null) {
      return null;
    }
    log.debug("a token goes on the request");
    String cut = QueryCutter.cut(target, mapping.removeQuery());
    boolean isSecretReplaced = apply(token, headers) || !cut.equals(target);
    if (isSecretReplaced) {
      counters.secretSeen();
    }
    counters.injected.increment();
    return new WireEdit(headers, cut, this, token, isSecretReplaced, isResent);
  }

  /** Whether a header of the application was replaced or removed. */
  boolean apply(HeldToken token, HeaderList headers) {
    boolean isReplaced = headers.first(mapping.header()) != null;
    headers.set(mapping.header(), format.value(token));
    List<String> removed = mapping.removeHeaders();
    for (int i = 0; i < removed.size(); i++) {
      isReplaced |= headers.remove(removed.get(i));
    }
    List<HeaderSetting> settings = mapping.setHeaders();
    for (int i = 0; i < settings.size(); i++) {
      HeaderSetting setting = settings.get(i);
      String present = setting.atLeast() ? headers.first(setting.name()) : null;
      if (present == null || VersionOrder.isLower(present, setting.value())) {
        headers.set(setting.name(), setting.value());
      }
    }
    return isReplaced;
  }

  /** A rejected request is sent again, or is not. */
  void resending(boolean isFresh, boolean isAsMade, int status) {
    if (isFresh) {
      counters.resent.increment();
      log.resent(status);
    } else if (isAsMade) {
      counters.fellBack.increment();
      log.fellBack(status);
    } else {
      log.notResent(status);
    }
  }

  /** A rejected request was sent again, and there is no answer to the resend. */
  void resendFailed(int status) {
    log.resendFailed(status);
  }

  /** Place of a value that the application put into the header and that stays, or -1. */
  private int keptAt(HeaderList headers) {
    for (int i = 0; i < headers.size(); i++) {
      if (headers.isNamed(i, mapping.header()) && keeps(headers.value(i))) {
        return i;
      }
    }
    return -1;
  }

  private boolean keeps(String existing) {
    return AuthorizationPolicy.keeps(mapping.existingAuthorization(), existing);
  }

  /** The host calls the token dead; it may still be good, if the source gives it again. */
  private @Nullable HeldToken tokenAfter(HeldToken refused, GivenUp givenUp)
      throws InterruptedException {
    handle.awaitOtherThan(refused, waitMillis, givenUp);
    HeldToken other = handle.current();
    return givenUp.isGivenUp() ? null : other == null ? refused : other;
  }

  private @Nullable HeldToken token(@Nullable GivenUp givenUp) throws RequestRefusedException {
    HeldToken current = handle.current();
    if (current != null && (givenUp == null || !handle.isDeadAt(host))) {
      return current;
    }
    try {
      if (current != null && givenUp != null) {
        return tokenAfter(current, givenUp);
      }
      return givenUp == null ? handle.getNow(waitMillis) : handle.get(waitMillis, givenUp);
    } catch (TokenException e) {
      counters.failed.increment();
      log.noToken(handle.request(), InjectionLog.described(e), e.code());
    } catch (InterruptedException e) {
      counters.failed.increment();
      Thread.currentThread()
          .interrupt(); // the application asked its own thread to stop; it sees that as without us
      log.noToken(
          handle.request(),
          "interrupted: the thread was interrupted while it waited for a token.",
          "interrupted");
    }
    return null;
  }
}
