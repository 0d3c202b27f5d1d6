package io.managedidentity.agent.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintWriter;
import java.util.Map;

/** Prints a JSON object for a person: one line for each value, its name before it. */
final class TextTable {
  private static final int NAME_WIDTH = 18;

  private TextTable() {}

  static void print(ObjectNode object, PrintWriter out) {
    print(object, "", out);
  }

  private static void print(JsonNode object, String prefix, PrintWriter out) {
    for (Map.Entry<String, JsonNode> member : object.properties()) {
      JsonNode value = member.getValue();
      if (value.isObject()) {
        print(value, member.getKey() + ".", out);
      } else if (!value.isNull()) {
        line(prefix + member.getKey(), value.isTextual() ? value.asText() : value.toString(), out);
      }
    }
  }

  /** A value with its name before it; without a name it goes on below the value above. */
  static void line(String name, String value, PrintWriter out) {
    StringBuilder line = new StringBuilder(name);
    do {
      line.append(' ');
    } while (line.length() < NAME_WIDTH);
    out.println(line.append(value));
  }
}
