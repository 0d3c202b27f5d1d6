package io.managedidentity.agent.identity;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/** The files of a vector, by path. */
final class FakeFiles implements FileAccess {
  private final JsonNode files;
  private final Map<String, Integer> reads = new HashMap<>();

  FakeFiles(JsonNode files) {
    this.files = files;
  }

  @Override
  public boolean exists(String path) {
    return files.has(path) && !files.path(path).path("missing").asBoolean();
  }

  @Override
  public byte[] read(String path, int maxBytes, boolean followLinks) throws IOException {
    if (!exists(path)) {
      throw new NoSuchFileException(path);
    }
    JsonNode file = files.path(path);
    if (file.path("unreadable").asBoolean()) {
      throw new AccessDeniedException(path);
    }
    byte[] content = content(file, reads.merge(path, 1, Integer::sum) - 1);
    return Arrays.copyOf(content, Math.min(content.length, maxBytes));
  }

  private static byte[] content(JsonNode file, int read) {
    if (file.has("size")) {
      return "A".repeat(file.path("size").asInt()).getBytes(StandardCharsets.US_ASCII);
    }
    JsonNode sequence = file.path("contentSequence");
    String text =
        sequence.isArray()
            ? sequence.get(Math.min(read, sequence.size() - 1)).asText()
            : file.path("content").asText();
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
