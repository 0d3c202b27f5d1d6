package io.managedidentity.agent.identity;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Compares a request with what a vector expects (docs/protocol.md, test vectors). */
final class RequestCheck {
  private RequestCheck() {}

  static List<String> differences(JsonNode expected, ReceivedRequest actual) {
    List<String> differences = new ArrayList<>();
    compare("method", expected.path("method").asText(), actual.method(), differences);
    compare("origin", expected.path("origin").asText(), actual.origin(), differences);
    compare("path", expected.path("path").asText(), actual.path(), differences);
    compareAll("query", expected.path("query"), actual.query(), differences);
    compareAll("header", expected.path("headers"), actual.headers(), differences);
    compareAll("form", expected.path("form"), actual.form(), differences);
    absent("query", expected.path("absentQuery"), actual.query(), differences);
    absent("header", expected.path("absentHeaders"), actual.headers(), differences);
    return differences;
  }

  private static void compareAll(
      String what, JsonNode expected, Map<String, String> actual, List<String> differences) {
    expected
        .properties()
        .forEach(
            e ->
                compare(
                    what + " " + e.getKey(),
                    e.getValue().asText(),
                    actual.get(e.getKey()),
                    differences));
  }

  private static void absent(
      String what, JsonNode names, Map<String, String> actual, List<String> differences) {
    for (JsonNode name : names) {
      if (actual.containsKey(name.asText())) {
        differences.add(what + " " + name.asText() + " must not be there");
      }
    }
  }

  private static void compare(
      String what, String expected, String actual, List<String> differences) {
    if (!expected.equals(actual)) {
      differences.add(what + " is \"" + actual + "\", expected is \"" + expected + "\"");
    }
  }
}
