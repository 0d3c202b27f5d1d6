package io.managedidentity.agent.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Date;
import java.util.TreeMap;
import javax.management.openmbean.CompositeData;
import javax.management.openmbean.TabularData;
import org.jspecify.annotations.Nullable;

/** JMX's open types as JSON. What is null is left out. */
final class OpenData {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private OpenData() {}

  /**
   * @param order keys in the wanted order; others follow
   */
  static ObjectNode toJson(CompositeData data, String... order) {
    ObjectNode object = new ObjectMapper().createObjectNode();
    for (String key : order) {
      if (data.containsKey(key)) {
        put(object, key, data.get(key));
      }
    }
    for (String key : data.getCompositeType().keySet()) {
      if (!object.has(key)) {
        put(object, key, data.get(key));
      }
    }
    return object;
  }

  private static void put(ObjectNode object, String key, @Nullable Object value) {
    if (value != null) {
      object.set(key, toJson(value));
    }
  }

  /** Times as {@code 2026-11-25T02:23:10Z}. */
  @SuppressWarnings("JavaUtilDate") // the one time that JMX has an open type for
  static JsonNode toJson(Object value) {
    if (value instanceof CompositeData) {
      return toJson((CompositeData) value, new String[0]);
    }
    if (value instanceof TabularData) {
      return map((TabularData) value);
    }
    if (value instanceof Object[]) {
      ArrayNode array = NODES.arrayNode();
      for (Object item : (Object[]) value) {
        array.add(toJson(item));
      }
      return array;
    }
    if (value instanceof Date) {
      return NODES.textNode(((Date) value).toInstant().toString());
    }
    return value instanceof Boolean
        ? NODES.booleanNode((Boolean) value)
        : value instanceof Number
            ? NODES.numberNode(((Number) value).longValue())
            : NODES.textNode(value.toString());
  }

  /** A map, as an MXBean gives it: rows of key and value. */
  private static ObjectNode map(TabularData table) {
    TreeMap<String, JsonNode> rows = new TreeMap<>();
    for (Object row : table.values()) {
      CompositeData entry = (CompositeData) row;
      rows.put(entry.get("key").toString(), toJson(entry.get("value")));
    }
    ObjectNode object = NODES.objectNode();
    rows.forEach(object::set);
    return object;
  }
}
