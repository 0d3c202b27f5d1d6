package io.managedidentity.agent.runtime;

import io.managedidentity.agent.config.AgentConfig;
import io.managedidentity.agent.config.MappingConfig;
import io.managedidentity.agent.config.Mode;
import io.managedidentity.agent.config.TokenEndpoint;
import io.managedidentity.agent.discovery.RecordLine;
import io.managedidentity.agent.discovery.RecordText;
import io.managedidentity.agent.injection.MappingCounters;
import io.managedidentity.agent.injection.SecretCount;
import io.managedidentity.agent.injection.ShadowTally;
import io.managedidentity.agent.injection.TokenInjector;
import io.managedidentity.agent.injection.WhyLeft;
import io.managedidentity.agent.target.HostPattern;
import io.managedidentity.agent.token.TokenRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What was counted of each mapping, as lines of the record (docs/records.md). */
final class DiscoveryMappings {
  private DiscoveryMappings() {}

  /**
   * @param byMapping requests by method, by name of the mapping
   */
  static List<RecordLine> of(
      AgentConfig config, TokenInjector injector, Map<String, Map<String, Long>> byMapping) {
    List<RecordLine> lines = new ArrayList<>();
    if (config.mode() == Mode.DISCOVER) {
      return lines;
    }
    for (MappingConfig mapping : config.mappings()) {
      MappingCounters counters = injector.counters(mapping.name());
      if (counters != null) {
        lines.add(line(mapping, counters, byMapping.get(mapping.name())));
      }
    }
    return lines;
  }

  private static RecordLine line(
      MappingConfig mapping, MappingCounters counters, @Nullable Map<String, Long> methods) {
    TokenRequest request = mapping.tokenRequest();
    TokenEndpoint endpoint = mapping.tokenEndpoint();
    List<String> hosts = new ArrayList<>();
    for (HostPattern host : mapping.hosts()) {
      hosts.add(host.text());
    }
    RecordText byMethod = new RecordText();
    if (methods != null) {
      for (Map.Entry<String, Long> method : methods.entrySet()) {
        byMethod.add(method.getKey(), method.getValue());
      }
    }
    RecordText text =
        new RecordText()
            .add("name", mapping.name())
            .add("index", mapping.index())
            .add("mode", mapping.mode().label())
            .add("resource", request == null ? null : request.resource())
            .add("service", mapping.service())
            .add("tokenEndpoint", endpoint == null ? null : mapping.shown("tokenEndpoint", ""))
            .addTexts("hosts", hosts)
            .add("requests", counters.requests())
            .add("withToken", counters.injected())
            .add("byMethod", byMethod)
            .add("kept", counters.kept())
            .add("observed", counters.observed())
            .add("failed", counters.failed())
            .add("plainHttp", counters.plainHttp())
            .add("rejected401", counters.rejected401())
            .add("rejected403", counters.rejected403())
            .addAll("secretSeen", secrets(counters.secretsSeen()))
            .addAll("secretLeft", secrets(counters.secretsLeft()))
            .add("cannotBeRead", counters.unread());
    ShadowTally shadow = counters.shadowed();
    if (shadow != null) {
      text.add("shadow", shadow(shadow));
    }
    return new RecordLine("mapping", mapping.name(), text);
  }

  private static RecordText shadow(ShadowTally tally) {
    List<RecordText> refused = new ArrayList<>();
    for (ShadowTally.Refused one : tally.refused()) {
      refused.add(new RecordText().add("status", one.status()).add("count", one.count()));
    }
    return new RecordText()
        .add("repeated", tally.repeated())
        .add("agreed", tally.agreed())
        .add("unanswered", tally.unanswered())
        .addAll("refused", refused);
  }

  private static List<RecordText> secrets(List<SecretCount> counts) {
    List<RecordText> all = new ArrayList<>();
    for (SecretCount count : counts) {
      WhyLeft why = count.cause();
      all.add(
          new RecordText()
              .add("kind", count.kind().label())
              .add("why", why == null ? null : why.label())
              .add("count", count.count())
              .time("last", count.lastMillis()));
    }
    return all;
  }
}
