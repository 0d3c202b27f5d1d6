package io.managedidentity.agent.config;

import org.jspecify.annotations.Nullable;

/**
 * Replaces the placeholders for environment variables, with or without a default, in texts of the
 * file: a dollar sign and, in braces, {@code env:NAME} or {@code env:NAME:default}. Inserted values
 * are not expanded again; anything else in braces stays.
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
    VariableText variables = new VariableText(text);
    boolean isResolved = true;
    int from = 0;
    while (start >= 0) {
      int end = text.indexOf('}', start);
      if (end < 0) {
        problems.add(node, "\"${env:\" has no closing \"}\"", "Write ${env:NAME}.");
        return node.withText(ConfigNode.Kind.UNRESOLVED, "");
      }
      String value = value(node, text.substring(start + START.length(), end), variables, problems);
      isResolved &= value != null;
      result.append(text, from, start).append(value == null ? "" : value);
      from = end + 1;
      start = text.indexOf(START, from);
    }
    String replaced = result.append(text, from, text.length()).toString();
    if (!isResolved) {
      return node.withText(ConfigNode.Kind.UNRESOLVED, "");
    }
    return variables.isEmpty()
        ? node.withText(ConfigNode.Kind.STRING, replaced)
        : node.withText(replaced, variables);
  }

  private @Nullable String value(
      ConfigNode node, String inside, VariableText variables, Problems problems) {
    int colon = inside.indexOf(':');
    String name = colon < 0 ? inside : inside.substring(0, colon);
    if (name.isEmpty()) {
      problems.add(node, "\"${env:}\" names no variable", "Write ${env:NAME}.");
      return null;
    }
    String value = environment.get(name);
    if (value != null) {
      String line = withoutLineBreak(value);
      variables.add(name, line.length() < value.length());
      return line;
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

  /** As a shell does with what a program writes: a mounted secret often ends with a line break. */
  private static String withoutLineBreak(String value) {
    int end = value.length();
    while (end > 0 && (value.charAt(end - 1) == '\n' || value.charAt(end - 1) == '\r')) {
      end--;
    }
    return value.substring(0, end);
  }
}
