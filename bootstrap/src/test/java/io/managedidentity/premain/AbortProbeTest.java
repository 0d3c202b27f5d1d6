package io.managedidentity.premain;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AbortProbeTest {
  @TempDir Path folder;

  @Test
  void findsTheWordInArguments() {
    assertEquals(true, mayAbort("config=m.json,onInvalidConfig=abort"));
    assertEquals(false, mayAbort("config=m.json,onInvalidConfig=disable"));
    assertEquals(false, mayAbort(""));
  }

  @Test
  void findsTheWordInTheFileHoweverItIsNamed() throws IOException {
    Path file =
        Files.writeString(folder.resolve("a,b\\=c.json"), "{ \"onInvalidConfig\": \"abort\" }");
    String escaped = file.toString().replace("\\", "\\\\").replace(",", "\\,").replace("=", "\\=");

    assertEquals(true, mayAbort("config=" + escaped));
    assertEquals(true, mayAbort("mode=observe,config=" + escaped));
    assertEquals(true, mayAbort(Files.copy(file, folder.resolve("plain.json")).toString()));
  }

  @Test
  void doesNotWaitForFilesThatItCannotRead() {
    assertEquals(false, mayAbort(folder.resolve("missing.json").toString()));
    assertEquals(false, mayAbort(folder.toString()));
  }

  private static boolean mayAbort(String arguments) {
    return AbortProbe.isNamedOutsideFile(arguments)
        || AbortProbe.fileMayAbort(AbortProbe.configPath(arguments));
  }
}
