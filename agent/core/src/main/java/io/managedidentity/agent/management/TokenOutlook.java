package io.managedidentity.agent.management;

import io.managedidentity.agent.config.AgentConfig;
import io.managedidentity.agent.config.MappingConfig;
import io.managedidentity.agent.config.OnTokenFailure;
import io.managedidentity.agent.config.TokenEndpoint;
import io.managedidentity.agent.injection.Outcome;
import io.managedidentity.agent.token.TokenException;
import io.managedidentity.agent.token.TokenRequest;
import io.managedidentity.agent.token.TokenStatus;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the tokens that are there, or not, make of an explanation: the mapping alone cannot say
 * whether a request gets one now.
 */
final class TokenOutlook {
  private static final String NONE = "There is no token, so ";
  private static final String NO_WAIT =
      "There is no token yet, and no request waits for one: unless it comes while the client connects, ";
  private static final String ASKS_AGAIN = "There is no token. If the next attempt fails as well, ";

  private final AgentConfig config;
  private final List<TokenStatus> tokens;

  TokenOutlook(AgentConfig config, List<TokenStatus> tokens) {
    this.config = config;
    this.tokens = tokens;
  }

  /** Adds what is known of the token; without one, nothing is injected. */
  void addTo(Explanation answer) {
    Integer index = answer.index;
    boolean isFetched = answer.decision.equals("inject") || answer.outcome == Outcome.OBSERVED;
    if (index == null || !isFetched) {
      return;
    }
    MappingConfig mapping = config.mappings().get(index);
    TokenRequest request = mapping.tokenRequest();
    TokenEndpoint endpoint = mapping.tokenEndpoint();
    if (request == null || (endpoint != null && endpoint.isAnswered())) {
      return; // which token an answer takes, its form says
    }
    TokenStatus status = of(request);
    TokenException failure = status == null ? null : status.failure();
    TokenStatus.Outlook outlook = status == null ? TokenStatus.Outlook.WAIT : status.outlook();
    long waitMillis = config.firstTokenWaitMillis();
    Long fetching = status == null ? null : status.fetchMillis();
    String wait = " and waits for at most " + waitMillis + " ms";
    if (outlook == TokenStatus.Outlook.TOKEN) {
      answer.token =
          failure == null ? "usable" : "usable, but it cannot be refreshed: " + text(failure);
    } else if (outlook == TokenStatus.Outlook.FAILURE && failure != null) {
      answer.token = "none: " + text(failure);
      refuse(answer, mapping, NONE);
    } else if (status != null && fetching != null && fetching >= waitMillis) {
      answer.token = slow(status);
      refuse(answer, mapping, NO_WAIT);
    } else if (waitMillis == 0) {
      answer.token = "none yet: the next request asks for it and does not wait";
      refuse(answer, mapping, NO_WAIT);
    } else if (failure == null) {
      answer.token = "none yet: the next request asks for it" + wait;
      if (answer.decision.equals("inject")) {
        answer.explanation += " If none comes in that time, the request " + end(answer, mapping);
      }
    } else {
      answer.token =
          "none: the next request asks again"
              + wait
              + "; the last attempt failed: "
              + text(failure);
      refuse(answer, mapping, ASKS_AGAIN);
    }
  }

  /** Nothing waits any longer for a fetch that takes so long. */
  private static String slow(TokenStatus status) {
    String last = status.lastAnswer();
    return "none yet: a fetch has been under way for "
        + status.fetchMillis()
        + " ms, and no request waits for it any longer"
        + (last == null ? "" : "; " + last);
  }

  /** What becomes of a request without a token. */
  private static String end(Explanation answer, MappingConfig mapping) {
    return mapping.onTokenFailure() == OnTokenFailure.FAIL_REQUEST
        ? "fails (\"onTokenFailure\": \"fail-request\")."
        : answer.isHeldBackAsMade
            ? "fails, since it carries the mapping's placeholder."
            : "goes out as the application made it.";
  }

  private static void refuse(Explanation answer, MappingConfig mapping, String why) {
    if (!answer.decision.equals("inject")) {
      return; // the mapping only observes
    }
    answer.decision = "skip";
    answer.ends(Outcome.NO_TOKEN, mapping.mode());
    boolean isStrict = mapping.onTokenFailure() == OnTokenFailure.FAIL_REQUEST;
    boolean fails = isStrict || answer.isHeldBackAsMade;
    answer.explanation = why + "the request " + end(answer, mapping);
    if (isStrict && answer.share != null && !answer.isHeldBackAsMade) {
      answer.explanation +=
          " Its \"share\" is " + answer.share + ": the requests that it leaves out go out.";
    } else {
      answer.share = null;
    }
    answer.clearChanges(fails);
  }

  private static String text(TokenException failure) {
    return failure.code() + ": " + failure.getMessage();
  }

  private @Nullable TokenStatus of(TokenRequest request) {
    for (TokenStatus status : tokens) {
      if (status.request().equals(request)) {
        return status;
      }
    }
    return null;
  }
}
