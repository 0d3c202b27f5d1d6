package io.managedidentity.agent.cli.lint;

import io.managedidentity.agent.config.MappingConfig;
import io.managedidentity.agent.json.JsonReader;
import io.managedidentity.agent.json.JsonSyntaxException;
import io.managedidentity.agent.json.JsonToken;
import java.util.HashMap;
import java.util.Map;

/**
 * Where the values of a mapping file stand. The configuration keeps no such places: an agent has no
 * use for them once the file is read.
 */
final class FilePlaces {
  private final Map<String, int[]> places = new HashMap<>();

  private FilePlaces() {}

  /**
   * @param text of the file; what cannot be read of it has no places
   */
  static FilePlaces of(String text) {
    FilePlaces found = new FilePlaces();
    JsonReader reader = JsonReader.withComments(text);
    try {
      found.value(reader, reader.next(), "");
    } catch (JsonSyntaxException e) {
      return found; // the file changed after it was loaded
    }
    return found;
  }

  private void value(JsonReader reader, JsonToken token, String pointer)
      throws JsonSyntaxException {
    places.put(pointer, new int[] {reader.line(), reader.column()});
    if (token == JsonToken.BEGIN_OBJECT) {
      while (reader.next() == JsonToken.NAME) {
        String key = reader.text().replace("~", "~0").replace("/", "~1");
        value(reader, reader.next(), pointer + "/" + key);
      }
    } else if (token == JsonToken.BEGIN_ARRAY) {
      int index = 0;
      for (JsonToken next = reader.next(); next != JsonToken.END_ARRAY; next = reader.next()) {
        value(reader, next, pointer + "/" + index++);
      }
    }
  }

  boolean has(String pointer) {
    return places.containsKey(pointer);
  }

  /** Pointer to a host of a mapping, or to what brought it. */
  String ofHost(MappingConfig mapping, int index) {
    String pointer = ofKey(mapping, "hosts");
    return has(pointer + "/" + index) ? pointer + "/" + index : ofKey(mapping, "host", "service");
  }

  /** Pointer to the first of these keys that a mapping has, else to the mapping. */
  String ofKey(MappingConfig mapping, String... keys) {
    String pointer = "/mappings/" + mapping.index();
    for (String key : keys) {
      if (has(pointer + "/" + key)) {
        return pointer + "/" + key;
      }
    }
    return pointer;
  }

  /** The doubt with its place; that of the mapping or file around it if it is not known. */
  Doubt doubt(String pointer, String what) {
    String at = pointer;
    while (!places.containsKey(at) && !at.isEmpty()) {
      at = at.substring(0, at.lastIndexOf('/'));
    }
    int[] place = places.get(at);
    return place == null
        ? new Doubt(1, 1, pointer, what)
        : new Doubt(place[0], place[1], pointer, what);
  }
}
