package io.managedidentity.it.jvm;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OutputsTest {
  private static final String TOKEN = "token+of/this.test";

  @TempDir Path folder;

  @Test
  void findsATokenInWhatIsPrinted() {
    Secrets.addTokensOf("{\"access_token\":\"" + TOKEN + "\",\"expires_in\":1}");

    assertFound("stdout of java", List.of("java"), "Authorization: Bearer " + TOKEN, "");
    assertFound("stderr of java", List.of("java"), "", "a?t=token%2Bof%2Fthis.test");
    assertFound("stderr of java", List.of("java"), "", "salt planted-in-a-file");
    assertDoesNotThrow(() -> Outputs.check(List.of("java"), "token of this test", "planted"));
  }

  @Test
  void findsATokenInFilesThatTheCommandNames() throws IOException {
    Secrets.add(TOKEN);
    Path log = Files.writeString(folder.resolve("agent.log"), "it is " + TOKEN);
    Path records = Files.createDirectories(folder.resolve("records"));
    Files.writeString(records.resolve("discovery-host-1.jsonl"), "{\"a\":\"" + TOKEN + "\"}");
    Path bundle = folder.resolve("bundle.zip");
    try (OutputStream file = Files.newOutputStream(bundle);
        ZipOutputStream zip = new ZipOutputStream(file)) {
      zip.putNextEntry(new ZipEntry("status.json"));
      zip.write(TOKEN.getBytes(StandardCharsets.UTF_8));
    }

    String agent = "-javaagent:agent.jar=config=m.json,";
    assertFound(log.toString(), List.of("java", agent + "log.file=" + log + ",jmx=false"), "", "");
    assertFound(records.toString(), List.of("java", agent + "discover.report=" + records), "", "");
    assertFound(bundle.toString(), List.of("status", "1", "--bundle", bundle.toString()), "", "");
    assertFound(records.toString(), List.of("report", "--out=" + records), "", "");
    assertFound(records.toString(), List.of("-jar", "a.jar", "report", "" + records), "", "");
  }

  @Test
  void refusesATokenThatCouldBeFoundAnywhere() {
    assertThrows(IllegalArgumentException.class, () -> Secrets.add("a.b.c"));
  }

  private static void assertFound(
      String where, List<String> command, String stdout, String stderr) {
    AssertionError found =
        assertThrows(AssertionError.class, () -> Outputs.check(command, stdout, stderr));
    assertTrue(found.getMessage().startsWith(where), found.getMessage());
    assertTrue(found.getMessage().contains(" has a token or a secret of this test run"));
  }
}
