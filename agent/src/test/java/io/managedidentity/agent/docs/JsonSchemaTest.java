package io.managedidentity.agent.docs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import io.managedidentity.agent.catalogue.Catalogue;
import io.managedidentity.agent.config.ConfigLoader;
import io.managedidentity.agent.config.ConfigOption;
import io.managedidentity.agent.config.ConfigOptions;
import io.managedidentity.agent.config.ConfigResult;
import io.managedidentity.agent.config.OptionReach;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonSchemaTest {
  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(JsonReadFeature.ALLOW_JAVA_COMMENTS, JsonReadFeature.ALLOW_TRAILING_COMMA)
          .enable(SerializationFeature.INDENT_OUTPUT)
          .build();

  static Stream<Path> examples() throws IOException {
    return Files.list(Path.of("../config-examples"))
        .filter(file -> Files.isRegularFile(file) && !file.toString().contains("schema"))
        .sorted();
  }

  @Test
  void saysWhatTheOptionsSay() throws IOException {
    String text = JSON.writeValueAsString(schema()).replace(System.lineSeparator(), "\n") + "\n";

    GeneratedFile.check("config-examples/managed-identity-agent.schema.json", text);
    GeneratedFile.check(
        "agent/core/src/main/resources/io/managedidentity/agent/managed-identity-agent.schema.json",
        text);
  }

  @ParameterizedTest
  @MethodSource("examples")
  void acceptsEveryExampleAsTheLoaderDoes(Path example) throws IOException {
    ConfigResult result = ConfigLoader.ofProcess().loadFile(example.toString());

    assertEquals(List.of(), result.problems());
    assertEquals(List.of(), List.copyOf(validator().validate(JSON.readTree(example.toFile()))));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{ \"log.level\": \"debug\", \"token.prefetch\": true, \"mappings\": [] }",
        "{ \"log\": { \"level\": \"debug\" }, \"token\": { \"prefetch\": true }, \"mappings\": [] }",
        "{ \"mode\": \"${env:NO_SUCH_VARIABLE:observe}\", \"mappings\": [] }",
        "{ \"mappings\": [ { \"service\": \"${env:NO_SUCH_VARIABLE:key-vault}\" } ] }",
      })
  void acceptsEveryFormThatTheLoaderAccepts(String text, @TempDir Path folder) throws IOException {
    Path file = Files.writeString(folder.resolve("mapping.json"), text);

    assertEquals(List.of(), ConfigLoader.ofProcess().loadFile(file.toString()).problems());
    assertEquals(List.of(), List.copyOf(validator().validate(JSON.readTree(text))));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{ \"mappings\": [ { \"hots\": \"a.example\", \"resource\": \"r\" } ] }",
        "{ \"mappings\": {} }",
        "{ \"mode\": \"on\", \"mappings\": [] }",
        "{ \"reload\": \"yes\", \"mappings\": [] }",
        "{ \"mappings\": [ { \"host\": \"a.example\", \"resource\": \"r\", \"setHeaders\": { \"x\": 1 } } ] }",
        "{ \"identity\": { \"clientID\": \"x\" }, \"mappings\": [] }",
        "{ \"mappings\": [ { \"service\": \"key-vualt\" } ] }",
      })
  void refusesWhatTheLoaderRefuses(String text) throws IOException {
    assertFalse(validator().validate(JSON.readTree(text)).isEmpty());
  }

  private static JsonSchema validator() {
    return JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012).getSchema(schema());
  }

  private static JsonNode schema() {
    ObjectNode root = JSON.createObjectNode();
    root.put("$schema", "https://json-schema.org/draft/2020-12/schema");
    root.put("title", "Managed Identity Agent: mapping file");
    root.put("type", "object");
    root.put("additionalProperties", false);
    ObjectNode properties = root.putObject("properties");
    for (ConfigOption option : ConfigOptions.topLevelOptions()) {
      if (option.reach() != OptionReach.OUTSIDE_FILE) {
        place(properties, option);
      }
    }
    ObjectNode definitions = root.putObject("$defs");
    ObjectNode mapping = object(definitions.putObject("mapping"), ConfigOptions.mapping());
    mapping.put("description", "Which requests get which token.");
    object(definitions.putObject("identity"), ConfigOptions.identity());
    return root;
  }

  private static ObjectNode object(ObjectNode node, List<ConfigOption> options) {
    node.put("type", "object");
    node.put("additionalProperties", false);
    ObjectNode properties = node.putObject("properties");
    options.forEach(option -> place(properties, option));
    return node;
  }

  /** A key with a dot is a member of an object, or stands as it is. */
  private static void place(ObjectNode properties, ConfigOption option) {
    int dot = option.key().indexOf('.');
    ObjectNode parent = properties;
    if (dot > 0) {
      describe(properties.putObject(option.key()), option);
      parent = (ObjectNode) properties.get(option.key().substring(0, dot));
      if (parent == null) {
        parent = properties.putObject(option.key().substring(0, dot));
        parent.put("type", "object");
        parent.put("additionalProperties", false);
        parent.putObject("properties");
      }
      parent = (ObjectNode) parent.get("properties");
    }
    describe(parent.putObject(option.key().substring(dot + 1)), option);
  }

  private static void describe(ObjectNode node, ConfigOption option) {
    node.put("description", option.sentence());
    if (!option.defaultText().isEmpty()) {
      node.put("default", option.defaultText());
    }
    type(node, option);
  }

  private static void type(ObjectNode node, ConfigOption option) {
    switch (option.type()) {
      case BOOLEAN -> {
        node.put("type", "boolean");
        if (node.has("default")) {
          node.put("default", Boolean.parseBoolean(option.defaultText()));
        }
      }
      case CHOICE -> {
        var forms = node.putArray("anyOf");
        option.choices().forEach(forms.addObject().putArray("enum")::add);
        forms.addObject().put("type", "string").put("pattern", "\\$\\{env:");
      }
      case NUMBER -> {
        node.put("type", "integer").put("minimum", 0).put("maximum", 100);
        node.put("default", Integer.parseInt(option.defaultText()));
      }
      case TEXT, DURATION -> {
        if (option.key().equals("service")) {
          var forms = node.putArray("anyOf");
          Catalogue.ofThisJar().ids().forEach(forms.addObject().putArray("enum")::add);
          forms.addObject().put("type", "string").put("pattern", "\\$\\{env:");
        } else {
          node.put("type", "string");
        }
      }
      case TEXTS -> texts(node, List.of());
      case TEXT_OR_TEXTS -> {
        var forms = node.putArray("anyOf");
        ObjectNode one = forms.addObject();
        if (option.choices().isEmpty()) {
          one.put("type", "string");
        } else {
          option.choices().forEach(one.putArray("enum")::add);
        }
        texts(forms.addObject(), option.choices());
      }
      case IDENTITY -> {
        var forms = node.putArray("anyOf");
        forms.addObject().putArray("enum").add("system-assigned");
        forms.addObject().put("$ref", "#/$defs/identity");
      }
      case MAPPINGS -> node.put("type", "array").putObject("items").put("$ref", "#/$defs/mapping");
      case HEADERS -> {
        node.put("type", "object");
        var forms = node.putObject("additionalProperties").putArray("anyOf");
        forms.addObject().put("type", "string");
        ObjectNode atLeast = forms.addObject();
        atLeast.put("type", "object");
        atLeast.put("additionalProperties", false);
        atLeast.putObject("properties").putObject("atLeast").put("type", "string");
        atLeast.putArray("required").add("atLeast");
      }
    }
  }

  private static void texts(ObjectNode node, List<String> choices) {
    ObjectNode items = node.put("type", "array").putObject("items");
    if (choices.isEmpty()) {
      items.put("type", "string");
    } else {
      choices.forEach(items.putArray("enum")::add);
    }
  }
}
