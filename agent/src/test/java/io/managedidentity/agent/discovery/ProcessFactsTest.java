package io.managedidentity.agent.discovery;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProcessFactsTest {
  @TempDir private Path folder;

  @ParameterizedTest
  @CsvSource({
    "com.acme.Main --password=hunter2 --out x.jar, com.acme.Main",
    "com.acme.Main, com.acme.Main",
    "/srv/app/orders-1.4.jar --password=hunter2, orders-1.4.jar",
    "C:\\srv\\orders.jar secret.jar, orders.jar",
    "'', unknown"
  })
  void namesTheProgramWithoutItsArguments(String command, String name) {
    assertEquals(name, ProcessFacts.application(command));
  }

  @Test
  void aFolderMayHaveABlank() throws IOException {
    Path jar = Files.createFile(Files.createDirectory(folder.resolve("my app")).resolve("a.jar"));

    assertEquals("a.jar", ProcessFacts.application(jar + " --password=hunter2 b.jar"));
  }

  @Test
  void knowsItsProcessAndHost() {
    assertEquals(ProcessHandle.current().pid(), ProcessFacts.pid());
    assertTrue(!ProcessFacts.host().isEmpty());
    assertEquals("discovery-web_1.local-42", ProcessFacts.fileName("Web/1.local", 42));
  }
}
