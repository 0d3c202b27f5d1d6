package io.managedidentity.premain;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.io.OutputStream;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.JarFile;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AgentClassLoaderTest {
  private static final String PACK = "inst/start.pack";

  @TempDir Path folder;

  @Test
  void findsItsJarByThePlaceOfAClass() throws IOException {
    assertEquals(
        new URL("file:/a/agent.jar"), AgentClassLoader.jarOf("jar:file:/a/agent.jar!/io/A.class"));

    IOException refused =
        assertThrows(IOException.class, () -> AgentClassLoader.jarOf("jrt:/java.base/A.class"));
    assertEquals(
        "it is not known which jar the agent comes from (jrt:/java.base/A.class). Start it with"
            + " -javaagent alone",
        refused.getMessage());
  }

  /** The tests run from a directory of classes. */
  @Test
  void saysThatItDoesNotComeFromItsJar() throws Exception {
    Path directory =
        Path.of(AgentClassLoader.class.getProtectionDomain().getCodeSource().getLocation().toURI());

    IOException refused = assertThrows(IOException.class, AgentClassLoader::create);

    assertEquals(
        "\""
            + directory
            + "\" is not the agent's jar. Start the agent from managed-identity-agent.jar as it was"
            + " built",
        refused.getMessage());
  }

  @Test
  void saysThatAClassOffersNoEntry() throws IOException {
    Path file = jar();
    try (JarFile jar = new JarFile(file.toFile())) {
      AgentClassLoader loader = new AgentClassLoader(jar, file.toUri().toURL());

      ClassNotFoundException refused =
          assertThrows(ClassNotFoundException.class, () -> loader.entry("java.lang.Object"));

      assertEquals("java.lang.Object offers no entry", refused.getMessage());
    }
  }

  @Test
  void saysWhereItsJarIsDamaged() throws IOException {
    Path file = jar();
    byte[] bytes = Files.readAllBytes(file);
    int directory = new String(bytes, StandardCharsets.ISO_8859_1).lastIndexOf("PK\u0001\u0002");
    bytes[directory + 24]++; // of the length, so that the entry has a byte less than it should
    Files.write(file, bytes);
    try (JarFile jar = new JarFile(file.toFile(), false)) {
      IOException refused = assertThrows(IOException.class, () -> new ClassPacks(jar).read(PACK));

      assertEquals("the agent's jar is damaged at " + PACK, refused.getMessage());
    }
  }

  private Path jar() throws IOException {
    Path file = folder.resolve("agent.jar");
    try (OutputStream out = Files.newOutputStream(file);
        ZipOutputStream zip = new ZipOutputStream(out)) {
      zip.putNextEntry(new ZipEntry(PACK));
      zip.write(new byte[1000]);
    }
    return file;
  }
}
