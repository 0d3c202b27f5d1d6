package io.managedidentity.agent.cli.live;

import io.managedidentity.agent.config.MappingConfig;
import io.managedidentity.agent.identity.http.EndpointResponse;
import io.managedidentity.agent.identity.http.EndpointUrl;
import io.managedidentity.agent.refusal.Refusal;
import io.managedidentity.agent.refusal.RefusedRequest;
import io.managedidentity.agent.shadow.ServiceAnswer;
import io.managedidentity.agent.token.AccessToken;
import io.managedidentity.agent.token.TokenRequest;

/** What a service's answers say of a token. */
final class Answers {
  private static final int OK = 200;
  private static final int BAD_REQUEST = 400;
  private static final int UNAUTHORIZED = 401;
  private static final int FORBIDDEN = 403;
  private static final int NOT_FOUND = 404;
  private static final int PROXY = 407;
  private static final int TIMEOUT = 408;
  private static final int MISDIRECTED = 421;
  private static final int TOO_MANY = 429;
  private static final int TOO_LARGE = 431;

  private Answers() {}

  static Finding withToken(
      Place place,
      MappingConfig mapping,
      AccessToken token,
      Attempt without,
      EndpointResponse answerWithout,
      EndpointResponse answer) {
    int status = answer.status();
    int statusWithout = answerWithout.status();
    String words = "an answer " + status;
    String both = "it answered " + status + ", and " + statusWithout + " without a token";
    String what;
    Verdict verdict = Verdict.IN_DOUBT;
    if (status == UNAUTHORIZED || status == FORBIDDEN) {
      verdict = Verdict.FAILS;
      words = "" + status;
      what = refused(place, mapping, token, answer);
    } else if (status / 100 == 3) {
      what = redirected(answer);
    } else if (isBusy(status)) {
      what = "it answered " + status + ", which says nothing of the token: try again";
    } else if (status == BAD_REQUEST || isOfConnection(status)) {
      what = both + ": it may not have looked at the token. Name a URL that it answers with --url";
    } else if (isBusy(statusWithout)) {
      what = both + ", which does not tell whether it took it: try again";
    } else if (statusWithout == UNAUTHORIZED
        || statusWithout == FORBIDDEN
        || (status / 100 == 2 && statusWithout / 100 != 2 && !isOfConnection(statusWithout))) {
      verdict = Verdict.WORKS;
      what =
          "the service took the token: it answered "
              + status
              + ", and "
              + statusWithout
              + " without one";
    } else {
      what =
          both + ", which does not tell whether it took it: name a URL that needs one with --url";
    }
    return new Finding(place, verdict, words, what, without, statusWithout, status);
  }

  /** Whether another answer may come at another time. */
  private static boolean isBusy(int status) {
    return status >= 500 || status == TIMEOUT || status == TOO_MANY;
  }

  /** Whether whoever answers may not have come to look at authorization. */
  private static boolean isOfConnection(int status) {
    return status == PROXY || status == MISDIRECTED || status == TOO_LARGE;
  }

  private static String refused(
      Place place, MappingConfig mapping, AccessToken token, EndpointResponse answer) {
    TokenRequest request = mapping.tokenRequest();
    Refusal refusal =
        Refusal.of(
            new RefusedRequest(
                place.shownHost(),
                request == null ? "" : mapping.shown("resource", request.resource()),
                mapping.service(),
                true,
                false,
                token.value()),
            ServiceAnswer.of(answer));
    String other =
        answer.status() == FORBIDDEN && !place.isAsked()
            ? " If the application makes other requests only, name one with --url."
            : "";
    return "the service refused the token with "
        + answer.status()
        + (refusal.code().isEmpty() ? "" : " (" + refusal.code() + ")")
        + ". "
        + refusal.advice()
        + other;
  }

  private static String redirected(EndpointResponse answer) {
    String location = answer.header("Location");
    EndpointUrl target = location == null ? null : EndpointUrl.parse(location);
    return "it answered "
        + answer.status()
        + (target == null
            ? ", a redirect"
            : ", a redirect to \"" + Shown.of(target.origin()) + "\"")
        + ", which is not followed and says nothing of the token: map the host that the application"
        + " ends at, or name another URL with --url";
  }

  /**
   * @param isMissing whether there is no token; else the place takes none
   */
  static Finding withoutToken(
      Place place, Attempt without, EndpointResponse answer, boolean isMissing) {
    String reason = isMissing ? "there is no token to try" : place.reason();
    String words = isMissing ? "no token" : "not tried with the token";
    return new Finding(
        place,
        isMissing ? Verdict.FAILS : Verdict.IN_DOUBT,
        words,
        "it answered " + answer.status() + " without a token; " + reason,
        without,
        answer.status(),
        0);
  }

  static Finding ofLoginHost(Place place, Attempt without, EndpointResponse answer) {
    int status = answer.status();
    Verdict verdict = Verdict.IN_DOUBT;
    String words = "an answer " + status;
    String what = "it answered " + status + ", which says nothing of the tenant";
    if (status == OK) {
      words = "the assertion was not tried";
      what =
          "the login host knows the tenant; what it says to an assertion shows with the"
              + " application's first token request";
    } else if (status == BAD_REQUEST || status == NOT_FOUND) {
      verdict = Verdict.FAILS;
      words = "the tenant is unknown";
      what =
          "the login host answered "
              + status
              + " for the tenant, so it does not know it: correct tokenEndpoint";
    }
    return new Finding(place, verdict, words, what, without, status, 0);
  }
}
