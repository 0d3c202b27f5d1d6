package io.managedidentity.build.clients;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A method as in a source file, without names of parameters: {@code static int of(String, int[])}.
 *
 * @param result empty where only the name is given: {@code name(*)}
 */
record Signature(boolean isStatic, String result, String name, List<String> parameters) {
  private static final Pattern TEXT = Pattern.compile("(static )?(\\S+) ([^ (]+)\\((.*)\\)");
  private static final Pattern ANY = Pattern.compile("(\\S+)\\(\\*\\)");

  static Signature of(String text) {
    Matcher any = ANY.matcher(text);
    if (any.matches()) {
      return new Signature(false, "", any.group(1), List.of());
    }
    Matcher matcher = TEXT.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "\"" + text + "\" is no method: write RESULT NAME(TYPE, TYPE), or NAME(*)");
    }
    List<String> parameters = new ArrayList<>();
    for (String parameter : matcher.group(4).split(",(?![^<]*>)", -1)) {
      if (!parameter.isBlank()) {
        parameters.add(parameter.strip());
      }
    }
    return new Signature(
        matcher.group(1) != null, matcher.group(2), matcher.group(3), List.copyOf(parameters));
  }

  /** Whether it stands for the one method of that name, whatever its arguments. */
  boolean isAny() {
    return result.isEmpty();
  }

  String descriptor(TypeNames types) {
    if (isAny()) {
      return "*";
    }
    StringBuilder text = new StringBuilder("(");
    parameters.forEach(parameter -> text.append(types.descriptor(parameter)));
    return text.append(')').append(types.descriptor(result)).toString();
  }

  /** The local variable of a parameter; the first one is number 1. */
  int slot(int number) {
    if (!isAny() && (number < 1 || number > parameters.size())) {
      throw new IllegalArgumentException(name + " has no argument " + number);
    }
    int slot = isStatic ? 0 : 1;
    for (int i = 1; i < number; i++) {
      String type = isAny() ? "" : parameters.get(i - 1);
      slot += type.equals("long") || type.equals("double") ? 2 : 1;
    }
    return slot;
  }
}
