package io.managedidentity.agent.config;

import java.util.ArrayList;
import java.util.List;

/**
 * How a text came from environment variables. Their values may be secrets, so messages about the
 * text use this: the text as the file has it, the names of the variables, the length.
 */
final class VariableText {
  private final String written;
  private final List<String> names = new ArrayList<>(1);
  private final List<String> cut = new ArrayList<>(0);

  VariableText(String written) {
    this.written = written;
  }

  /**
   * @param isCut whether the value ends with a line break that was cut off
   */
  void add(String name, boolean isCut) {
    names.add(name);
    if (isCut) {
      cut.add(name);
    }
  }

  boolean isEmpty() {
    return names.isEmpty();
  }

  /** With the placeholders. */
  String written() {
    return written;
  }

  /** Variables whose values ended with a line break. */
  List<String> cut() {
    return cut;
  }

  /** Such as {@code the environment variable "KEY"}. */
  String names() {
    StringBuilder text = new StringBuilder("the environment variable ");
    for (int i = 0; i < names.size(); i++) {
      text.append(i == 0 ? "" : " and ").append(Problems.quoted(names.get(i)));
    }
    return text.toString();
  }
}
