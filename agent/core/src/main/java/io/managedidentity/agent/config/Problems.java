package io.managedidentity.agent.config;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Collects problems, so that all are reported at once. Not thread-safe. */
final class Problems {
  /** Longest value that is repeated in a message. */
  private static final int MAX_ECHO = 100;

  /** What is as long without a break is a key sooner than a name. */
  private static final int LONGEST_WORD = 31;

  /** One that mixes letters and digits, from this length on. */
  private static final int SHORTEST_MIX = 6;

  private static final int LONGEST_SCHEME = 8;

  /** Behind these a query, a fragment or a pair of name and value begins. */
  private static final String BREAKS = "?#&=;,!$^|<>\\'`\"";

  private static final String BREAKS_OF_HOST = BREAKS + "/";
  private static final String BREAKS_OF_NAME = BREAKS + "/: ";

  private final List<ConfigProblem> all = new ArrayList<>();
  private final List<String> notes = new ArrayList<>();

  void add(ConfigNode at, String what, String advice) {
    all.add(
        new ConfigProblem(at.origin().name(), at.line(), at.column(), at.pointer(), what, advice));
  }

  void add(String place, String what, String advice) {
    all.add(new ConfigProblem(place, 0, 0, "", what, advice));
  }

  void add(ConfigProblem problem) {
    all.add(problem);
  }

  /** A note about something that might surprise: a sentence. */
  void note(ConfigNode at, String sentence) {
    notes.add(at.origin().name() + ":" + at.line() + ":" + at.column() + ": " + sentence);
  }

  List<String> notes() {
    return notes;
  }

  List<ConfigProblem> all() {
    return all;
  }

  /** A key that is not known there. */
  void addUnknown(ConfigNode member, String hint, String known) {
    String what = "the key " + quoted(member.key()) + " is not known here";
    all.add(
        new ConfigProblem(
            member.origin().name(),
            member.line(),
            member.column(),
            member.pointer(),
            what,
            hint,
            known));
  }

  /** Whether something is wrong that no version of the file can mend. */
  boolean hasOutsideFile() {
    for (ConfigProblem problem : all) {
      if (problem.line() == 0) {
        return true;
      }
    }
    return false;
  }

  /** Other channels first, then by place in the file. Keys that are known are named once. */
  List<ConfigProblem> inOrder() {
    List<ConfigProblem> sorted = new ArrayList<>(all);
    Collections.sort(
        sorted,
        new Comparator<ConfigProblem>() {
          @Override
          public int compare(ConfigProblem one, ConfigProblem other) {
            int byLine = Integer.compare(one.line(), other.line());
            return byLine != 0 ? byLine : Integer.compare(one.column(), other.column());
          }
        });
    Set<String> named = new HashSet<>();
    for (int i = 0; i < sorted.size(); i++) {
      ConfigProblem problem = sorted.get(i);
      if (!problem.known().isEmpty()) {
        sorted.set(i, problem.withAdvice(named.add(problem.known())));
      }
    }
    return sorted;
  }

  /** A message that may repeat a value, cut so that no long value is in it. */
  static String cut(@Nullable String message) {
    String text = message == null ? "" : message;
    return text.length() <= 2 * MAX_ECHO ? text : text.substring(0, MAX_ECHO) + "…";
  }

  /**
   * The text of a node in a message, as far as it cannot be a secret; of one with an environment
   * variable only the length, since what is written beside the variable belongs to the same value.
   */
  static String shown(ConfigNode node) {
    return shown(node, BREAKS);
  }

  /** The same of something that is to be a host: a URL may have been pasted there. */
  static String shownHost(ConfigNode node) {
    return shown(node, BREAKS_OF_HOST);
  }

  /** The same of the name of a header or parameter: it may have been pasted with its value. */
  static String shownName(ConfigNode node) {
    return shown(node, BREAKS_OF_NAME);
  }

  private static String shown(ConfigNode node, String breaks) {
    if (node.variables() != null) {
      return hidden(node);
    }
    String text = node.text();
    int end = harmless(text, breaks);
    if (end == 0 && !text.isEmpty()) {
      return hidden(node);
    }
    return end == text.length()
        ? quoted(text)
        : quoted(text.substring(0, end) + "…") + " (" + length(text) + ")";
  }

  /** What stands for a value that is not repeated. */
  static String hidden(ConfigNode node) {
    VariableText variables = node.variables();
    return "the value ("
        + length(node.text())
        + (variables == null ? "" : " with " + variables.names())
        + ")";
  }

  /** Where that begins which may be a secret; behind the last character if nothing does. */
  private static int harmless(String text, String breaks) {
    int scheme = text.indexOf("://");
    int from = scheme < 0 || scheme > LONGEST_SCHEME ? 0 : scheme + 3;
    if (text.indexOf('@', from) >= 0) {
      return from; // a password may be before it
    }
    boolean isHost = breaks.equals(BREAKS_OF_HOST);
    int word = from;
    boolean hasDigit = false;
    boolean hasLetter = false;
    for (int i = from; i < text.length(); i++) {
      char c = text.charAt(i);
      if (breaks.indexOf(c) >= 0) {
        return i;
      }
      if (Character.isLetterOrDigit(c) || c == '+' || c == '_') {
        hasDigit |= Character.isDigit(c);
        hasLetter |= Character.isLetter(c);
      } else {
        word = i + 1;
        hasDigit = false;
        hasLetter = false;
      }
      boolean isMix = hasDigit && hasLetter && i + 1 - word >= SHORTEST_MIX && !isHost;
      if (isMix || i - word >= LONGEST_WORD) {
        return word;
      }
    }
    return text.length();
  }

  /** A value that may be a secret wherever it came from: its length and its variables. */
  static String described(ConfigNode node) {
    VariableText variables = node.variables();
    return length(node.text()) + (variables == null ? "" : " from " + variables.names());
  }

  private static String length(String text) {
    return text.length() + (text.length() == 1 ? " character" : " characters");
  }

  /** A value in double quotes, cut if it is long, without characters that break a line. */
  static String quoted(String value) {
    StringBuilder text = new StringBuilder("\"");
    int length = Math.min(value.length(), MAX_ECHO);
    for (int i = 0; i < length; i++) {
      char c = value.charAt(i);
      text.append(Character.isISOControl(c) ? '?' : c);
    }
    return text.append(length < value.length() ? "…\"" : "\"").toString();
  }
}
