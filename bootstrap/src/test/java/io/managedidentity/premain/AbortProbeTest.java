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
    assertEquals(true, AbortProbe.mayAbort("config=m.json,onInvalidConfig=abort"));
    assertEquals(false, AbortProbe.mayAbort("config=m.json,onInvalidConfig=disable"));
    assertEquals(false, AbortProbe.mayAbort(""));
  }

  @Test
  void findsTheWordInTheFileHoweverItIsNamed() throws IOException {
    Path file =
        Files.writeString(folder.resolve("a,b\\=c.json"), "{ \"onInvalidConfig\": \"abort\" }");
    String escaped = file.toString().replace("\\", "\\\\").replace(",", "\\,").replace("=", "\\=");

    assertEquals(true, AbortProbe.mayAbort("config=" + escaped));
    assertEquals(true, AbortProbe.mayAbort("mode=observe,config=" + escaped));
    assertEquals(
        true, AbortProbe.mayAbort(Files.copy(file, folder.resolve("plain.json")).toString()));
  }

  @Test
  void doesNotWaitForFilesThatItCannotRead() {
    assertEquals(false, AbortProbe.mayAbort(folder.resolve("missing.json").toString()));
    assertEquals(false, AbortProbe.mayAbort(folder.toString()));
  }
}
