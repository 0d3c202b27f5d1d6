package io.managedidentity.agent.management;

import io.managedidentity.agent.config.AgentConfig;
import io.managedidentity.agent.config.MappingConfig;
import io.managedidentity.agent.config.OnTokenFailure;
import io.managedidentity.agent.config.TokenEndpoint;
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
  private final AgentConfig config;
  private final List<TokenStatus> tokens;

  TokenOutlook(AgentConfig config, List<TokenStatus> tokens) {
    this.config = config;
    this.tokens = tokens;
  }

  /** Adds what is known of the token; without one, nothing is injected. */
  void addTo(Explanation answer) {
    Integer index = answer.index;
    boolean isFetched =
        answer.decision.equals("inject")
            || answer.reason.equals("mode-observe")
            || answer.reason.equals("mode-shadow");
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
    String wait = "waits for at most " + config.firstTokenWaitMillis() + " ms";
    if (outlook == TokenStatus.Outlook.TOKEN) {
      answer.token =
          failure == null ? "usable" : "usable, but it cannot be refreshed: " + text(failure);
    } else if (failure == null) {
      answer.token = "none yet: the next request asks for it and " + wait;
    } else {
      answer.token =
          (outlook == TokenStatus.Outlook.WAIT
                  ? "none: the next request asks again and " + wait + "; the last attempt failed: "
                  : "none: ")
              + text(failure);
      if (answer.decision.equals("inject")) {
        refuse(answer, mapping);
      }
    }
  }

  private static void refuse(Explanation answer, MappingConfig mapping) {
    answer.decision = "skip";
    answer.reason = "no-token";
    boolean fails = mapping.onTokenFailure() == OnTokenFailure.FAIL_REQUEST;
    answer.explanation =
        fails
            ? "There is no token, so the request fails (\"onTokenFailure\": \"fail-request\")."
            : "There is no token, so the request goes out as the application made it.";
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
