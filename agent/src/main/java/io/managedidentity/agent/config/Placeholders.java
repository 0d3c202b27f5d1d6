package io.managedidentity.agent.config;

import org.jspecify.annotations.Nullable;

/**
 * Replaces the placeholders for environment variables, with or without a default, in texts of the
 * file: a dollar sign and, in braces, {@code env:NAME} or {@code env:NAME:default}. What is put in
 * is not looked at again; anything else in braces stays.
 */
final class Placeholders {
  private static final String START = "${env:";

  private final SettingLookup environment;

  Placeholders(SettingLookup environment) {
    this.environment = environment;
  }

  ConfigNode replace(ConfigNode node, Problems problems) {
    String text = node.text();
    int start = text.indexOf(START);
    if (start < 0 || !node.origin().isFile()) {
      return node;
    }
    StringBuilder result = new StringBuilder();
    ConfigNode.Kind kind = ConfigNode.Kind.STRING;
    int from = 0;
    while (start >= 0) {
      int end = text.indexOf('}', start);
      if (end < 0) {
        problems.add(node, "\"${env:\" has no closing \"}\"", "Write ${env:NAME}.");
        return node.withText(ConfigNode.Kind.UNRESOLVED, "");
      }
      String value = value(node, text.substring(start + START.length(), end), problems);
      if (value == null) {
        kind = ConfigNode.Kind.UNRESOLVED;
      }
      result.append(text, from, start).append(value == null ? "" : value);
      from = end + 1;
      start = text.indexOf(START, from);
    }
    return node.withText(kind, result.append(text, from, text.length()).toString());
  }

  private @Nullable String value(ConfigNode node, String inside, Problems problems) {
    int colon = inside.indexOf(':');
    String name = colon < 0 ? inside : inside.substring(0, colon);
    if (name.isEmpty()) {
      problems.add(node, "\"${env:}\" names no variable", "Write ${env:NAME}.");
      return null;
    }
    String value = environment.get(name);
    if (value != null) {
      return value;
    }
    if (colon >= 0) {
      return inside.substring(colon + 1);
    }
    problems.add(
        node,
        "the environment variable " + Problems.quoted(name) + " is not set",
        "Set it, or write a default: ${env:" + name + ":default}.");
    return null;
  }
}
