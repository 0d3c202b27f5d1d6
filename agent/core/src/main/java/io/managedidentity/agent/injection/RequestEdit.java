package io.managedidentity.agent.injection;

import io.managedidentity.agent.secrets.SecretKind;
import io.managedidentity.agent.token.GivenUp;
import io.managedidentity.agent.token.HeldToken;
import io.managedidentity.agent.token.TokenException;
import org.jspecify.annotations.Nullable;

/** What one mapping does with one sending of a request. Used once. */
final class RequestEdit {
  private final RouteInjection route;
  private final HeaderList headers;
  private final String target;
  private final byte @Nullable [] body;
  private @Nullable GivenUp givenUp;
  private boolean isResent;

  /** For a record; null while nothing is known of the request. */
  private @Nullable Outcome outcome;

  /**
   * @param headers are edited
   * @param body null if it cannot be had, or is not to be edited
   */
  RequestEdit(RouteInjection route, HeaderList headers, String target, byte @Nullable [] body) {
    this.route = route;
    this.headers = headers;
    this.target = target;
    this.body = body;
  }

  /**
   * @param resend of the rejection after which it is sent once more, or null
   * @param ifGivenUp null for callers that do not wait
   * @return null when the request is to go out as it is
   */
  @Nullable WireEdit edit(@Nullable Resend resend, @Nullable GivenUp ifGivenUp)
      throws RequestRefusedException {
    RequestRecord first = resend == null || !resend.isFor(route) ? null : resend.record();
    RequestRecord record = first == null ? route.record() : first; // it may have waited
    try {
      return edited(resend, ifGivenUp);
    } catch (RequestRefusedException e) {
      if (outcome == Outcome.HELD_BACK && !route.isGuard()) {
        route.ended(Outcome.HELD_BACK);
      }
      throw e;
    } finally {
      Outcome known = outcome;
      if (record != null && known != null) {
        record.ended(route.mapping().name(), known.label());
      }
    }
  }

  private @Nullable WireEdit edited(@Nullable Resend resend, @Nullable GivenUp ifGivenUp)
      throws RequestRefusedException {
    Watch watch = route.watch();
    if (watch != null) {
      watch.look(headers, target, body);
    }
    if (resend == null || !resend.isFor(route)) {
      givenUp = ifGivenUp;
      return edit();
    }
    if (resend.isFresh()) {
      isResent = true;
      WireEdit made = edit();
      if (made == null) {
        resend.sendingWithout();
      } else {
        resend.sending();
      }
      return made;
    }
    ClientAuthentication form = form();
    leave(form == null ? route.rules().secrets(headers, target) : form.kinds(), WhyLeft.FELL_BACK);
    resend.sending();
    return null;
  }

  private @Nullable ClientAuthentication form() {
    return body == null ? null : ClientAuthentication.of(headers, body);
  }

  private @Nullable WireEdit edit() throws RequestRefusedException {
    if (route.isGuard()) {
      leave(0, WhyLeft.KEPT);
      return null;
    }
    if (route.tokenAnswers() != null
        && TokenAnswers.isDiscovery(RequestTarget.originForm(target))) {
      return null; // of a client that cannot be answered: the login host itself does
    }
    route.counters().requests.increment();
    return route.isForTokenEndpoint() ? editForm() : editHead();
  }

  private @Nullable WireEdit editHead() throws RequestRefusedException {
    RequestRules rules = route.rules();
    Outgoing outgoing = route.outgoing();
    boolean isBatch = route.isBatch(target);
    int ofParts = isBatch ? BatchBody.secrets(body) : 0;
    int secrets = outgoing.seen(rules.secrets(headers, target) | ofParts, isResent);
    int keptAt = rules.keptAt(headers);
    HeldToken token = tokenUnlessLeft(keptAt >= 0, secrets);
    if (token == null) {
      if (keptAt >= 0) {
        route.kept(headers, keptAt, secrets);
        return null;
      }
      return route.shadow(headers, target);
    }
    route.log().debug("a token goes on the request");
    String cut = rules.cut(target);
    boolean isReplaced = rules.apply(token, headers) || !cut.equals(target);
    if (CopySource.isStorage(route.handle().request().resource())) {
      isReplaced |= CopySource.edit(headers, cut, token.value(), route.mapping());
    }
    byte[] edited = body == null || ofParts == 0 ? null : editBatch(body);
    if (isBatch && body == null) {
      outgoing.unreadBatch(ofParts, route.host());
    }
    outcome = Outcome.HELD_BACK;
    outgoing.leaves(
        rules.secretsLeft(secrets, headers, cut),
        WhyLeft.NOT_REMOVED,
        headers,
        cut,
        edited == null ? body : edited,
        route.host());
    outcome = Outcome.INJECTED;
    route.injected();
    return new WireEdit(headers, cut, edited, route, token, isReplaced, isResent);
  }

