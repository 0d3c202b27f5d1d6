package io.managedidentity.build.clients;

import java.util.Map;

/**
 * The names of types in one declaration: aliases of its {@code names}, types of {@code java.lang}
 * by their simple names, or whole binary names with dots. Immutable.
 */
final class TypeNames {
  private static final Map<String, String> PRIMITIVES =
      Map.of(
          "void", "V", "boolean", "Z", "byte", "B", "char", "C", "short", "S", "int", "I", "long",
          "J", "float", "F", "double", "D");

  private static final Map<String, String> BOXES =
      Map.of(
          "boolean",
          "Boolean",
          "byte",
          "Byte",
          "char",
          "Character",
          "short",
          "Short",
          "int",
          "Integer",
          "long",
          "Long",
          "float",
          "Float",
          "double",
          "Double");

  private final Map<String, String> aliases;

  TypeNames(Map<String, String> aliases) {
    this.aliases = aliases;
  }

  /** Binary name with dots. */
  String whole(String name) {
    String known = aliases.get(name);
    if (known != null) {
      return known;
    }
    if (name.indexOf('.') >= 0 || PRIMITIVES.containsKey(name)) {
      return name;
    }
    try {
      return Class.forName("java.lang." + name).getName();
    } catch (ClassNotFoundException e) {
      throw new IllegalArgumentException(
          "\"" + name + "\" is no type: add it to \"names\", or write its whole name", e);
    }
  }

  /** As in a class file, with slashes; a descriptor for arrays. */
  String internal(String name) {
    return name.endsWith("[]") ? descriptor(name) : whole(name).replace('.', '/');
  }

  String descriptor(String name) {
    if (name.endsWith("[]")) {
      return "[" + descriptor(name.substring(0, name.length() - 2));
    }
    String primitive = PRIMITIVES.get(name);
    return primitive == null ? "L" + internal(name) + ";" : primitive;
  }

  /** As in a source file; what stands in angle brackets is left as it is. */
  String source(String name) {
    int bracket = name.indexOf('<');
    if (bracket > 0) {
      return source(name.substring(0, bracket)) + name.substring(bracket);
    }
    return name.endsWith("[]")
        ? source(name.substring(0, name.length() - 2)) + "[]"
        : whole(name).replace('$', '.').replaceFirst("^java\\.lang\\.(?=[A-Z]\\w*$)", "");
  }

  /** What an {@code Object} is cast to. */
  static String boxed(String source) {
    return BOXES.getOrDefault(source, source);
  }
}
