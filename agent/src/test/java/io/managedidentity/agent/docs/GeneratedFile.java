package io.managedidentity.agent.docs;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A file of the repository that is made from the code: stale ones fail, {@code -Ddocs.write=true}
 * writes them anew.
 */
final class GeneratedFile {
  private GeneratedFile() {}

  static void check(String path, String expected) throws IOException {
    Path file = Path.of("..").resolve(path);
    if (Boolean.getBoolean("docs.write")) {
      Files.createDirectories(file.getParent());
      Files.writeString(file, expected);
    }
    assertEquals(
        expected,
        Files.exists(file) ? Files.readString(file) : "",
        path + " is stale: run the tests with -Ddocs.write=true");
  }
}
