package io.managedidentity.agent.report;

import java.util.HashMap;
import java.util.Map;

/** One object for each text: thousands of records name the same hosts, paths and classes. */
final class Texts {
  private final Map<String, String> texts = new HashMap<>();

  String one(String text) {
    String known = texts.putIfAbsent(text, text);
    return known == null ? text : known;
  }
}
