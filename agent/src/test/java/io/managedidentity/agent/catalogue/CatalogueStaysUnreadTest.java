package io.managedidentity.agent.catalogue;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.managedidentity.agent.config.ConfigLoader;
import java.io.File;
import java.io.InputStream;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A start whose mappings name no service loads nothing of the catalogue. */
class CatalogueStaysUnreadTest {
  private static final String ROOM = Catalogue.class.getPackageName();

  @TempDir Path folder;

  @Test
  void loadsNothingOfTheCatalogueWithoutService() throws Exception {
    Set<String> loaded = loadedBy("{ \"host\": \"a.vault.azure.net\", \"resource\": \"r\" }");

    assertTrue(loaded.contains(ConfigLoader.class.getName()), loaded::toString);
    assertEquals(
        List.of(),
        loaded.stream()
            .filter(name -> name.startsWith(ROOM) || name.endsWith("services.jsonl"))
            .toList());
  }

  @Test
  void loadsTheCatalogueForAService() throws Exception {
    Set<String> loaded = loadedBy("{ \"service\": \"key-vault\" }");

    assertTrue(loaded.contains(Catalogue.class.getName()), loaded::toString);
    assertTrue(loaded.stream().anyMatch(name -> name.endsWith("services.jsonl")), loaded::toString);
  }

  private Set<String> loadedBy(String mapping) throws Exception {
    Path file =
        Files.writeString(folder.resolve("mapping.json"), "{ \"mappings\": [ " + mapping + " ] }");
    Set<String> loaded = new TreeSet<>();
    try (RecordingLoader loader = new RecordingLoader(loaded)) {
      Class<?> type = loader.loadClass(ConfigLoader.class.getName());
      Object configLoader = type.getMethod("ofProcess").invoke(null);
      Object result =
          type.getMethod("loadFile", String.class).invoke(configLoader, file.toString());
      assertEquals(List.of(), result.getClass().getMethod("problems").invoke(result));
    }
    return loaded;
  }

  /** Loads everything anew, and notes what it is asked for. */
  private static final class RecordingLoader extends URLClassLoader {
    private final Set<String> loaded;

    RecordingLoader(Set<String> loaded) throws MalformedURLException {
      super(classPath(), ClassLoader.getPlatformClassLoader());
      this.loaded = loaded;
    }

    private static URL[] classPath() throws MalformedURLException {
      String[] parts = System.getProperty("java.class.path").split(File.pathSeparator);
      URL[] urls = new URL[parts.length];
      for (int i = 0; i < parts.length; i++) {
        urls[i] = new File(parts[i]).toURI().toURL();
      }
      return urls;
    }

    @Override
    protected Class<?> findClass(String name) throws ClassNotFoundException {
      loaded.add(name);
      return super.findClass(name);
    }

    @Override
    public InputStream getResourceAsStream(String name) {
      loaded.add(name);
      return super.getResourceAsStream(name);
    }
  }
}
