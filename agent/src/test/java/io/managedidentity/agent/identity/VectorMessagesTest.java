package io.managedidentity.agent.identity;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * What the failures of the vectors say, word for word, each with the first vector that says it. A
 * change is read as text: {@code -Ddocs.write=true} writes the file anew.
 */
class VectorMessagesTest {
  private static final Path FILE = Path.of("src", "test", "resources", "vector-messages.txt");
  private static final Pattern PORT = Pattern.compile("127\\.0\\.0\\.1:\\d{4,5}");
  private static final Pattern THUMBPRINT = Pattern.compile("[0-9A-F]{40}");
  private static final Pattern ID = Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");

  @Test
  void saysInFullWhatFailed() throws Exception {
    Map<String, String> said = new LinkedHashMap<>();
    for (JsonNode vector : vectors()) {
      try (JvmSettings settings = JvmSettings.of(vector);
          VectorRun run = new VectorRun(vector).run()) {
        if (run.failure != null) {
          said.putIfAbsent(shown(run.failure.getMessage()), vector.path("id").asText());
        }
      }
    }
    StringBuilder made = new StringBuilder();
    said.forEach((message, id) -> made.append(id).append(": ").append(message).append('\n'));
    if (Boolean.getBoolean("docs.write")) {
      Files.writeString(FILE, made);
    }

    assertEquals(Files.readString(FILE, StandardCharsets.UTF_8), made.toString());
  }

  private static List<JsonNode> vectors() throws Exception {
    List<JsonNode> vectors = new ArrayList<>(VectorFile.read());
    new ObjectMapper()
        .readTree(VectorMessagesTest.class.getResourceAsStream("/more-vectors.json"))
        .path("vectors")
        .forEach(vectors::add);
    return vectors;
  }

  /** Without what differs from run to run. */
  private static String shown(String message) {
    String line = PORT.matcher(message).replaceAll("127.0.0.1:PORT").replace('\n', ' ');
    return THUMBPRINT.matcher(ID.matcher(line).replaceAll("ID")).replaceAll("THUMBPRINT");
  }
}
