package io.managedidentity.agent.report;

import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** One object for each text: thousands of records name the same hosts, paths and classes. */
final class Texts {
  private Map<String, String> texts = new HashMap<>();

  private final Map<String, Set<String>> alone = new HashMap<>();

  /** The set of that text alone, which cannot be changed. */
  Set<String> alone(String text) {
    return alone.computeIfAbsent(text, Collections::singleton);
  }

  /** When all is read: what is made from it names nothing new. */
  void forget() {
    texts = new HashMap<>();
    alone.clear();
  }

  String one(String text) {
    String known = texts.putIfAbsent(text, text);
    return known == null ? text : known;
  }
}
