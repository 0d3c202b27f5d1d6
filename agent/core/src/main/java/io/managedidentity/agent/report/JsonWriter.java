package io.managedidentity.agent.report;

import java.io.IOException;
import java.util.Collection;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Writes indented JSON as it is told, so that a report of thousands of applications is never in
 * memory as a whole. Not thread-safe.
 */
final class JsonWriter {
  /** What is deeper is on one line, which halves the report of a fleet. */
  private static final int DEEPEST_INDENTED = 4;

  private final Appendable out;
  private int depth;
  private boolean isFirst = true;

  JsonWriter(Appendable out) {
    this.out = out;
  }

  JsonWriter beginObject() throws IOException {
    return begin('{');
  }

  JsonWriter beginObject(String name) throws IOException {
    name(name);
    return open('{');
  }

  JsonWriter endObject() throws IOException {
    return end('}');
  }

  JsonWriter beginArray(String name) throws IOException {
    name(name);
    return open('[');
  }

  JsonWriter endArray() throws IOException {
    return end(']');
  }

  JsonWriter put(String name, String text) throws IOException {
    name(name);
    out.append(Escapes.json(text));
    return this;
  }

  /** Nothing for a text that is null or empty. */
  JsonWriter putIfAny(String name, @Nullable String text) throws IOException {
    return text == null || text.isEmpty() ? this : put(name, text);
  }

  JsonWriter put(String name, long number) throws IOException {
    name(name);
    out.append(Long.toString(number));
    return this;
  }

  JsonWriter put(String name, boolean value) throws IOException {
    name(name);
    out.append(Boolean.toString(value));
    return this;
  }

  JsonWriter put(String name, Collection<String> texts) throws IOException {
    name(name);
    out.append('[');
    String comma = "";
    for (String text : texts) {
      out.append(comma).append(Escapes.json(text));
      comma = ", ";
    }
    out.append(']');
    return this;
  }

  JsonWriter putCounts(String name, Map<String, Long> counts) throws IOException {
    name(name);
    out.append('{');
    String comma = "";
    for (Map.Entry<String, Long> count : counts.entrySet()) {
      out.append(comma).append(Escapes.json(count.getKey())).append(": ");
      out.append(Long.toString(count.getValue()));
      comma = ", ";
    }
    out.append('}');
    return this;
  }

  private void name(String name) throws IOException {
    next();
    out.append(Escapes.json(name)).append(": ");
  }

  private JsonWriter begin(char bracket) throws IOException {
    next();
    return open(bracket);
  }

  private void next() throws IOException {
    if (depth > 0) {
      if (depth > DEEPEST_INDENTED) {
        out.append(isFirst ? "" : ", ");
      } else {
        out.append(isFirst ? "\n" : ",\n");
        indent();
      }
    }
    isFirst = false;
  }

  private JsonWriter open(char bracket) throws IOException {
    out.append(bracket);
    depth++;
    isFirst = true;
    return this;
  }

  private JsonWriter end(char bracket) throws IOException {
    depth--;
    if (!isFirst && depth < DEEPEST_INDENTED) {
      out.append('\n');
      indent();
    }
    isFirst = false;
    out.append(bracket);
    if (depth == 0) {
      out.append('\n');
    }
    return this;
  }

  private void indent() throws IOException {
    for (int i = 0; i < depth; i++) {
      out.append("  ");
    }
  }
}
