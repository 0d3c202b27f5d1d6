package io.managedidentity.it.jvm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.managedidentity.it.server.IdentityServer;
import io.managedidentity.it.server.WireServer;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Which of the agent's classes a JVM loads, by which loader, as another agent sees it. */
class ClassLoadingIT {
  private static final String PROBES = "io.managedidentity.probe.";
  private static final String LISTER = PROBES + "LoadedClassesAgent";

  /**
   * Own classes of a start without any HTTP. Each costs CPU in every JVM of every user: raise it
   * with a reason.
   */
  private static final int MOST_CLASSES_AT_START = 145;

  @TempDir Path folder;

  static Stream<Arguments> clients() {
    List<Arguments> rows = new ArrayList<>();
    for (Jdk jdk : Jdk.all()) {
      rows.add(Arguments.of(jdk, "UrlConnectionProbe", "http-url-connection/none"));
      rows.add(Arguments.of(jdk, "ApacheHttp4Probe", "apache-httpclient-4/4.5.14"));
      rows.add(Arguments.of(jdk, "ApacheHttp5Probe", "apache-httpclient-5/5.6.5"));
      if (jdk.version() >= 11) {
        rows.add(Arguments.of(jdk, "JavaHttpClientProbe", "java-http-client/none"));
      }
    }
    return rows.stream();
  }

  @ParameterizedTest
  @MethodSource("clients")
  void showsLoadersOfTheApplicationNoClassButTheBridge(Jdk jdk, String probe, String jars)
      throws IOException {
    List<Loaded> loaded;
    try (IdentityServer identity = new IdentityServer();
        WireServer api = WireServer.http("api")) {
      ProgramRun program = ProgramRun.on(jdk).environment(identity.environment()).client(jars);

      loaded = loadedBy(program, "CallProgram", PROBES + probe, url(api));

      assertEquals("Bearer token-alpha-1", api.requests().get(0).authorization());
    }

    assertEquals(
        List.of(),
        loaded.stream()
            .map(l -> l.name)
            .filter(name -> isOfFlightRecorder(name) || name.contains(".agent.jfr."))
            .toList(),
        "nobody records");
    assertEquals(
        List.of(),
        loaded.stream()
            .filter(l -> l.kind.equals("application") && isOurs(l.name))
            .filter(l -> !l.name.startsWith("io.managedidentity.premain."))
            .toList());
    assertEquals(
        List.of("java.net.ManagedIdentityHooks"),
        loaded.stream()
            .filter(l -> l.kind.equals("jdk") && isOurs(l.name))
            .map(l -> l.name)
            .toList());
  }

  @ParameterizedTest
  @MethodSource("io.managedidentity.it.jvm.Jdk#all")
  void hidesItsClassesAndLibrariesFromTheApplication(Jdk jdk) throws IOException {
    Path mapping = Mapping.valid(folder);

    try (IdentityServer identity = new IdentityServer();
        WireServer api = WireServer.http("api")) {
      ProgramRun.Outcome outcome =
          ProgramRun.on(jdk)
              .environment(identity.environment())
              .agent(mapping.toString())
              .run(
                  "LookupProgram",
                  url(api),
                  "io.managedidentity.agent.runtime.AgentRuntime",
                  "io.managedidentity.agent.token.TokenCache",
                  "io.managedidentity.shaded.jackson.databind.ObjectMapper",
                  "io.managedidentity.shaded.tinylog.Logger",
                  "io.managedidentity.shaded.bytebuddy.jar.asm.ClassReader",
                  "io.managedidentity.shaded.picocli.CommandLine",
                  "io.managedidentity.bridge.AppendedHooks",
                  "com.fasterxml.jackson.databind.ObjectMapper",
                  "org.tinylog.Logger",
                  "net.bytebuddy.ByteBuddy",
                  "net.bytebuddy.jar.asm.ClassReader",
                  "picocli.CommandLine",
                  "org.jspecify.annotations.Nullable",
                  "io/managedidentity/agent/build.properties",
                  "META-INF/services/org.tinylog.writers.Writer",
                  "META-INF/services/com.fasterxml.jackson.core.JsonFactory",
                  "tinylog.properties");

      assertEquals("Bearer token-alpha-1", api.requests().get(0).authorization());
      // The fallback bridge lies in the jar, which the JVM puts on the class path.
      assertEquals("io.managedidentity.bridge.AppendedHooks\n", outcome.stdout());
    }
  }