  private byte[] editBatch(byte[] parts) {
    String authorization = headers.first(route.header());
    byte[] edited =
        BatchBody.edit(parts, target, route.rules(), authorization == null ? "" : authorization);
    if (headers.first("Content-Length") != null) {
      headers.set("Content-Length", String.valueOf(edited.length));
    }
    return edited;
  }

  /** The form of a token request, whose client is to authenticate with an assertion. */
  private @Nullable WireEdit editForm() throws RequestRefusedException {
    Outgoing outgoing = route.outgoing();
    ClientAuthentication form = form();
    if (form == null) {
      route.ended(Outcome.LEFT_ALONE);
      outcome = Outcome.HELD_BACK;
      outgoing.unreadForm(route.rules().secrets(headers, target), headers, target, route.host());
      outcome = Outcome.LEFT_ALONE;
      return null;
    }
    int secrets = outgoing.seen(form.kinds(), isResent);
    boolean isKept =
        SecretKind.stored(secrets) == 0 || !route.mapping().isForRegistration(form.clientId());
    TokenAnswers answers = route.tokenAnswers();
    if (answers != null) {
      leave(secrets, whySent(answers, form, isKept));
      if (isKept) {
        route.keptForm(secrets);
      }
      return null;
    }
    HeldToken token = tokenUnlessLeft(isKept, secrets);
    if (token == null) {
      if (isKept) {
        route.keptForm(secrets);
      }
      return null;
    }
    route.log().debug("an assertion takes the place of the client's own authentication");
    byte[] edited = form.withAssertion(token.value(), headers);
    outcome = Outcome.HELD_BACK;
    outgoing.leaves(
        route.rules().secretsLeft(secrets, headers, target),
        WhyLeft.NOT_REMOVED,
        headers,
        target,
        edited,
        route.host());
    outcome = Outcome.INJECTED;
    route.injected();
    return new WireEdit(headers, target, edited, route, token, true, isResent);
  }

  /** Why a form that was to be answered is sent all the same. */
  private WhyLeft whySent(TokenAnswers answers, ClientAuthentication form, boolean isKept)
      throws RequestRefusedException {
    WhyLeft why = route.whyUntreated(isKept, isResent);
    if (why != null) {
      return why;
    }
    route.counters().failed.increment();
    route.ended(Outcome.NOT_ANSWERED);
    outcome = Outcome.NOT_ANSWERED;
    return answers.whySent(form, route.log(), route.host());
  }

  /** Null if the request goes out as the application made it, which is noted, or is given up. */
  private @Nullable HeldToken tokenUnlessLeft(boolean isKept, int secrets)
      throws RequestRefusedException {
    WhyLeft why = route.whyUntreated(isKept, isResent);
    if (why == null) {
      outcome = Outcome.NO_TOKEN;
      try {
        HeldToken token = route.token(route.handle(), givenUp);
        outcome = Outcome.GIVEN_UP; // unless there is one
        return token;
      } catch (TokenException e) {
        why = WhyLeft.NO_TOKEN;
      }
    }
    leave(secrets, why);
    return null;
  }

  private void leave(int secrets, WhyLeft why) throws RequestRefusedException {
    outcome = Outcome.HELD_BACK;
    route.outgoing().leaves(secrets, why, headers, target, body, route.host());
    outcome = Outcome.of(why);
  }
}
