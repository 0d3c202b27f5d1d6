package io.managedidentity.it.jvm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What is in the jar that is shipped. */
class AgentJarContentsIT {
  /**
   * Measured 3,110,000 bytes, of which 103,000 are reports (read only by the command, or where a
   * JVM that records ends), 80,000 other commands and some 20,000 what refusals mean (read with the
   * first one), and 3 %; then 29,000 for what hooks show of the answers that refuse a token
   * (headers, and bodies read along). A jar that was built with {@code -Ddev} has 126,000 more.
   */
  private static final long LARGEST_JAR = 3_244_000;

  private static final int JAVA_8 = 52;

  /** Never loaded on 8; docs/decisions.md says why it is there. */
  private static final List<String> COMPILED_FOR_9 =
      List.of(
          "io/managedidentity/agent/discovery/ModularStackFrames",
          "io/managedidentity/agent/instrumentation/ModularBaseModule",
          "io/managedidentity/agent/token/ModularBareThreads");

  /** Everything else in a shared jar would meet the application's own. */
  private static final String ALLOWED =
      "META-INF/(MANIFEST\\.MF|LICENSE|NOTICE)"
          + "|inst/[a-z0-9-]+\\.pack"
          + "|inst/META-INF/services/io\\.managedidentity\\.shaded\\.[A-Za-z.]+"
          + "|inst/io/managedidentity/agent/[a-z/.-]+"
          + "|io/managedidentity/premain/[A-Za-z0-9$]+\\.class"
          + "|io/managedidentity/bridge/[A-Za-z$]+\\.class";

  @Test
  void holdsNothingOutsideItsOwnFolders() throws IOException {
    try (JarFile jar = new JarFile(AgentJar.path().toFile())) {
      List<String> others =
          jar.stream()
              .filter(entry -> !entry.isDirectory())
              .map(JarEntry::getName)
              .filter(name -> !name.matches(ALLOWED))
              .toList();

      assertEquals(List.of(), others);
    }
  }

  @Test
  void hasTheManifestOfAnAgentAndProgram() throws IOException {
    try (JarFile jar = new JarFile(AgentJar.path().toFile())) {
      Manifest manifest = jar.getManifest();
      Attributes attributes = manifest.getMainAttributes();

      for (String entryPoint : List.of("Premain-Class", "Agent-Class", "Main-Class")) {
        assertEquals("io.managedidentity.premain.AgentMain", attributes.getValue(entryPoint));
      }
      assertEquals("true", attributes.getValue("Can-Retransform-Classes"));
      assertEquals("0.1.0", attributes.getValue("Implementation-Version"));
      // These would break the AOT cache, and the class path of the application.
      assertEquals(null, attributes.getValue("Boot-Class-Path"));
      assertEquals(null, attributes.getValue("Class-Path"));
    }
  }

  @Test
  void staysWithinItsSize() throws IOException {
    long size = Files.size(AgentJar.path());

    assertTrue(size <= LARGEST_JAR, size + " bytes");
  }

  /** A time of the build would make two builds of one commit differ. */
  @Test
  void hasOneTimeForAllEntries() throws IOException {
    try (JarFile jar = new JarFile(AgentJar.path().toFile())) {
      assertEquals(
          List.of("2026-01-01T00:00"),
          jar.stream().map(entry -> "" + entry.getTimeLocal()).distinct().toList());
    }
  }

  @Test
  void hasOnlyClassesForJava8UnderNamesOfItsOwn() throws IOException {
    Map<String, byte[]> classes = packedClasses();

    assertTrue(classes.size() > 500, classes.size() + " classes");
    for (Map.Entry<String, byte[]> type : classes.entrySet()) {
      String name = type.getKey();
      assertTrue(
          name.startsWith("io/managedidentity/") || name.equals("java/net/ManagedIdentityHooks"),
          name);
      boolean isForLater = COMPILED_FOR_9.contains(name);
      assertTrue(
          version(type.getValue()) <= (isForLater ? JAVA_8 + 1 : JAVA_8),
          name + " " + version(type.getValue()));
    }
  }

