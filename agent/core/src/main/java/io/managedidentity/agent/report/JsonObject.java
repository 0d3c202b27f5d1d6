package io.managedidentity.agent.report;

import io.managedidentity.agent.json.JsonReader;
import io.managedidentity.agent.json.JsonSyntaxException;
import io.managedidentity.agent.json.JsonToken;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A JSON object of a record. A member that is absent or of another type than asked for reads as
 * empty, 0 or false: records come from other hosts, and one odd line must not end a report. Texts
 * are cut at {@value #LONGEST_TEXT} characters.
 */
final class JsonObject {
  static final int LONGEST_TEXT = 400;

  private final Map<String, Object> members;

  private JsonObject(Map<String, Object> members) {
    this.members = members;
  }

  /** Null if the text is JSON, but not one object. */
  static @Nullable JsonObject parse(String text) throws JsonSyntaxException {
    JsonReader reader = JsonReader.strict(text);
    if (reader.next() != JsonToken.BEGIN_OBJECT) {
      return null;
    }
    JsonObject object = object(reader);
    return reader.next() == JsonToken.END ? object : null;
  }

  private static JsonObject object(JsonReader reader) throws JsonSyntaxException {
    Map<String, Object> members = new LinkedHashMap<>();
    while (reader.next() == JsonToken.NAME) {
      String name = cut(reader.text());
      Object value = value(reader, reader.next());
      if (value != null) {
        members.put(name, value);
      }
    }
    return new JsonObject(members);
  }

  private static @Nullable Object value(JsonReader reader, JsonToken token)
      throws JsonSyntaxException {
    switch (token) {
      case BEGIN_OBJECT:
        return object(reader);
      case BEGIN_ARRAY:
        List<Object> items = new ArrayList<>();
        for (JsonToken next = reader.next(); next != JsonToken.END_ARRAY; next = reader.next()) {
          Object item = value(reader, next);
          if (item != null) {
            items.add(item);
          }
        }
        return items;
      case STRING:
        return cut(reader.text());
      case NUMBER:
        return whole(reader.text());
      case BOOLEAN:
        return Boolean.valueOf(reader.text());
      default:
        return null;
    }
  }

  /** Counts are whole and never negative; what is not, is none. */
  private static Long whole(String text) {
    try {
      return Math.max(0, Long.parseLong(text));
    } catch (NumberFormatException e) {
      return 0L;
    }
  }

  static String cut(String text) {
    return text.length() <= LONGEST_TEXT ? text : text.substring(0, LONGEST_TEXT) + "…";
  }

  String text(String name) {
    Object value = members.get(name);
    return value instanceof String ? (String) value : "";
  }

  /** Null if it is absent or empty. */
  @Nullable String textOrNull(String name) {
    String text = text(name);
    return text.isEmpty() ? null : text;
  }

  long number(String name) {
    Object value = members.get(name);
    return value instanceof Long ? (Long) value : 0;
  }

  boolean flag(String name) {
    return Boolean.TRUE.equals(members.get(name));
  }

  boolean has(String name) {
    return members.containsKey(name);
  }

  @Nullable JsonObject object(String name) {
    Object value = members.get(name);
    return value instanceof JsonObject ? (JsonObject) value : null;
  }

  List<JsonObject> objects(String name) {
    List<JsonObject> objects = new ArrayList<>();
    Object value = members.get(name);
    if (value instanceof List) {
      for (Object item : (List<?>) value) {
        if (item instanceof JsonObject) {
          objects.add((JsonObject) item);
        }
      }
    }
    return objects;
  }

  List<String> texts(String name) {
    List<String> texts = new ArrayList<>();
    Object value = members.get(name);
    if (value instanceof List) {
      for (Object item : (List<?>) value) {
        if (item instanceof String) {
          texts.add((String) item);
        }
      }
    }
    return texts;
  }

  /** Names of members, in the order of the text. */
  Iterable<String> names() {
    return members.keySet();
  }
}
