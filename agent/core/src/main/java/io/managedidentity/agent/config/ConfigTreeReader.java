package io.managedidentity.agent.config;

import io.managedidentity.agent.json.JsonReader;
import io.managedidentity.agent.json.JsonSyntaxException;
import io.managedidentity.agent.json.JsonToken;
import org.jspecify.annotations.Nullable;

/**
 * Reads a text into nodes. A syntax error ends the reading, but what came before it is kept, so its
 * problems are reported too.
 */
final class ConfigTreeReader {
  private final JsonReader reader;
  private final ConfigNode.Origin origin;
  private final Problems problems;
  private final Placeholders placeholders;
  private @Nullable ConfigNode root;
  private @Nullable ConfigNode innermost;
  private boolean broken;

  ConfigTreeReader(
      String text, ConfigNode.Origin origin, Placeholders placeholders, Problems problems) {
    this.reader = JsonReader.withComments(text);
    this.origin = origin;
    this.placeholders = placeholders;
    this.problems = problems;
  }

  /** The root object, as far as it could be read; null if the text holds none. */
  @Nullable ConfigNode read() {
    try {
      JsonToken token = reader.next();
      ConfigNode whole = node(null, "", token, reader.line(), reader.column());
      root = whole;
      fill(whole, token);
      reader.next();
    } catch (JsonSyntaxException e) {
      broken = true;
      ConfigNode at = innermost;
      problems.add(
          new ConfigProblem(
              origin.name(),
              origin.isFile() ? e.line() : 0,
              e.column(),
              at == null ? "/" : at.pointer(),
              Problems.cut(e.getMessage()),
              "Correct the JSON here; what follows was not read."));
    }
    ConfigNode whole = root;
    if (whole != null && whole.kind() != ConfigNode.Kind.OBJECT) {
      problems.add(
          whole,
          "the configuration is " + whole.kind().words() + ", not an object",
          "Write it as { \"mappings\": [ … ] }.");
      return null;
    }
    return whole;
  }

  /** Whether a syntax error ended the reading, so that something may be missing. */
  boolean isBroken() {
    return broken;
  }

  private void fill(ConfigNode node, JsonToken begun) throws JsonSyntaxException {
    innermost = node;
    if (begun == JsonToken.BEGIN_OBJECT) {
      members(node);
    } else if (begun == JsonToken.BEGIN_ARRAY) {
      elements(node);
    }
  }

  private void members(ConfigNode object) throws JsonSyntaxException {
    while (reader.next() == JsonToken.NAME) {
      String name = reader.text();
      int line = reader.line();
      int column = reader.column();
      JsonToken token = reader.next();
      ConfigNode member = node(object, name, token, line, column);
      if (!object.add(member)) {
        problems.add(
            member, "the key " + Problems.quoted(name) + " is given twice", "Keep one of them.");
      }
      fill(member, token);
      innermost = object;
    }
  }

  private void elements(ConfigNode array) throws JsonSyntaxException {
    JsonToken token = reader.next();
    while (token != JsonToken.END_ARRAY) {
      String key = Integer.toString(array.children().size());
      ConfigNode element = node(array, key, token, reader.line(), reader.column());
      array.add(element);
      fill(element, token);
      innermost = array;
      token = reader.next();
    }
  }

  private ConfigNode node(
      @Nullable ConfigNode parent, String key, JsonToken token, int line, int column) {
    ConfigNode.Kind kind = kind(token);
    boolean scalar = kind != ConfigNode.Kind.OBJECT && kind != ConfigNode.Kind.ARRAY;
    String text = scalar && kind != ConfigNode.Kind.NULL ? reader.text() : "";
    int atLine = origin.isFile() ? line : 0;
    ConfigNode node = new ConfigNode(origin, parent, key, kind, text, atLine, column);
    return kind == ConfigNode.Kind.STRING ? placeholders.replace(node, problems) : node;
  }

  private static ConfigNode.Kind kind(JsonToken token) {
    if (token == JsonToken.BEGIN_OBJECT) {
      return ConfigNode.Kind.OBJECT;
    }
    if (token == JsonToken.BEGIN_ARRAY) {
      return ConfigNode.Kind.ARRAY;
    }
    if (token == JsonToken.STRING) {
      return ConfigNode.Kind.STRING;
    }
    if (token == JsonToken.NUMBER) {
      return ConfigNode.Kind.NUMBER;
    }
    return token == JsonToken.BOOLEAN ? ConfigNode.Kind.BOOLEAN : ConfigNode.Kind.NULL;
  }
}
