package io.managedidentity.it.fuzz;

import io.managedidentity.it.jvm.AgentJar;
import java.io.File;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.StandardLocation;
import javax.tools.ToolProvider;

/**
 * A fault in a copy of the agent, which the fuzzer must find: {@code src/test/plants/N.plant} is a
 * list of edits of the agent's sources. The edited sources are compiled against the agent's own
 * classes, and take the place of these in the copy. The agent itself has no switch for it.
 *
 * <p>A line {@code client NAME} says on which client it is looked for, and {@code found REGEX} what
 * the breach is that it makes; other ones do not count. An edit is a line {@code file PATH} below
 * the agent's source folder, or stays in the same file, then {@code replace}, the text, {@code by},
 * the text, {@code end}. A text that is not there once is an error, so that a plant cannot wither
 * unseen.
 */
final class PlantedFault {
  private static final Path MODULES = AgentJar.project();
  private static final String SOURCES = "src/main/java";
  private static final Path PLANTS = MODULES.resolve("integration-tests/src/test/plants");

  /** Not {@code --release}: the sources see stand-ins for classes of the JDK, as in the build. */
  private static final List<String> OPTIONS =
      List.of("-proc:none", "-Xlint:none", "-source", "8", "-target", "8");

  private static final JavaCompiler COMPILER = ToolProvider.getSystemJavaCompiler();
  private static StandardJavaFileManager jars;

  private PlantedFault() {}

  /** The agent, with the fault of {@code -Dfuzz.plant} where there is one. */
  static Path agent() throws IOException {
    String plant = System.getProperty("fuzz.plant", "");
    return plant.isEmpty() ? AgentJar.path() : plantedIn(plant);
  }

  /** A copy of the agent with the fault of that name. */
  static Path plantedIn(String plant) throws IOException {
    Path folder = Files.createTempDirectory("plant");
    Map<Path, String> sources = edited(Files.readAllLines(PLANTS.resolve(plant + ".plant")));
    List<String> files = new ArrayList<>();
    for (Map.Entry<Path, String> source : sources.entrySet()) {
      Path file = folder.resolve("source").resolve(source.getKey());
      Files.createDirectories(file.getParent());
      Files.writeString(file, source.getValue());
      files.add(file.toString());
    }
    Path classes = Files.createDirectory(folder.resolve("classes"));
    compile(files, classes);
    Path copy = folder.resolve("managed-identity-agent.jar");
    PackedClasses.copy(AgentJar.path(), copy, read(classes));
    return copy;
  }

  /** All that there are. */
  static List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(PLANTS)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith(".plant"))
          .map(name -> name.substring(0, name.length() - ".plant".length()))
          .sorted()
          .toList();
    }
  }

  /** The client on which it is looked for. */
  static String clientOf(String plant) throws IOException {
    return valueOf(plant, "client");
  }

  /** What occurs in a breach that it makes. */
  static Pattern breachOf(String plant) throws IOException {
    return Pattern.compile(valueOf(plant, "found"));
  }

  private static String valueOf(String plant, String key) throws IOException {
    for (String line : Files.readAllLines(PLANTS.resolve(plant + ".plant"))) {
      if (line.startsWith(key + " ")) {
        return line.substring(key.length()).trim();
      }
    }
    throw new IllegalStateException("plant " + plant + " has no line \"" + key + "\"");
  }

  private static Map<Path, String> edited(List<String> lines) throws IOException {
    Map<Path, String> sources = new TreeMap<>();
    Path file = null;
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i);
      if (line.startsWith("file ")) {
        file = Path.of(line.substring("file ".length()).trim());
        sources.put(file, Files.readString(source(file)));
      } else if (line.equals("replace")) {
        int by = i + lines.subList(i, lines.size()).indexOf("by");
        int end = by + lines.subList(by, lines.size()).indexOf("end");
        String old = String.join("\n", lines.subList(i + 1, by));
        sources.put(file, replacedOnce(sources.get(file), old, lines.subList(by + 1, end), file));
        i = end;
      }
    }
    return sources;
  }

  /** In the core, or in a client's own folder. */
  private static Path source(Path file) throws IOException {
    List<Path> folders = new ArrayList<>(List.of(MODULES.resolve("agent/core")));
    try (Stream<Path> clients = Files.list(MODULES.resolve("agent/clients"))) {
      clients.sorted().forEach(folders::add);
    }
    return folders.stream()
        .map(folder -> folder.resolve(SOURCES).resolve(file))
        .filter(Files::exists)
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("no module has " + file));
  }

  private static String replacedOnce(String source, String old, List<String> text, Path file) {
    int at = source.indexOf(old);
    if (at < 0 || source.indexOf(old, at + 1) >= 0) {
      throw new IllegalStateException(
          file + " does not have this text once. Write the plant anew:\n" + old);
    }
    return source.substring(0, at) + String.join("\n", text) + source.substring(at + old.length());
  }

  private static void compile(List<String> files, Path classes) throws IOException {
    StringWriter messages = new StringWriter();
    StandardJavaFileManager jars = jars();
    jars.setLocation(StandardLocation.CLASS_OUTPUT, List.of(classes.toFile()));
    boolean isDone =
        COMPILER
            .getTask(
                messages,
                jars,
                null,
                OPTIONS,
                null,
                jars.getJavaFileObjects(files.toArray(new String[0])))
            .call();
    if (!isDone) {
      throw new IllegalStateException("the plant does not compile:\n" + messages);
    }
  }

  /** One for all plants: it opens hundreds of jars. */
  private static synchronized StandardJavaFileManager jars() throws IOException {
    if (jars == null) {
      jars = COMPILER.getStandardFileManager(null, null, null);
      jars.setLocationFromPaths(StandardLocation.CLASS_PATH, classPath());
    }
    return jars;
  }

  /** The agent's own classes before the clients that they see. */
  private static List<Path> classPath() throws IOException {
    List<Path> path = new ArrayList<>();
    path.add(MODULES.resolve("agent/target/relocated.jar"));
    path.add(MODULES.resolve("agent/target/classes"));
    path.add(MODULES.resolve("agent/core/target/classes"));
    path.add(MODULES.resolve("bootstrap/target/classes"));
    path.add(MODULES.resolve("agent/build-support/target/classes"));
    for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
      path.add(Path.of(entry)); // for annotations
    }
    try (Stream<Path> files = Files.walk(AgentJar.clients())) {
      files
          .filter(file -> file.toString().endsWith(".jar"))
          .filter(file -> file.toString().contains("/target/jars/"))
          .sorted()
          .forEach(path::add);
    }
    return path;
  }

  private static Map<String, byte[]> read(Path classes) throws IOException {
    Map<String, byte[]> files = new TreeMap<>();
    try (Stream<Path> all = Files.walk(classes)) {
      for (Path file : all.filter(path -> path.toString().endsWith(".class")).toList()) {
        String name = classes.relativize(file).toString();
        files.put(name.substring(0, name.length() - ".class".length()), Files.readAllBytes(file));
      }
    }
    return files;
  }
}
