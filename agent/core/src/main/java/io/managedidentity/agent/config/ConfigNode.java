package io.managedidentity.agent.config;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A JSON value and the place where it stands. */
final class ConfigNode {
  /** The kinds of JSON values, with the words that messages use. */
  enum Kind {
    OBJECT("an object"),
    ARRAY("a list"),
    STRING("a string"),
    NUMBER("a number"),
    BOOLEAN("true or false"),
    NULL("null"),
    /** A text with a placeholder that was reported already. */
    UNRESOLVED("a string");

    private final String words;

    Kind(String words) {
      this.words = words;
    }

    String words() {
      return words;
    }
  }

  /** A file, or another channel, which has no lines. */
  static final class Origin {
    private final String name;
    private final boolean isFile;

    Origin(String name, boolean isFile) {
      this.name = name;
      this.isFile = isFile;
    }

    String name() {
      return name;
    }

    boolean isFile() {
      return isFile;
    }
  }

  private final Origin origin;
  private final @Nullable ConfigNode parent;
  private final String key;
  private final Kind kind;
  private final String text;
  private final int line;
  private final int column;
  private final List<ConfigNode> children = new ArrayList<>(0);
  private @Nullable Map<String, ConfigNode> byKey;
  private @Nullable VariableText variables;

  ConfigNode(
      Origin origin,
      @Nullable ConfigNode parent,
      String key,
      Kind kind,
      String text,
      int line,
      int column) {
    this.origin = origin;
    this.parent = parent;
    this.key = key;
    this.kind = kind;
    this.text = text;
    this.line = line;
    this.column = column;
  }

  /** The text of a channel other than the file. */
  static ConfigNode ofText(String channel, String text) {
    return new ConfigNode(new Origin(channel, false), null, "", Kind.STRING, text, 0, 0);
  }

  /** The same place with another text. */
  ConfigNode withText(Kind otherKind, String other) {
    return new ConfigNode(origin, parent, key, otherKind, other, line, column);
  }

  /** The same place with a text that values of environment variables were put into. */
  ConfigNode withText(String other, VariableText from) {
    ConfigNode node = withText(Kind.STRING, other);
    node.variables = from;
    return node;
  }

  /** What environment variables have to do with the text; null if nothing of it is of one. */
  @Nullable VariableText variables() {
    return variables;
  }

  /** As the file has it: without the values of environment variables, which may be secrets. */
  String written() {
    return variables == null ? text : variables.written();
  }

  Origin origin() {
    return origin;
  }

  /** Name of the member, or place in the list. */
  String key() {
    return key;
  }

  Kind kind() {
    return kind;
  }

  /** Text of a string, number or boolean. */
  String text() {
    return text;
  }

  /** Line in the file, or 0. */
  int line() {
    return line;
  }

  int column() {
    return column;
  }

  List<ConfigNode> children() {
    return children;
  }

  /** Adds a child; returns false if an object has a member of that name already. */
  boolean add(ConfigNode child) {
    if (kind == Kind.OBJECT) {
      Map<String, ConfigNode> index = byKey;
      if (index == null) {
        index = new HashMap<>();
        byKey = index;
      }
      if (index.containsKey(child.key)) {
        return false;
      }
      index.put(child.key, child);
    }
    children.add(child);
    return true;
  }

  /** A member of an object, or null. */
  @Nullable ConfigNode get(String name) {
    return byKey == null ? null : byKey.get(name);
  }

  /** JSON pointer (RFC 6901); {@code /} for the whole file, empty for another channel. */
  String pointer() {
    if (!origin.isFile()) {
      return "";
    }
    StringBuilder pointer = new StringBuilder();
    for (ConfigNode node = this; node != null && node.parent != null; node = node.parent) {
      pointer.insert(0, "/" + node.key.replace("~", "~0").replace("/", "~1"));
    }
    return pointer.length() == 0 ? "/" : pointer.toString();
  }
}
