package io.managedidentity.build.clients;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class WovenMethodsPageTest {
  private static final Path PAGE = Path.of("../../docs/woven-methods.md");

  @Test
  void holdsWhatIsDeclared() throws IOException {
    String page = WovenMethodsPage.of(ClientGenerator.read(Path.of("../clients")));
    if (Boolean.getBoolean("docs.write")) {
      Files.writeString(PAGE, page);
    }

    assertEquals(
        page,
        Files.readString(PAGE),
        "docs/woven-methods.md is stale; -Ddocs.write=true writes it");
  }
}
