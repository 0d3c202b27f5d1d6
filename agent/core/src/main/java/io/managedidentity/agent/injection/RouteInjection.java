package io.managedidentity.agent.injection;

import io.managedidentity.agent.config.MappingConfig;
import io.managedidentity.agent.config.Mode;
import io.managedidentity.agent.config.OnTokenFailure;
import io.managedidentity.agent.log.AgentLog;
import io.managedidentity.agent.secrets.SecretKind;
import io.managedidentity.agent.target.HostPattern;
import io.managedidentity.agent.token.GivenUp;
import io.managedidentity.agent.token.HeldToken;
import io.managedidentity.agent.token.TokenException;
import io.managedidentity.agent.token.TokenHandle;
import java.util.Collections;
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

  private final MappingConfig mapping;
  private final TokenHandle handle;
  private final long waitMillis;

  /** Null if all requests are treated. */
  private final @Nullable Share share;

  private final MappingCounters counters;
  private final InjectionLog log;

  /** The host that the requests go to; null in the one that stands for all hosts of the mapping. */
  private final @Nullable String host;

  /** Whether it stands for a request that {@code share} leaves out. */
  private final boolean isLeftOut;

  private final boolean isGuard;

  /** Made with the first request: no class of it costs a start anything. */
  private volatile @Nullable RequestRules rules;

  /** Likewise. */
  private volatile @Nullable Outgoing outgoing;

  /** Of the host that was asked for last, since most mappings have one. */
  private volatile @Nullable RouteInjection last;

  private volatile @Nullable RouteInjection lastLeftOut;

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
    this.share = mapping.share() < Share.ALL ? new Share(mapping.share()) : null;
    this.log = new InjectionLog(mapping, log);
    this.host = null;
    this.isLeftOut = false;
    this.isGuard = false;
  }

  private RouteInjection(RouteInjection all, String host, boolean isLeftOut) {
    this.counters = all.counters;
    this.mapping = all.mapping;
    this.handle = all.handle;
    this.waitMillis = all.waitMillis;
    this.rules = all.rules();
    this.share = all.share;
    this.outgoing = all.outgoing();
    this.log = all.log;
    this.host = host;
    this.isLeftOut = isLeftOut;
    this.isGuard = false;
  }

  /** A guard. */
  private RouteInjection(RouteInjection one, Outgoing outgoing) {
    this.counters = one.counters;
    this.mapping = one.mapping;
    this.handle = one.handle;
    this.waitMillis = one.waitMillis;
    this.rules = one.rules();
    this.share = one.share;
    this.outgoing = outgoing;
    this.log = one.log;
    this.host = null;
    this.isLeftOut = true;
    this.isGuard = true;
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
    return guarding == known || guarding == null ? other : new RouteInjection(this, guarding);
  }

  private RequestRules rules() {
    RequestRules made = rules;
    if (made == null) {
      made = new RequestRules(mapping);
      rules = made;
    }
    return made;
  }

  private Outgoing outgoing() {
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

  /** The same for the next request to one host. */
  RouteInjection at(String oneHost) {
    boolean isTaken = share == null || share.takesNext();
    RouteInjection known = isTaken ? last : lastLeftOut;
    if (known == null || !oneHost.equals(known.host)) {
      known = new RouteInjection(this, oneHost, !isTaken);
      if (isTaken) {
        last = known;
      } else {
        lastLeftOut = known;
      }
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
    return isForTokenEndpoint()
        ? mapping.onTokenFailure() == OnTokenFailure.SEND_UNCHANGED
        : mapping.fallbackOnRejection();
  }

  /**
   * Whether the hook is to hand in the body, if it is not longer than {@link #MOST_BODY_BYTES}: the
   * mapping edits it.
   *
   * @param target request target as the application made it
   */
  public boolean editsBody(String target) {
    return !isGuard && (isForTokenEndpoint() || isBatch(target));
  }

  private boolean isBatch(String target) {
    return CopySource.isStorage(handle.request().resource()) && BatchBody.isBatch(target);
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
    if (!isLeftOut && (existing == null || isForTokenEndpoint() || !rules().keeps(existing))) {
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
    counters.countUnread();
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
    return mapping.mode() != Mode.OBSERVE
        && !isLeftOut
        && !isThere
        && (isForTokenEndpoint() || rules().keptAt(headers) < 0);
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
    return resend != null && resend.isFor(this)
        ? editAgain(headers, target, body, resend)
        : edit(headers, target, body, givenUp, false);
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
    return resend != null && resend.isFor(this)
        ? editAgain(headers, target, body, resend)
        : edit(headers, target, body, null, false);
  }

  private @Nullable WireEdit editAgain(
      HeaderList headers, String target, byte @Nullable [] body, Resend resend)
      throws RequestRefusedException {
    if (resend.isFresh()) {
      return edit(headers, target, body, null, true);
    }
    ClientAuthentication form = body == null ? null : ClientAuthentication.of(headers, body);
    outgoing()
        .leaves(
            form == null ? rules().secrets(headers, target) : form.kinds(),
            WhyLeft.FELL_BACK,
            headers,
            target,
            body);
    return null;
  }

  /**
   * @param givenUp null for callers that do not wait
   */
  private @Nullable WireEdit edit(
      HeaderList headers,
      String target,
      byte @Nullable [] body,
      @Nullable GivenUp givenUp,
      boolean isResent)
      throws RequestRefusedException {
    if (isGuard) {
      outgoing().leaves(0, WhyLeft.KEPT, headers, target, body);
      return null;
    }
    counters.requests.increment();
    if (isForTokenEndpoint()) {
      return editForm(headers, target, body, givenUp, isResent);
    }
    boolean isBatch = isBatch(target);
    int ofParts = isBatch ? BatchBody.secrets(body) : 0;
    int secrets = outgoing().seen(rules().secrets(headers, target) | ofParts, isResent);
    boolean isKept = rules().keptAt(headers) >= 0;
    HeldToken token = tokenUnlessLeft(isKept, secrets, headers, target, body, givenUp);
    if (token == null) {
      return null;
    }
    log.debug("a token goes on the request");
    String cut = rules().cut(target);
    boolean isReplaced = rules().apply(token, headers) || !cut.equals(target);
    if (CopySource.isStorage(handle.request().resource())) {
      isReplaced |= CopySource.edit(headers, cut, token, mapping);
    }
    byte[] edited = body == null || ofParts == 0 ? null : editBatch(body, target, headers);
    if (isBatch && body == null) {
      outgoing().unreadBatch(ofParts);
    }
    outgoing()
        .leaves(
            rules().secretsLeft(headers, cut),
            WhyLeft.NOT_REMOVED,
            headers,
            cut,
            edited == null ? body : edited);
    outgoing().injected();
    return new WireEdit(headers, cut, edited, this, token, isReplaced, isResent);
  }

  private byte[] editBatch(byte[] body, String target, HeaderList headers) {
    String authorization = headers.first(mapping.header());
    byte[] edited =
        BatchBody.edit(body, target, rules(), authorization == null ? "" : authorization);
    if (headers.first("Content-Length") != null) {
      headers.set("Content-Length", String.valueOf(edited.length));
    }
    return edited;
  }

  /** The form of a token request, whose client is to authenticate with an assertion. */
  private @Nullable WireEdit editForm(
      HeaderList headers,
      String target,
      byte @Nullable [] body,
      @Nullable GivenUp givenUp,
      boolean isResent)
      throws RequestRefusedException {
    ClientAuthentication form = body == null ? null : ClientAuthentication.of(headers, body);
    if (form == null) {
      outgoing().unreadForm(rules().secrets(headers, target), headers, target);
      return null;
    }
    int secrets = outgoing().seen(form.kinds(), isResent);
    boolean isKept = SecretKind.stored(secrets) == 0 || !mapping.isForRegistration(form.clientId());
    HeldToken token = tokenUnlessLeft(isKept, secrets, headers, target, body, givenUp);
    if (token == null) {
      return null;
    }
    log.debug("an assertion takes the place of the client's own authentication");
    byte[] edited = form.withAssertion(token.value(), headers);
    outgoing()
        .leaves(rules().secretsLeft(headers, target), WhyLeft.NOT_REMOVED, headers, target, edited);
    outgoing().injected();
    return new WireEdit(headers, target, edited, this, token, true, isResent);
  }

  /** Null if the request goes out as the application made it, which is noted, or is given up. */
  private @Nullable HeldToken tokenUnlessLeft(
      boolean isKept,
      int secrets,
      HeaderList headers,
      String target,
      byte @Nullable [] body,
      @Nullable GivenUp givenUp)
      throws RequestRefusedException {
    WhyLeft why = whyUntreated(isKept);
    if (why == null) {
      try {
        return token(givenUp);
      } catch (TokenException e) {
        why = WhyLeft.NO_TOKEN;
      }
    }
    outgoing().leaves(secrets, why, headers, target, body);
    return null;
  }

  /** Why the request is to go out as the application made it; null if it is to be edited. */
  private @Nullable WhyLeft whyUntreated(boolean isKept) {
    if (isKept) {
      counters.kept.increment();
      log.debug("the application's own authorization is kept");
      return WhyLeft.KEPT;
    }
    if (mapping.mode() == Mode.OBSERVE) {
      counters.observed.increment();
      handle.warm();
      log.observed(handle.failure());
      return WhyLeft.OBSERVED;
    }
    if (isLeftOut) {
      counters.leftOut.increment();
      return WhyLeft.SHARE;
    }
    return null;
  }

  /** Does the same to the headers of a request that were not there when it was edited. */
  void apply(HeldToken token, HeaderList headers, int bodyLength) {
    if (isForTokenEndpoint()) {
      ClientAuthentication.complete(headers, bodyLength);
    } else {
      rules().apply(token, headers);
    }
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

  /** A request with a token got this answer. */
  void rejected(int status) {
    if (status == WireEdit.UNAUTHORIZED) {
      counters.rejected401.increment();
    } else if (status == WireEdit.FORBIDDEN) {
      counters.rejected403.increment();
    }
  }

  /** A rejected request was sent again, and there is no answer to the resend. */
  void resendFailed(int status) {
    log.resendFailed(status);
  }

  /** The host calls the token dead; it may still be good, if the source gives it again. */
  private @Nullable HeldToken tokenAfter(HeldToken refused, GivenUp givenUp)
      throws InterruptedException {
    handle.awaitOtherThan(refused, waitMillis, givenUp);
    HeldToken other = handle.current();
    return givenUp.isGivenUp() ? null : other == null ? refused : other;
  }

  /**
   * @return null if the request was given up
   * @throws TokenException if there is none, which was said
   */
  private @Nullable HeldToken token(@Nullable GivenUp givenUp)
      throws RequestRefusedException, TokenException {
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
      throw e;
    } catch (InterruptedException e) {
      counters.failed.increment();
      Thread.currentThread()
          .interrupt(); // the application asked its own thread to stop; it sees that as without us
      String why = "the thread was interrupted while it waited for a token.";
      log.noToken(handle.request(), "interrupted: " + why, "interrupted");
      throw TokenException.builder("interrupted", why).build();
    }
  }
}