  @ParameterizedTest
  @MethodSource("io.managedidentity.it.jvm.Jdk#all")
  void loadsNothingNeedlessIntoProgramWithoutHttp(Jdk jdk) throws IOException {
    List<Loaded> loaded = loadedBy(ProgramRun.on(jdk), "HelloProgram");

    assertEquals(
        List.of(),
        loaded.stream()
            .map(l -> l.name)
            .filter(
                name ->
                    name.startsWith("javax.management.")
                        || isOfFlightRecorder(name)
                        || name.startsWith("java.lang.management.")
                        || name.startsWith("java.util.logging."))
            .toList());
    List<String> ours = loaded.stream().map(l -> l.name).filter(ClassLoadingIT::isOurs).toList();

    List<String> needless =
        ours.stream()
            .filter(
                name ->
                    name.startsWith("io.managedidentity.shaded.")
                        || name.startsWith("io.managedidentity.agent.identity.")
                        || name.startsWith("io.managedidentity.agent.catalogue.")
                        || name.startsWith("io.managedidentity.agent.cli.")
                        || name.startsWith("io.managedidentity.agent.discovery.")
                        || name.startsWith("io.managedidentity.agent.demo.")
                        || name.startsWith("io.managedidentity.agent.management.")
                        || name.startsWith("io.managedidentity.agent.refusal.")
                        || name.startsWith("io.managedidentity.agent.reload.")
                        || name.startsWith("java.net.")
                        || name.endsWith("Hook")
                        || name.endsWith(".DiscoveryWeaver")
                        || name.endsWith(".Weaver"))
            .toList();
    assertEquals(List.of(), needless);
    assertTrue(ours.size() <= MOST_CLASSES_AT_START, ours.size() + " classes of ours: " + ours);
  }

  private record Loaded(String kind, String loader, String name) {}

  private List<Loaded> loadedBy(ProgramRun program, String main, String... arguments)
      throws IOException {
    Path list = folder.resolve("loaded.txt");
    ProgramRun.Outcome outcome =
        program
            .options("-javaagent:" + listerJar() + "=" + list)
            .agent(Mapping.valid(folder).toString())
            .run(main, arguments);
    assertEquals(0, outcome.exitCode(), outcome.stderr());
    try (Stream<String> lines = Files.lines(list)) {
      return lines
          .map(line -> line.split(" ", 3))
          .map(parts -> new Loaded(parts[0], parts[1], parts[2]))
          .toList();
    }
  }

  private Path listerJar() throws IOException {
    Path jar = folder.resolve("lister.jar");
    Manifest manifest = new Manifest();
    manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
    manifest.getMainAttributes().putValue("Premain-Class", LISTER);
    try (OutputStream file = Files.newOutputStream(jar);
        JarOutputStream out = new JarOutputStream(file, manifest)) {
      String entry = LISTER.replace('.', '/') + ".class";
      out.putNextEntry(new JarEntry(entry));
      Files.copy(Path.of(AgentJar.programs()).resolve(entry), out);
    }
    return jar;
  }

  /** The JVM of 8 loads one class by itself. */
  private static boolean isOfFlightRecorder(String name) {
    return name.startsWith("jdk.jfr.") && !name.equals("jdk.jfr.internal.EventWriter");
  }

  private static boolean isOurs(String name) {
    return name.startsWith("java.net.ManagedIdentity")
        || name.replaceFirst("^\\[+L", "").startsWith("io.managedidentity.")
            && !name.replaceFirst("^\\[+L", "").startsWith(PROBES);
  }

  private static String url(WireServer api) {
    return "http://127.0.0.1:" + api.port() + "/orders";
  }
}
