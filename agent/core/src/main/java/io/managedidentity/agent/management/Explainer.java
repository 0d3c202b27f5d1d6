package io.managedidentity.agent.management;

import io.managedidentity.agent.config.AgentConfig;
import io.managedidentity.agent.config.HeaderSetting;
import io.managedidentity.agent.config.MappingConfig;
import io.managedidentity.agent.config.OnTokenFailure;
import io.managedidentity.agent.config.TokenEndpoint;
import io.managedidentity.agent.injection.Foresight;
import io.managedidentity.agent.injection.Outcome;
import io.managedidentity.agent.injection.WhyLeft;
import io.managedidentity.agent.routing.MappingMismatch;
import io.managedidentity.agent.routing.RequestUrl;
import io.managedidentity.agent.routing.Route;
import io.managedidentity.agent.routing.RouteDecision;
import io.managedidentity.agent.routing.RouteTable;
import io.managedidentity.agent.routing.SkipReason;
import io.managedidentity.agent.token.TokenRequest;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Says what would be done with a request, for the command and the JMX object alike. */
public final class Explainer {
  private static final int ALL = 100;

  private final AgentConfig config;
  private final RouteTable table;

  /**
   * @param identityEndpoints hosts that the environment names as identity endpoints
   */
  public Explainer(AgentConfig config, List<String> identityEndpoints) {
    this.config = config;
    this.table = RouteTable.compile(config, identityEndpoints);
  }

  /**
   * @param headers that the application sets itself, each as {@code Name: value}
   * @param isSwitchedOff whether the running agent is switched off from outside
   */
  public Explanation explain(
      RequestUrl request, String method, List<String> headers, boolean isSwitchedOff) {
    RouteDecision decision =
        table.decide(request.scheme(), request.host(), request.port(), method, request.target());
    Route route = decision.route();
    Explanation answer = new Explanation();
    MappingConfig mapping = route == null ? null : route.config();
    Foresight foresight = new Foresight(headers, request.target());
    if (isSwitchedOff) {
      answer.reason = "switched-off";
      answer.explanation =
          "The agent is switched off from outside: requests pass. Switch it on with the command on.";
    } else if (config.mode().isForAll()) {
      answer.reason = decision.reason().label();
      answer.explanation =
          decision.reason() != SkipReason.MODE_OFF
              ? decision.reason().sentence()
              : "The mode at the top level is "
                  + config.mode().label()
                  + ", which applies to all mappings.";
    } else {
      decide(answer, decision, mapping, method, foresight);
    }
    if (mapping != null) {
      boolean isInjected = answer.decision.equals("inject");
      describe(answer, mapping, isInjected, foresight.isDiscovery());
      SecretPlaces secrets = SecretPlaces.of(mapping, headers, request.target(), isInjected);
      answer.replaces = secrets.replaced;
      answer.leaves = secrets.left;
    }
    if (answer.outcome == Outcome.HELD_BACK) {
      answer.clearChanges(true);
    }
    answer.host = request.host();
    if (request.hasUserInfo()) {
      answer.note = "The part before @ is user info, not a host.";
    }
    int end = mapping == null ? config.mappings().size() : mapping.index();
    for (MappingConfig earlier : config.mappings().subList(0, end)) {
      String mismatch = MappingMismatch.of(earlier, request, method);
      answer.above.add(
          new Explanation.Mismatch(
              earlier.name(),
              earlier.index(),
              mismatch == null ? "it is not reached: " + decision.reason().sentence() : mismatch));
    }
    return answer;
  }

