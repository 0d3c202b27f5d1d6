package io.managedidentity.build.clients;

import java.util.ArrayList;
import java.util.List;

/**
 * A method of a hook that woven calls go to. Two are equal if all about them is. One with the
 * parameter {@code Object...} gets all values in an array.
 */
record Handler(String name, String result, List<String> parameters, WovenRow.Kind kind) {
  private static final String ALL = "Object...";

  Handler(TypeNames types, Signature signature, WovenRow.Kind kind, int values) {
    this(
        signature.name(),
        types.source(signature.result()),
        signature.parameters().stream()
            .map(type -> type.equals(ALL) ? ALL : types.source(type))
            .toList(),
        kind);
    if (isOfAll()) {
      return;
    }
    int expected = values + (kind == WovenRow.Kind.REPLACES ? 1 : 0);
    if (parameters.size() != expected) {
      throw new IllegalArgumentException(
          "handler " + name + " takes " + parameters.size() + " values, not " + expected);
    }
    if ((kind == WovenRow.Kind.IS_TOLD) != result.equals("void")) {
      throw new IllegalArgumentException(
          "handler " + name + " must give " + (result.equals("void") ? "a result" : "void"));
    }
  }

  boolean isOfAll() {
    return parameters.equals(List.of(ALL));
  }

  String declaration() {
    List<String> all = new ArrayList<>();
    for (int i = 0; i < parameters.size(); i++) {
      all.add(parameters.get(i) + " " + parameterName(i));
    }
    return "protected abstract "
        + result
        + " "
        + name
        + "("
        + String.join(", ", all)
        + ") throws Exception;";
  }

  private String parameterName(int i) {
    boolean hasSubject = kind == WovenRow.Kind.REPLACES;
    return hasSubject && i == 0 ? "subject" : "value" + (hasSubject ? i : i + 1);
  }

  /**
   * The call in a {@code case} of its number.
   *
   * @param isPacked whether the values are in one array
   */
  String call(boolean isPacked) {
    if (isOfAll()) {
      return name + "((Object[]) first)";
    }
    List<String> all = new ArrayList<>();
    int first = 0;
    if (kind == WovenRow.Kind.REPLACES) {
      all.add(cast(0, "subject"));
      first = 1;
    }
    for (int i = first; i < parameters.size(); i++) {
      int number = i - first;
      all.add(
          cast(
              i,
              isPacked ? "((Object[]) first)[" + number + "]" : number == 0 ? "first" : "second"));
    }
    return name + "(" + String.join(", ", all) + ")";
  }

  private String cast(int parameter, String value) {
    String type = TypeNames.boxed(parameters.get(parameter));
    return type.equals("Object") ? value : "(" + type + ") " + value;
  }
}
