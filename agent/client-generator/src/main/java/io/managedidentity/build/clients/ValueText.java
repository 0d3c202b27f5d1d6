package io.managedidentity.build.clients;

import java.util.ArrayList;
import java.util.List;

/**
 * A value that a woven call takes along, written as
 *
 * <pre>
 *   this | argument N | arguments | lookup
 *   field NAME: TYPE                    a field of this
 *   field? NAME: TYPE | NAME: TYPE      the first of them that the class declares, else null
 *   VALUE -> OWNER#METHOD(): TYPE       the result of a call on it
 * </pre>
 */
final class ValueText {
  private final TypeNames types;
  private final Signature method;

  ValueText(TypeNames types, Signature method) {
    this.types = types;
    this.method = method;
  }

  /** The expression of a {@code WovenMethod.Value} that makes it. */
  String expression(String text) {
    String[] steps = text.split(" -> ", -1);
    String source = steps[0].strip();
    if (source.startsWith("field? ")) {
      if (steps.length > 1) {
        throw new IllegalArgumentException("no call on a field that may be missing: " + text);
      }
      return "Value.anyField(" + String.join(", ", fields(source.substring(7))) + ")";
    }
    if (source.startsWith("field ")) {
      List<String> field = fields(source.substring(6));
      return steps.length == 1
          ? "Value.field(" + String.join(", ", field) + ")"
          : "Value.fieldCalls(" + String.join(", ", field) + calls(steps) + ")";
    }
    if (source.equals("arguments") || source.equals("lookup")) {
      return "Value." + source + "()";
    }
    int slot = source.equals("this") ? 0 : method.slot(number(source));
    return steps.length == 1
        ? "Value.slot(" + slot + ")"
        : "Value.calls(" + slot + calls(steps) + ")";
  }

  private static int number(String source) {
    if (!source.matches("argument [1-9]")) {
      throw new IllegalArgumentException("\"" + source + "\" is no value");
    }
    return source.charAt(source.length() - 1) - '0';
  }

  private List<String> fields(String text) {
    List<String> parts = new ArrayList<>();
    for (String field : text.split("\\|", -1)) {
      String[] nameAndType = field.split(":", -1);
      parts.add(quoted(nameAndType[0].strip()));
      parts.add(quoted(types.descriptor(nameAndType[1].strip())));
    }
    return parts;
  }

  private String calls(String[] steps) {
    StringBuilder text = new StringBuilder();
    for (int i = 1; i < steps.length; i++) {
      String[] ownerAndRest = steps[i].strip().split("#|\\(\\): ", -1);
      text.append(", ").append(quoted(types.internal(ownerAndRest[0])));
      text.append(", ").append(quoted(ownerAndRest[1]));
      text.append(", ").append(quoted("()" + types.descriptor(ownerAndRest[2])));
    }
    return text.toString();
  }

  static String quoted(String text) {
    return '"' + text + '"';
  }
}
