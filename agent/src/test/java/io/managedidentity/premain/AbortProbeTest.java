package io.managedidentity.premain;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AbortProbeTest {
  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "none",
      value = {
        "/etc/app/mapping.json            | /etc/app/mapping.json",
        "config=/etc/app/mapping.json     | /etc/app/mapping.json",
        "mode=observe,config=m.json       | m.json",
        "mode=observe, config = m.json    | m.json",
        "config=m.json,mode=observe       | m.json",
        "config=a\\,b\\=c.json            | a,b=c.json",
        "a\\=b.json                       | a=b.json",
        "C:\\app\\mapping.json            | C:\\app\\mapping.json",
        "config=a=b.json                  | a=b.json",
        "mode=off                         | ''",
        "''                               | ''"
      })
  void findsTheFileAsTheParserDoes(String arguments, String path) {
    assertEquals(path, AbortProbe.configPath(arguments));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{ \"onInvalidConfig\": \"abort\" }                | true",
        "{ \"onInvalidConfig\": \"${env:ON_INVALID}\" }    | true",
        "{ \"onInvalidConfig\": \"disable\" }              | false",
        "{ \"mode\": \"discover\" }                        | true",
        "{ \"discover.report\": \"/var/records\" }         | true",
        "{ \"resource\": \"${env:VAULT}\" }                | false"
      })
  void waitsOnlyWhereTheFileCanAskForIt(String json, boolean mayAbort) throws IOException {
    Path file = Files.writeString(folder.resolve("mapping.json"), json);

    assertEquals(mayAbort, mayAbort(file.toString()));
  }

  @Test
  void doesNotWaitForFileThatIsNotThere() {
    assertFalse(mayAbort(folder.resolve("none.json").toString()));
  }

  @Test
  void waitsWhereAnArgumentHasTheWord() {
    assertTrue(mayAbort("config=none.json,onInvalidConfig=abort"));
    assertTrue(mayAbort("mode=discover"));
    assertTrue(mayAbort("config=none.json,discover.report=records"));
  }

  private static boolean mayAbort(String arguments) {
    return AbortProbe.isNamedOutsideFile(arguments)
        || AbortProbe.fileMayAbort(AbortProbe.configPath(arguments));
  }
}