  private void decide(
      Explanation answer,
      RouteDecision decision,
      @Nullable MappingConfig mapping,
      String method,
      Foresight foresight) {
    if (mapping == null || decision.kind() == RouteDecision.Kind.SKIP) {
      answer.reason = decision.reason().label();
      answer.explanation = decision.reason().sentence();
      if (foresight.isHeldBack(config.mappings())) {
        holdBack(answer);
      }
      return;
    }
    WhyLeft why = foresight.whyUntreated(mapping);
    TokenEndpoint endpoint = mapping.tokenEndpoint();
    if (endpoint != null && endpoint.isAnswered() && !foresight.isAnswered(method)) {
      answer.ends(Outcome.NOT_ANSWERED, mapping.mode());
      answer.explanation =
          foresight.isDiscovery()
              ? "Instance discovery goes to the login host, which answers it itself."
              : "It is not a token request that can be answered inside the JVM.";
    } else if (why == WhyLeft.KEPT) {
      answer.ends(Outcome.KEPT, mapping.mode());
      answer.explanation =
          "The application's own "
              + mapping.shown("header", mapping.header())
              + " is kept. Set \"existingAuthorization\" to replace it.";
    } else if (why == WhyLeft.OBSERVED) {
      answer.ends(Outcome.OBSERVED, mapping.mode());
      answer.explanation =
          "The mode is "
              + mapping.mode().label()
              + ": a token is fetched, and the request stays as it is.";
    } else if (why == WhyLeft.SHARE) {
      answer.ends(Outcome.LEFT_OUT, mapping.mode());
      answer.explanation =
          "The mapping's \"share\" is 0: every request goes out as the application made it.";
    } else {
      boolean isAnswered = endpoint != null && endpoint.isAnswered();
      answer.decision = "inject";
      answer.ends(isAnswered ? Outcome.ANSWERED : Outcome.INJECTED, mapping.mode());
      answer.explanation =
          injects(
              endpoint,
              foresight.isDiscovery(),
              mapping.onTokenFailure() == OnTokenFailure.FAIL_REQUEST);
      answer.share = mapping.share() < ALL ? mapping.share() : null;
    }
    boolean isInjected = answer.decision.equals("inject");
    answer.isHeldBackAsMade = foresight.isHeldBack(mapping, false);
    if (isInjected ? foresight.isHeldBack(mapping, true) : answer.isHeldBackAsMade) {
      holdBack(answer);
    } else if (answer.share != null) {
      answer.explanation +=
          " Its \"share\" is "
              + answer.share
              + ": that is so for "
              + answer.share
              + " of a hundred requests; the others "
              + (answer.isHeldBackAsMade
                  ? "carry the mapping's placeholder, so they fail."
                  : "go out as the application made them.");
    }
  }

  private static String injects(
      @Nullable TokenEndpoint endpoint, boolean isDiscovery, boolean fails) {
    if (endpoint == null) {
      return "The mapping matches, and a token goes on the request.";
    }
    if (!endpoint.isAnswered()) {
      return "The mapping matches: in the form, an assertion takes the place of the client's secret.";
    }
    return isDiscovery
        ? "The mapping matches: instance discovery is answered inside the JVM, and nothing is sent."
        : "The mapping matches: nothing is sent, and the managed identity's own token is the answer, if"
            + " there is one for what the form asks for. Else the request "
            + (fails ? "fails." : "goes out as the application made it.");
  }

  private void holdBack(Explanation answer) {
    answer.decision = "skip";
    answer.ends(Outcome.HELD_BACK, config.mode());
    answer.share = null;
    answer.explanation =
        "The request carries the placeholder of a mapping, so it does not leave: it fails with a"
            + " message that says why.";
  }

  private static void describe(
      Explanation answer, MappingConfig mapping, boolean isInjected, boolean isDiscovery) {
    answer.mapping = mapping.name();
    answer.index = mapping.index();
    TokenRequest request = mapping.tokenRequest();
    if (request == null) {
      return;
    }
    answer.service = mapping.service() == null ? null : mapping.shown("service", mapping.service());
    answer.resource = mapping.shown("resource", request.resource());
    answer.identity = mapping.shownIdentity();
    List<String> remove = new ArrayList<>();
    Map<String, String> set = new LinkedHashMap<>();
    answer.remove = remove;
    answer.set = set;
    if (!isInjected) {
      return;
    }
    TokenEndpoint endpoint = mapping.tokenEndpoint();
    if (endpoint != null && endpoint.isAnswered()) {
      answer.resource = "";
      if (!isDiscovery) {
        set.put("answer access_token", "{token}");
      }
      return;
    }
    if (endpoint != null) {
      remove.add("form client_secret");
      set.put("form client_assertion", "{token}");
      return;
    }
    remove.addAll(mapping.shown("removeHeaders", mapping.removeHeaders()));
    for (String parameter : mapping.shown("removeQuery", mapping.removeQuery())) {
      remove.add("?" + parameter);
    }
    set.put(mapping.shown("header", mapping.header()), mapping.shown("format", mapping.format()));
    for (HeaderSetting setting : mapping.setHeaders()) {
      set.put(setting.name(), setting.description());
    }
  }
}
