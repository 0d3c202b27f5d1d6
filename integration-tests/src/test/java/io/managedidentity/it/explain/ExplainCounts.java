package io.managedidentity.it.explain;

import io.managedidentity.it.explain.Wire.Fate;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** How often what was met. */
final class ExplainCounts {
  private static final List<String> REASONS =
      List.of(
          "mapped",
          "not-mapped",
          "mapped-skip",
          "plain-http",
          "authorization-kept",
          "no-token",
          "placeholder",
          "mode-off",
          "mode-observe",
          "mode-shadow",
          "identity-endpoint",
          "ambiguous-path",
          "trace-method",
          "not-in-share");

  private final Map<Fate, Integer> fates = new EnumMap<>(Fate.class);
  private static final List<String> TOKENS =
      List.of("usable", "none yet: the next request asks for it and waits", "none: ");

  private final Map<String, Integer> reasons = new TreeMap<>();
  private final Map<String, Integer> tokens = new TreeMap<>();
  private int changed;

  /**
   * @param token what was said of the token; empty for nothing
   */
  void add(Wire wire, String reason, String token) {
    fates.merge(wire.fate, 1, Integer::sum);
    reasons.merge(reason, 1, Integer::sum);
    if (!token.isEmpty()) {
      String state = token.replaceAll("\\d+ ms.*", "…");
      tokens.merge(state.startsWith("none: the next") ? state : kind(state), 1, Integer::sum);
    }
  }

  private static String kind(String token) {
    return token.startsWith("none: ") ? "none: CODE" : token.replaceFirst(": .*_.*", "");
  }

  /** The state of the token changed between the question and the request. */
  void addChanged() {
    changed++;
  }

  int changed() {
    return changed;
  }

  /** Requests that were sent, answered or held back. */
  int triples() {
    return fates.values().stream().mapToInt(Integer::intValue).sum() - notSent();
  }

  int notSent() {
    return fates.getOrDefault(Fate.NOT_SENT, 0);
  }

  /** Ends and reasons that no triple met, so that nothing is known about them. */
  List<String> missing() {
    List<String> missing = new ArrayList<>();
    for (Fate fate : List.of(Fate.WITH_TOKEN, Fate.AS_MADE, Fate.FAILED, Fate.ANSWERED_INSIDE)) {
      if (!fates.containsKey(fate)) {
        missing.add(fate.name());
      }
    }
    for (String token : TOKENS) {
      if (tokens.keySet().stream().noneMatch(met -> met.startsWith(token))) {
        missing.add(token);
      }
    }
    for (String reason : REASONS) {
      if (!reasons.containsKey(reason)) {
        missing.add(reason);
      }
    }
    return missing;
  }

  @Override
  public String toString() {
    return triples()
        + " triples "
        + fates
        + " "
        + reasons
        + " "
        + tokens
        + ", state changed meanwhile "
        + changed;
  }
}
