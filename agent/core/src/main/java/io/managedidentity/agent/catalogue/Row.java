package io.managedidentity.agent.catalogue;

import io.managedidentity.agent.json.JsonReader;
import io.managedidentity.agent.json.JsonSyntaxException;
import io.managedidentity.agent.json.JsonToken;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A JSON object of the catalogue: its members by their types. What is absent is empty. */
final class Row {
  private final Map<String, String> texts = new LinkedHashMap<>();
  private final Map<String, List<String>> lists = new LinkedHashMap<>();
  private final Map<String, Row> objects = new LinkedHashMap<>();

  private Row() {}

  /**
   * @throws IllegalStateException if the text is no JSON object
   */
  static Row parse(String json) {
    JsonReader reader = JsonReader.strict(json);
    try {
      if (reader.next() != JsonToken.BEGIN_OBJECT) {
        throw new IllegalStateException("the catalogue of services is damaged");
      }
      return members(reader);
    } catch (JsonSyntaxException e) {
      throw new IllegalStateException("the catalogue of services is damaged", e);
    }
  }

  private static Row members(JsonReader reader) throws JsonSyntaxException {
    Row row = new Row();
    while (reader.next() == JsonToken.NAME) {
      String name = reader.text();
      JsonToken token = reader.next();
      if (token == JsonToken.BEGIN_OBJECT) {
        row.objects.put(name, members(reader));
      } else if (token == JsonToken.BEGIN_ARRAY) {
        row.lists.put(name, elements(reader));
      } else {
        row.texts.put(name, reader.text());
      }
    }
    return row;
  }

  private static List<String> elements(JsonReader reader) throws JsonSyntaxException {
    List<String> texts = new ArrayList<>();
    while (reader.next() != JsonToken.END_ARRAY) {
      texts.add(reader.text());
    }
    return Collections.unmodifiableList(texts);
  }

  String text(String name) {
    String text = texts.get(name);
    return text == null ? "" : text;
  }

  /** Members that are texts, in the file's order. */
  Map<String, String> texts() {
    return texts;
  }

  List<String> list(String name) {
    List<String> list = lists.get(name);
    return list == null ? Collections.<String>emptyList() : list;
  }

  Row object(String name) {
    Row object = objects.get(name);
    return object == null ? new Row() : object;
  }

  /** Members that are objects, in the file's order. */
  Map<String, Row> objects() {
    return objects;
  }
}
