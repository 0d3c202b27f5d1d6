package io.managedidentity.agent.identity;

import io.managedidentity.agent.json.JsonReader;
import io.managedidentity.agent.json.JsonSyntaxException;
import io.managedidentity.agent.json.JsonToken;
import org.jspecify.annotations.Nullable;

/**
 * The few members of a foreign JSON object that are wanted; all others, and nested values, are
 * skipped. A wanted member that comes twice makes the object unusable: readers differ on which one
 * counts.
 */
final class JsonMembers {
  private final String[] names;
  private final @Nullable String[] values;
  private final boolean[] seen;
  private final boolean[] quoted;

  private JsonMembers(String[] names) {
    this.names = names;
    this.values = new @Nullable String[names.length];
    this.seen = new boolean[names.length];
    this.quoted = new boolean[names.length];
  }

  static JsonMembers read(String text, String... names) throws AnswerFormatException {
    JsonMembers members = new JsonMembers(names);
    try {
      members.read(JsonReader.strict(text));
    } catch (JsonSyntaxException e) {
      throw new AnswerFormatException("it is not JSON (" + e.getMessage() + ")");
    }
    return members;
  }

  /** Text of a string or number; null if the member is missing, null or something else. */
  @Nullable String text(String name) {
    int index = index(name);
    return index < 0 ? null : values[index];
  }

  /** The same for strings only. */
  @Nullable String string(String name) {
    int index = index(name);
    return index < 0 || !quoted[index] ? null : values[index];
  }

  private void read(JsonReader reader) throws JsonSyntaxException, AnswerFormatException {
    if (reader.next() != JsonToken.BEGIN_OBJECT) {
      throw new AnswerFormatException("it is not a JSON object");
    }
    while (reader.next() == JsonToken.NAME) {
      int index = index(reader.text());
      JsonToken value = reader.next();
      if (index >= 0) {
        take(index, value, reader.text());
      }
      reader.skip(value);
    }
    reader.next(); // nothing may follow
  }

  private void take(int index, JsonToken value, String text) throws AnswerFormatException {
    if (seen[index]) {
      throw new AnswerFormatException("it has the member \"" + names[index] + "\" twice");
    }
    seen[index] = true;
    if (value == JsonToken.STRING || value == JsonToken.NUMBER) {
      values[index] = text;
      quoted[index] = value == JsonToken.STRING;
    }
  }

  private int index(String name) {
    for (int i = 0; i < names.length; i++) {
      if (names[i].equals(name)) {
        return i;
      }
    }
    return -1;
  }
}
