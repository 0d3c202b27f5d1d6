package io.managedidentity.agent.management;

import io.managedidentity.agent.config.AgentConfig;
import io.managedidentity.agent.config.HeaderSetting;
import io.managedidentity.agent.config.MappingConfig;
import io.managedidentity.agent.config.Mode;
import io.managedidentity.agent.config.TokenEndpoint;
import io.managedidentity.agent.injection.AuthorizationPolicy;
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
    String kept = mapping == null ? null : keptHeader(mapping, headers);
    boolean isInjected =
        decision.kind() == RouteDecision.Kind.INJECT && kept == null && !isSwitchedOff;
    answer.decision = isInjected ? "inject" : "skip";
    answer.reason = isSwitchedOff ? "switched-off" : reason(decision, kept);
    boolean isOffForAll = decision.reason() == SkipReason.MODE_OFF && config.mode().isForAll();
    answer.explanation =
        isSwitchedOff
            ? "The agent is switched off from outside: requests pass. Switch it on with the command on."
            : isOffForAll
                ? "The mode at the top level is "
                    + config.mode().label()
                    + ", which applies to all mappings."
                : sentence(decision, kept, mapping == null ? null : mapping.tokenEndpoint());
    if (mapping != null) {
      describe(answer, mapping, isInjected);
      SecretPlaces secrets = SecretPlaces.of(mapping, headers, request.target(), isInjected);
      answer.replaces = secrets.replaced;
      answer.leaves = secrets.left;
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

  private static @Nullable String keptHeader(MappingConfig mapping, List<String> headers) {
    if (mapping.tokenEndpoint() != null) {
      return null; // the form decides
    }
    for (String header : headers) {
      int colon = header.indexOf(':');
      if (colon > 0
          && header.substring(0, colon).trim().equalsIgnoreCase(mapping.header())
          && AuthorizationPolicy.keeps(
              mapping.existingAuthorization(), header.substring(colon + 1).trim())) {
        return mapping.shown("header", mapping.header());
      }
    }
    return null;
  }

  private static String reason(RouteDecision decision, @Nullable String kept) {
    if (decision.kind() == RouteDecision.Kind.SKIP) {
      return decision.reason().label();
    }
    return kept != null
        ? "authorization-kept"
        : decision.kind() == RouteDecision.Kind.OBSERVE ? "mode-" + mode(decision) : "mapped";
  }

  private static String mode(RouteDecision decision) {
    Route route = decision.route();
    return (route == null ? Mode.OBSERVE : route.config().mode()).label();
  }

  private static String sentence(
      RouteDecision decision, @Nullable String kept, @Nullable TokenEndpoint endpoint) {
    if (decision.kind() == RouteDecision.Kind.SKIP) {
      return decision.reason().sentence();
    }
    if (kept != null) {
      return "The application's own "
          + kept
          + " is kept. Set \"existingAuthorization\" to replace it.";
    }
    return decision.kind() == RouteDecision.Kind.OBSERVE
        ? "The mode is " + mode(decision) + ": a token is fetched, and the request stays as it is."
        : endpoint == null
            ? "The mapping matches, and a token goes on the request."
            : endpoint.isAnswered()
                ? "The mapping matches: nothing is sent, and the managed identity's own token is the answer."
                : "The mapping matches: in the form, an assertion takes the place of the client's secret.";
  }

  private static void describe(Explanation answer, MappingConfig mapping, boolean isInjected) {
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
      set.put("answer access_token", "{token}");
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
