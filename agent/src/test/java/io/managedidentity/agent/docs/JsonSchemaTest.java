package io.managedidentity.agent.docs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import io.managedidentity.agent.config.ConfigLoader;
import io.managedidentity.agent.config.ConfigResult;
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
    String text =
        JSON.writeValueAsString(MappingFileSchema.json()).replace(System.lineSeparator(), "\n")
            + "\n";

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
    return JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
        .getSchema(MappingFileSchema.json());
  }
}
