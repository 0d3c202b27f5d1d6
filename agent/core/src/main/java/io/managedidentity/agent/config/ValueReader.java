package io.managedidentity.agent.config;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Turns nodes into typed values; a value of another type is a problem and gives the fallback. */
final class ValueReader {
  private final Problems problems;

  ValueReader(Problems problems) {
    this.problems = problems;
  }

  Problems problems() {
    return problems;
  }

  /** A text that is not blank and has no control characters; else null. */
  @Nullable String text(@Nullable ConfigNode node) {
    if (node == null || !is(node, ConfigNode.Kind.STRING, "a string in double quotes")) {
      return null;
    }
    String text = node.text();
    if (text.trim().isEmpty()) {
      problems.add(node, "the string is empty", "Write a value, or leave the key out.");
      return null;
    }
    for (int i = 0; i < text.length(); i++) {
      if (Character.isISOControl(text.charAt(i))) {
        problems.add(
            node,
            "the string contains a line break or another control character at position "
                + (i + 1)
                + " of "
                + Problems.described(node),
            "Remove it.");
        return null;
      }
    }
    return text;
  }

  boolean bool(@Nullable ConfigNode node, boolean fallback) {
    if (node == null) {
      return fallback;
    }
    boolean outside = !node.origin().isFile() && node.kind() == ConfigNode.Kind.STRING;
    if (outside && (node.text().equals("true") || node.text().equals("false"))) {
      return node.text().equals("true");
    }
    if (outside) {
      problems.add(node, Problems.shown(node) + " is not true or false", "Write true or false.");
      return fallback;
    }
    return is(node, ConfigNode.Kind.BOOLEAN, "true or false without quotes")
        ? node.text().equals("true")
        : fallback;
  }

  /** A whole number from 0 to {@code most}. */
  int number(@Nullable ConfigNode node, int most, int fallback) {
    if (node == null || !is(node, ConfigNode.Kind.NUMBER, "a number without quotes")) {
      return fallback;
    }
    String text = node.text();
    int number = 0;
    boolean isWhole = !text.isEmpty() && text.length() <= 4;
    for (int i = 0; isWhole && i < text.length(); i++) {
      char c = text.charAt(i);
      isWhole = c >= '0' && c <= '9';
      number = number * 10 + c - '0';
    }
    if (!isWhole || number > most) {
      problems.add(
          node,
          Problems.shown(node) + " is not a whole number from 0 to " + most,
          "Write one, for example " + most / 2 + ".");
      return fallback;
    }
    return number;
  }

  <T extends Choice> T choice(@Nullable ConfigNode node, T[] values, T fallback) {
    List<String> labels = new ArrayList<>(values.length);
    for (T value : values) {
      labels.add(value.label());
    }
    int index = word(node, labels);
    return index < 0 ? fallback : values[index];
  }

  /** Place of the node's text in the list, or -1 if there is no node or it was reported. */
  int word(@Nullable ConfigNode node, List<String> words) {
    String text = text(node);
    if (node == null || text == null) {
      return -1;
    }
    int index = words.indexOf(text);
    if (index < 0) {
      problems.add(
          node,
          Problems.shown(node) + " is not known here",
          NearestKey.hint(text, words) + "Write one of " + join(words) + ".");
    }
    return index;
  }

  /** A list of texts; a single text counts as a list if {@code orText}. */
  List<ConfigNode> items(@Nullable ConfigNode node, boolean orText) {
    if (node == null) {
      return new ArrayList<>(0);
    }
    if (node.kind() == ConfigNode.Kind.STRING && !node.origin().isFile()) {
      List<ConfigNode> parts = new ArrayList<>();
      for (String part : node.text().split(",", -1)) {
        parts.add(node.withText(ConfigNode.Kind.STRING, part.trim()));
      }
      return parts;
    }
    if (node.kind() == ConfigNode.Kind.STRING && orText) {
      List<ConfigNode> single = new ArrayList<>(1);
      single.add(node);
      return single;
    }
    String expected =
        orText ? "a string or a list of strings" : "a list of strings in square brackets";
    if (!is(node, ConfigNode.Kind.ARRAY, expected)) {
      return new ArrayList<>(0);
    }
    if (node.children().isEmpty()) {
      problems.add(node, "the list is empty", "Add a value, or leave the key out.");
    }
    return node.children();
  }

  List<String> texts(@Nullable ConfigNode node, boolean orText) {
    List<String> texts = new ArrayList<>();
    for (ConfigNode item : items(node, orText)) {
      String text = text(item);
      if (text != null) {
        texts.add(text);
      }
    }
    return texts;
  }

  /** Milliseconds of a text such as {@code 500ms}, {@code 10s} or {@code 2m}. */
  long millis(@Nullable ConfigNode node, long most, long fallback) {
    String text = text(node);
    if (node == null || text == null) {
      return fallback;
    }
    int digits = 0;
    long number = 0;
    while (digits < text.length() && digits < 9 && Character.isDigit(text.charAt(digits))) {
      number = number * 10 + Character.digit(text.charAt(digits++), 10);
    }
    long unit = unitMillis(text.substring(digits));
    if (digits == 0 || unit == 0 || number * unit > most) {
      problems.add(
          node,
          Problems.shown(node) + " is not a duration up to " + most / 60_000 + "m",
          "Write a whole number and ms, s or m, for example 10s.");
      return fallback;
    }
    return number * unit;
  }

  /** Whether the node is of this kind; if not, it is reported. */
  boolean is(ConfigNode node, ConfigNode.Kind kind, String expected) {
    if (node.kind() == kind) {
      return true;
    }
    if (node.kind() != ConfigNode.Kind.UNRESOLVED) {
      problems.add(
          node,
          "this is " + node.kind().words() + " where " + expected + " is expected",
          "Write " + expected + ".");
    }
    return false;
  }

  /** Reports members that are not among {@code known}. */
  void refuseUnknown(ConfigNode object, List<String> known) {
    for (ConfigNode member : object.children()) {
      if (!known.contains(member.key())) {
        refuseKey(member, known, known);
      }
    }
  }

  /**
   * @param shown those of the known keys that the advice names
   */
  void refuseKey(ConfigNode member, List<String> known, List<String> shown) {
    problems.addUnknown(member, NearestKey.hint(member.key(), known), join(shown));
  }

  static String join(List<String> words) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < words.size(); i++) {
      text.append(i == 0 ? "" : ", ").append(words.get(i));
    }
    return text.toString();
  }

  static List<String> words(String... words) {
    return Arrays.asList(words);
  }

  private static long unitMillis(String unit) {
    switch (unit) {
      case "ms":
        return 1;
      case "s":
        return 1000;
      case "m":
        return 60_000;
      default:
        return 0;
    }
  }
}
