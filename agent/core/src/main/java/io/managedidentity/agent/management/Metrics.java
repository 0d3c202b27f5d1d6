package io.managedidentity.agent.management;

import io.managedidentity.agent.config.MappingConfig;
import io.managedidentity.agent.injection.MappingCounters;
import io.managedidentity.agent.injection.SecretCount;
import io.managedidentity.agent.injection.ShadowTally;
import io.managedidentity.agent.injection.WhyLeft;
import io.managedidentity.agent.token.TokenStatus;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The numbers of mappings and tokens by name: what {@link AgentMXBean} promises of them. */
final class Metrics {
  private Metrics() {}

  static Map<String, Map<String, Long>> ofMappings(ManagedAgent agent) {
    Map<String, Map<String, Long>> all = new LinkedHashMap<>();
    for (MappingConfig mapping : agent.config().mappings()) {
      MappingCounters counters = agent.counters(mapping.name());
      if (counters != null) {
        all.put(mapping.name(), of(counters));
      }
    }
    return all;
  }

  /** A new counter needs its line here and nothing else: tables and exporter rules take any. */
  private static Map<String, Long> of(MappingCounters counters) {
    Map<String, Long> numbers = new LinkedHashMap<>();
    numbers.put("requests", counters.requests());
    numbers.put("injected", counters.injected());
    numbers.put("kept", counters.kept());
    numbers.put("observed", counters.observed());
    add(numbers, counters.shadowed());
    numbers.put("failed", counters.failed());
    numbers.put("resent", counters.resent());
    numbers.put("fellBack", counters.fellBack());
    numbers.put("leftOut", counters.leftOut());
    numbers.put("heldBack", counters.heldBack());
    numbers.put("plainHttp", counters.plainHttp());
    numbers.put("rejected401", counters.rejected401());
    numbers.put("rejected403", counters.rejected403());
    numbers.put("redirected", counters.redirected());
    numbers.put("otherPort", counters.otherPort());
    numbers.put("otherName", counters.otherName());
    numbers.put("cannotBeRead", counters.unread());
    numbers.put("clean", counters.isClean() ? 1L : 0L);
    addAll(numbers, "secretSeen ", counters.secretsSeen());
    addAll(numbers, "secretLeft ", counters.secretsLeft());
    return numbers;
  }

  /** For mappings in mode shadow, once they have repeated something. */
  private static void add(Map<String, Long> numbers, @Nullable ShadowTally shadow) {
    if (shadow == null) {
      return;
    }
    numbers.put("shadowRepeated", shadow.repeated());
    numbers.put("shadowAgreed", shadow.agreed());
    numbers.put("shadowUnanswered", shadow.unanswered());
    for (ShadowTally.Refused refused : shadow.refused()) {
      numbers.put("shadowRefused " + refused.status(), refused.count());
    }
  }

  private static void addAll(Map<String, Long> numbers, String name, List<SecretCount> counts) {
    for (SecretCount count : counts) {
      WhyLeft why = count.cause();
      String kind = name + count.kind().label();
      numbers.put(why == null ? kind : kind + ", " + why.label(), count.count());
    }
  }

  static Map<String, Map<String, Long>> ofTokens(List<TokenStatus> tokens, long nowMillis) {
    Map<String, Map<String, Long>> all = new LinkedHashMap<>();
    for (TokenStatus token : tokens) {
      String name = token.request().toString();
      String free = name;
      for (int i = 2; all.containsKey(free); i++) { // the same from other sources
        free = name + " (" + i + ")";
      }
      all.put(free, of(token, nowMillis));
    }
    return all;
  }

  private static Map<String, Long> of(TokenStatus token, long nowMillis) {
    Map<String, Long> numbers = new LinkedHashMap<>();
    Long left = token.remainingMillis();
    Long age = token.ageMillis();
    if (left != null && age != null) {
      numbers.put("expires", (nowMillis + left) / 1000);
      numbers.put("lastRefresh", (nowMillis - age) / 1000);
    }
    numbers.put("failing", token.failure() == null ? 0L : 1L);
    numbers.put("failures", token.failures());
    return numbers;
  }
}
