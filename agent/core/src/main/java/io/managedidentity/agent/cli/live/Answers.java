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
  private static final int TIMEOUT = 408;
  private static final int TOO_MANY = 429;

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
    String what;
    Verdict verdict;
    if (status == UNAUTHORIZED || status == FORBIDDEN) {
      verdict = Verdict.FAILS;
      what = refused(place, mapping, token, answer);
    } else if (status / 100 == 3) {
      verdict = Verdict.IN_DOUBT;
      what = redirected(answer);
    } else if (status >= 500 || status == TIMEOUT || status == TOO_MANY) {
      verdict = Verdict.IN_DOUBT;
      what = "it answered " + status + ", which says nothing of the token: try again";
    } else if (statusWithout == UNAUTHORIZED
        || statusWithout == FORBIDDEN
        || (status / 100 == 2 && statusWithout / 100 != 2)) {
      verdict = Verdict.WORKS;
      what =
          "the service took the token: it answered "
              + status
              + ", and "
              + statusWithout
              + " without one";
    } else {
      verdict = Verdict.IN_DOUBT;
      what =
          "it answered "
              + status
              + ", and "
              + statusWithout
              + " without a token, which does not tell whether it took it: name a URL that needs one"
              + " with --url";
    }
    return new Finding(place, verdict, what, without, statusWithout, status);
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
    return new Finding(
        place,
        isMissing ? Verdict.FAILS : Verdict.IN_DOUBT,
        "it answered " + answer.status() + " without a token; " + reason,
        without,
        answer.status(),
        0);
  }

  static Finding ofLoginHost(Place place, Attempt without, EndpointResponse answer) {
    int status = answer.status();
    boolean isUnknown = status == BAD_REQUEST || status == NOT_FOUND;
    return new Finding(
        place,
        status == OK ? Verdict.WORKS : isUnknown ? Verdict.FAILS : Verdict.IN_DOUBT,
        status == OK
            ? "the login host knows the tenant; what it says to an assertion shows with the"
                + " application's first token request"
            : isUnknown
                ? "the login host answered "
                    + status
                    + " for the tenant, so it does not know it: correct tokenEndpoint"
                : "it answered " + status + ", which says nothing of the tenant",
        without,
        status,
        0);
  }
}
