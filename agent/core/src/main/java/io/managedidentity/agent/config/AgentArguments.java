package io.managedidentity.agent.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The text after {@code -javaagent:…jar=}: a path alone, or {@code key=value} pairs with commas
 * between them. A backslash before a comma, an equals sign or a backslash escapes it; before
 * another character it stands for itself, so Windows paths need no escaping.
 */
final class AgentArguments {
  private static final String CHANNEL = "agent argument ";

  private final Map<String, String> values = new LinkedHashMap<>();

  private AgentArguments() {}

  static AgentArguments parse(String text, List<String> knownKeys, Problems problems) {
    AgentArguments arguments = new AgentArguments();
    if (text.trim().isEmpty()) {
      return arguments;
    }
    List<String> parts = split(text, ',');
    List<String> first = split(parts.get(0), '=');
    if (parts.size() == 1 && first.size() == 1) {
      arguments.values.put("config", unescape(parts.get(0)).trim());
      return arguments;
    }
    for (int i = 0; i < parts.size(); i++) {
      arguments.add(parts.get(i), i + 1, knownKeys, problems);
    }
    return arguments;
  }

  /** The value, or null. */
  @Nullable String get(String key) {
    return values.get(key);
  }

  static String channel(String key) {
    return CHANNEL + key;
  }

  /** What is not a key may be the rest of a value with a comma, and so part of a secret. */
  private void add(String part, int place, List<String> knownKeys, Problems problems) {
    int equals = firstUnescaped(part, '=');
    if (equals < 0) {
      problems.add(
          CHANNEL + "number " + place,
          "it has no \"=\"",
          "Write key=value pairs separated by commas, for example config=/etc/app/mapping.json;"
              + " a comma inside a value is written \"\\,\".");
      return;
    }
    String key = unescape(part.substring(0, equals)).trim();
    String value = unescape(part.substring(equals + 1)).trim();
    if (!knownKeys.contains(key)) {
      boolean path = key.indexOf('/') >= 0 || key.indexOf('\\') >= 0;
      boolean isTypo = NearestKey.find(key, knownKeys) != null;
      problems.add(
          CHANNEL + (isTypo ? Problems.quoted(key) : "number " + place),
          "there is no such argument",
          path
              ? "If this is a path, write \"\\=\" for an equals sign in it."
              : NearestKey.hint(key, knownKeys) + "Known arguments are in docs/configuration.md.");
    } else if (values.containsKey(key)) {
      problems.add(channel(key), "it is given twice", "Keep one of them.");
    } else {
      values.put(key, value);
    }
  }

  private static List<String> split(String text, char separator) {
    List<String> parts = new ArrayList<>();
    String rest = text;
    int at = firstUnescaped(rest, separator);
    while (at >= 0) {
      parts.add(rest.substring(0, at));
      rest = rest.substring(at + 1);
      at = firstUnescaped(rest, separator);
    }
    parts.add(rest);
    return parts;
  }

  private static int firstUnescaped(String text, char wanted) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == wanted) {
        return i;
      }
      if (c == '\\' && i + 1 < text.length() && isEscapable(text.charAt(i + 1))) {
        i++;
      }
    }
    return -1;
  }

  private static String unescape(String text) {
    StringBuilder plain = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '\\' && i + 1 < text.length() && isEscapable(text.charAt(i + 1))) {
        c = text.charAt(++i);
      }
      plain.append(c);
    }
    return plain.toString();
  }

  private static boolean isEscapable(char c) {
    return c == ',' || c == '\\' || c == '=';
  }
}