  /** A name of a library that was not relocated would be looked for in the application's. */
  @Test
  void refersToNoLibraryByItsOriginalName() throws IOException {
    List<String> original = new ArrayList<>();
    Map<String, byte[]> classes = packedClasses();
    assertFalse(classes.isEmpty());
    for (Map.Entry<String, byte[]> type : classes.entrySet()) {
      String text = new String(type.getValue(), java.nio.charset.StandardCharsets.ISO_8859_1);
      for (String library :
          List.of("com/fasterxml/jackson/", "org/tinylog/", "net/bytebuddy/", "Lpicocli/")) {
        if (text.contains(library)) {
          original.add(type.getKey() + " refers to " + library);
        }
      }
    }

    assertEquals(List.of(), original);
  }

  /** As the agent's own loader defines it. tinylog chooses between two classes by the JDK. */
  @ParameterizedTest
  @MethodSource("io.managedidentity.it.jvm.Jdk#all")
  void holdsOnlyClassesThatLoadAndVerify(Jdk jdk) throws IOException {
    String names =
        packedClasses().keySet().stream()
            .filter(name -> !name.startsWith("java/"))
            .map(name -> name.replace('/', '.'))
            .collect(Collectors.joining("\n"));
    java.nio.file.Path list = Files.writeString(Files.createTempFile("classes", ".txt"), names);

    ProgramRun.Outcome outcome =
        ProgramRun.on(jdk)
            .classPath(AgentJar.path().toString())
            .run("LoadAllProgram", list.toString());
    Files.delete(list);

    assertEquals(0, outcome.exitCode(), outcome.stderr());
    assertFalse(outcome.stdout().isEmpty());
    List<String> failed =
        outcome
            .stdout()
            .lines()
            .filter(line -> line.startsWith("failed "))
            .filter(line -> !isOfAbsentClient(line))
            .filter(line -> jdk.version() > 8 || !line.contains(".tinylog.runtime.ModernJava"))
            .filter(line -> jdk.version() > 8 || !line.contains(".Modular"))
            // its superclass is found when the jar is on the bootstrap class path
            .filter(line -> !line.contains(".AppendedBridge"))
            .toList();
    assertEquals(List.of(), failed);
  }

  /**
   * Hooks are loaded beside their client, whose types are not here; so is the demonstration. The
   * bridges' base classes come into the bootstrap loader with the first client.
   */
  private static boolean isOfAbsentClient(String line) {
    return line.matches(
        "failed io\\.managedidentity\\.(agent\\.instrumentation\\.[a-z0-9]+\\.|demo\\.OrdersByApacheClient"
            + "|agent\\.instrumentation\\.(Defined|Appended)Bridge).*");
  }

  private static int version(byte[] classFile) {
    return (classFile[6] & 0xFF) << 8 | classFile[7] & 0xFF;
  }

  /**
   * The format that {@code ClassPacker} writes: count; hash of the name, offset and length of each;
   * then each class file with its name before it.
   */
  private static Map<String, byte[]> packedClasses() throws IOException {
    Map<String, byte[]> classes = new TreeMap<>();
    try (JarFile jar = new JarFile(AgentJar.path().toFile())) {
      for (JarEntry entry : jar.stream().filter(e -> e.getName().endsWith(".pack")).toList()) {
        ByteBuffer pack = ByteBuffer.wrap(jar.getInputStream(entry).readAllBytes());
        TreeMap<Integer, int[]> places = new TreeMap<>();
        for (int left = pack.getInt(); left > 0; left--) {
          int hash = pack.getInt();
          places.put(pack.getInt(), new int[] {hash, pack.getInt()});
        }
        for (Map.Entry<Integer, int[]> place : places.entrySet()) {
          byte[] name = new byte[place.getKey() - pack.position()];
          byte[] classFile = new byte[place.getValue()[1]];
          pack.get(name).get(classFile);
          String text = new String(name, StandardCharsets.US_ASCII);
          assertEquals(place.getValue()[0], text.hashCode(), text);
          assertNull(classes.put(text, classFile), text + " twice");
        }
        assertFalse(pack.hasRemaining(), entry.getName());
      }
    }
    return classes;
  }
}
