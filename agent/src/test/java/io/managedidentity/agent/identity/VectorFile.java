package io.managedidentity.agent.identity;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.File;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** The vectors: those of the test resources, or of the file that {@code vectors.file} names. */
final class VectorFile {
  private VectorFile() {}

  static List<JsonNode> read() throws IOException {
    String path = System.getProperty("vectors.file", "");
    JsonNode root =
        path.isEmpty()
            ? new ObjectMapper()
                .readTree(VectorFile.class.getResourceAsStream("/managed-identity-vectors.json"))
            : new ObjectMapper().readTree(new File(path));
    List<JsonNode> vectors = new ArrayList<>();
    root.path("vectors").forEach(vectors::add);
    return vectors;
  }
}
