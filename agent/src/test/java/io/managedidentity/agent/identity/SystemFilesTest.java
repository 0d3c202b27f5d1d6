package io.managedidentity.agent.identity;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class SystemFilesTest {
  @TempDir private Path folder;
  private final SystemFiles files = new SystemFiles();

  @Test
  void readsNoMoreThanItIsAskedFor() throws Exception {
    Path file = Files.writeString(folder.resolve("key"), "0123456789");

    assertArrayEquals(bytes("01234"), files.read(file.toString(), 5, false));
    assertArrayEquals(bytes("0123456789"), files.read(file.toString(), 500, false));
  }

  @Test
  @DisabledOnOs(value = OS.WINDOWS, disabledReason = "a link needs a privilege there")
  void followsALinkOnlyWhereItMay() throws Exception {
    Path file = Files.writeString(folder.resolve("key"), "k");
    String link = Files.createSymbolicLink(folder.resolve("link"), file).toString();

    assertArrayEquals(bytes("k"), files.read(link, 5, true));
    IOException refusal = assertThrows(IOException.class, () -> files.read(link, 5, false));
    assertEquals("not a regular file", refusal.getMessage());
  }

  @Test
  void refusesWhatIsNoFileName() {
    IOException refusal = assertThrows(IOException.class, () -> files.read("a\0b", 5, true));

    assertEquals("this is not a file name", refusal.getMessage());
  }

  @Test
  void refusesAFolder() {
    IOException refusal =
        assertThrows(IOException.class, () -> files.read(folder.toString(), 5, true));

    assertEquals("not a regular file", refusal.getMessage());
  }

  @Test
  void knowsWhatExists() throws Exception {
    Path file = Files.writeString(folder.resolve("key"), "k");

    assertTrue(files.exists(file.toString()));
    assertFalse(files.exists(file + "-other"));
    assertFalse(files.exists("a\0b"));
    assertThrows(IOException.class, () -> files.read("a\0b", 5, true));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
