package io.managedidentity.agent.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * A mapping file for other eyes: the texts of keys that cannot be a secret, as far as they look
 * like it, and of all others their length. Comments are left out, since they may be old values.
 */
final class MaskedConfiguration {
  private static final String SET_HEADERS = "setHeaders";

  private static final Set<String> PLAIN =
      new HashSet<>(
          Arrays.asList(
              "$schema",
              "mode",
              "cloud",
              "identity",
              "clientId",
              "objectId",
              "resourceId",
              "tenantId",
              "source",
              "name",
              "host",
              "hosts",
              "path",
              "methods",
              "resource",
              "service",
              "tokenEndpoint",
              "existingAuthorization",
              "header",
              "removeHeaders",
              "removeQuery",
              "onTokenFailure",
              "firstTokenWait",
              "token.firstTokenWait",
              "level",
              "log.level",
              "file",
              "log.file",
              "log.format",
              "onInvalidConfig",
              "report",
              "discover.report"));

  /** A segment of a path that is longer may be a webhook's key. */
  private static final int LONGEST_SEGMENT = 20;

  /** What is as long without a break is a key sooner than a name. */
  private static final int LONGEST_WORD = 31;

  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(JsonReadFeature.ALLOW_JAVA_COMMENTS, JsonReadFeature.ALLOW_TRAILING_COMMA)
          .enable(SerializationFeature.INDENT_OUTPUT)
          .build();

  private MaskedConfiguration() {}

  /** As JSON text; a sentence if the file is none. */
  static String of(String file) {
    try {
      JsonNode root = JSON.readTree(file);
      return JSON.writeValueAsString(masked("", root));
    } catch (JsonProcessingException e) {
      return JSON.createObjectNode()
          .put("error", "the file is no JSON; the command check says where")
          .toString();
    }
  }

  private static JsonNode masked(String key, JsonNode node) {
    if (node.isObject()) {
      ObjectNode copy = JSON.createObjectNode();
      for (Map.Entry<String, JsonNode> member : node.properties()) {
        // Below setHeaders a key is the name of a header, whatever it is called.
        String inner = key.equals(SET_HEADERS) ? SET_HEADERS : member.getKey();
        copy.set(shown(member.getKey()), masked(inner, member.getValue()));
      }
      return copy;
    }
    if (node.isArray()) {
      ArrayNode copy = JSON.createArrayNode();
      node.forEach(item -> copy.add(masked(key, item)));
      return copy;
    }
    if (!node.isTextual()) {
      return node.isNumber() && !key.equals("share") ? TextNode.valueOf("(a number)") : node;
    }
    String text = node.asText();
    String shown = PLAIN.contains(key) ? shown(text) : length(text);
    return TextNode.valueOf(key.equals("path") && shown.equals(text) ? path(text) : shown);
  }

  private static String path(String text) {
    StringBuilder path = new StringBuilder();
    for (String segment : text.split("/", -1)) {
      path.append(segment(segment)).append('/');
    }
    return path.substring(0, path.length() - 1);
  }

  private static String segment(String segment) {
    return segment.length() > LONGEST_SEGMENT ? length(segment) : segment;
  }

  /** The text if nothing in it looks like a secret. */
  static String shown(String text) {
    int word = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean isPartOfKey = Character.isLetterOrDigit(c) || c == '+' || c == '_';
      word = isPartOfKey ? word + 1 : 0;
      boolean isOdd = !isPartOfKey && " $./:*{}-,()[]\\\\".indexOf(c) < 0;
      if (word > LONGEST_WORD || isOdd || text.startsWith("${", i)) {
        return variable(text);
      }
    }
    return text;
  }

  /** A variable's name, without what stands for it if it is not set. */
  private static String variable(String text) {
    int end = text.indexOf('}');
    boolean isVariable = text.startsWith("${env:") && end == text.length() - 1;
    String name = isVariable ? text.substring("${env:".length(), end) : "";
    int colon = name.indexOf(':');
    return !isVariable
        ? length(text)
        : "${env:" + (colon < 0 ? name : name.substring(0, colon) + ":…") + "}";
  }

  private static String length(String text) {
    return "(" + text.length() + " characters)";
  }
}
