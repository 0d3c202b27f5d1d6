package io.managedidentity.it.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.managedidentity.it.jvm.AgentJar;
import io.managedidentity.it.jvm.Jdk;
import io.managedidentity.it.jvm.RunningProgram;
import io.managedidentity.it.jvm.Secrets;
import io.managedidentity.it.server.IdentityServer;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Runs the shell commands of the README and the pages in docs as they are written, in a folder that
 * stands for the reader's machine. Those that it does not run have a reason here.
 */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "they are commands of a Unix shell")
class DocumentedCommandsIT {
  private static final Pattern BLOCK = Pattern.compile("(?ms)^ *```(\\w*)\\n(.*?)^ *```$");
  private static final Pattern JSONC = Pattern.compile("(?ms)^```jsonc\\n(.*?)^```$");

  /** What a line of a block without a language begins with, if it is a command. */
  private static final Pattern PROGRAM =
      Pattern.compile("(java|mvn|az|jfr|jlink|\\./\\w+|benchmarks/\\w+|[A-Z_]+=).*");

  private static final String LINE = "[managed-identity-agent] 0.1.0, mode ";
  private static final String RECORDED =
      "java -javaagent:managed-identity-agent.jar=mode=discover,discover.report=/var/log/records"
          + " -jar app.jar\n";
  private static final String OTHER_PID = "4711";

  /** Beginnings of blocks, and why they are not run. */
  private static final Map<String, String> NOT_RUN =
      Map.ofEntries(
          Map.entry("./demo", "DemoIT runs it; the other command is what runs this test"),
          Map.entry("mvn ", "a part of the build"),
          Map.entry("./contract ", "a part of the build, for one client"),
          Map.entry("benchmarks/", "measures for minutes"),
          Map.entry("az ", "needs Azure; MigrationPageTest knows the options"),
          Map.entry(
              "java -cp integration-tests/kit",
              "needs the results of the contracts of all clients"),
          Map.entry("java -javaagent:/opt/jmx_prometheus_javaagent.jar", "MetricsIT runs it"),
          Map.entry("promtool ", "PrometheusIT runs it where Prometheus is"),
          Map.entry("openssl ", "says itself what it makes: 32 random bytes"),
          Map.entry("install -d -m 3770", "needs root and a group"),
          Map.entry("find /var/log/managed-identity", "deletes files by their age"),
          Map.entry("sed -E", "RecordsIT mends records with it"),
          Map.entry("rsyslogd ", "needs rsyslog; RecordsIT runs it where it is"),
          Map.entry("mkdir -p /srv/managed-identity", "needs jq and a collector's files"));

  private static final int AOT_FROM = 25;
  private static final int SETTINGS_FROM = 17;

  @TempDir Path folder;

  private record Block(String page, String script) {
    @Override
    public String toString() {
      return page + ": " + script.lines().findFirst().orElse("").strip();
    }
  }

  static List<Block> toRun() throws IOException {
    return blocks().stream().filter(block -> reason(block) == null).toList();
  }

  @ParameterizedTest
  @MethodSource("toRun")
  void runs(Block block) throws Exception {
    Jdk jdk = jdkFor(block.script);
    try (IdentityServer identity = new IdentityServer()) {
      furnish();
      boolean isForRunning = block.script.contains(" " + OTHER_PID);
      try (RunningProgram program = isForRunning ? program(jdk, identity) : null) {
        String pid = program == null ? OTHER_PID : "" + program.pid();

        String output = shell(jdk, identity, script(block, pid));

        assertFalse(output.contains("[managed-identity-agent] WARN"), output);
        if (block.script.contains("-javaagent:")) {
          assertTrue(output.contains(LINE), output);
        }
      }
    }
  }

  @Test
  void hasAReasonForEachBlockThatIsNotRun() throws IOException {
    List<String> unused = new ArrayList<>(NOT_RUN.keySet());
    for (Block block : blocks()) {
      unused.removeIf(start -> block.script.startsWith(start));
    }

    assertEquals(List.of(), unused, "there is no such block any more");
    assertTrue(toRun().size() > 12, toRun()::toString);
  }

  /** AOT caches and settings on the command line are newer than the oldest JDK of a run. */
  private static Jdk jdkFor(String script) {
    int lowest =
        script.contains("AOTCache")
            ? AOT_FROM
            : script.contains("StartFlightRecording:+") || script.contains("ArchiveClassesAtExit")
                ? SETTINGS_FROM
                : script.contains("jlink") || script.contains("jfr ") ? 11 : 8;
    List<Jdk> fit = Jdk.from(lowest);
    assumeTrue(!fit.isEmpty() || Jdk.current().version() >= lowest, "needs JDK " + lowest);
    return Jdk.current().version() >= lowest ? Jdk.current() : fit.get(0);
  }

  /** Paths of the reader's machine become such of this folder; a variable is used by a start. */
  private String script(Block block, String pid) {
    StringBuilder script = new StringBuilder();
    boolean isAssignment = true;
    for (String line : block.script.lines().toList()) {
      boolean isOne = line.matches("(export )?[A-Z_]+=\\S.*") && !line.contains(" java ");
      isAssignment &= isOne;
      script.append(isOne && !line.startsWith("export ") ? "export " + line : line).append('\n');
    }
    if (block.script.contains("--statement")) { // its answer is "no": there are no requests
      script.setLength(script.length() - 1);
      script.insert(0, RECORDED).append(" || test $? = 1\n");
    }
    if (isAssignment) {
      script.append("java $JAVA_OPTS $CATALINA_OPTS $EXTRA_JAVA_OPTS -jar app.jar\n");
    }
    return script
        .toString()
        .replaceAll("(?<=[ =:])/(opt|etc|var|srv|tmp)/", folder + "/$1/")
        .replace(" " + OTHER_PID, " " + pid);
  }

  private String shell(Jdk jdk, IdentityServer identity, String script) throws Exception {
    ProcessBuilder builder =
        new ProcessBuilder("sh", "-euc", "JAVA_OPTS= CATALINA_OPTS= EXTRA_JAVA_OPTS=\n" + script)
            .directory(folder.toFile())
            .redirectErrorStream(true);
    Map<String, String> environment = builder.environment();
    environment.keySet().removeIf(name -> name.startsWith("JAVA_") || name.startsWith("JDK_"));
    environment.putAll(identity.environment());
    environment.put("PATH", jdk.home().resolve("bin") + ":" + environment.get("PATH"));
    Process process = builder.start();
    process.getOutputStream().close();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertTrue(process.waitFor(60, TimeUnit.SECONDS));
    assertEquals(0, process.exitValue(), script + output);
    Secrets.assertNoneIn("output of " + script, output);
    return output;
  }

  /** Without the agent: the commands begin with {@code attach}. */
  private RunningProgram program(Jdk jdk, IdentityServer identity) throws IOException {
    RunningProgram program =
        RunningProgram.start(
            jdk, List.of(), identity.environment(), "ManagedProgram", "http://127.0.0.1:9");
    assertEquals("ready", program.line());
    return program;
  }

  /** What the reader has: the jar, an application, and the mapping file of the README. */
  private void furnish() throws IOException {
    Matcher mapping = JSONC.matcher(Files.readString(AgentJar.project().resolve("README.md")));
    assertTrue(mapping.find());
    for (String place : List.of("", "opt", "etc/app", "etc/managed-identity", "var/log", "tmp")) {
      Path at = Files.createDirectories(folder.resolve(place));
      Files.copy(AgentJar.path(), at.resolve("managed-identity-agent.jar"));
      Files.writeString(at.resolve("mapping.json"), mapping.group(1));
      Files.writeString(at.resolve("salt"), "c2FsdCBvZiBhIHRlc3Qgb25seQ==");
    }
    Files.createDirectories(folder.resolve("var/log/managed-identity"));
    Manifest manifest = new Manifest();
    manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
    manifest
        .getMainAttributes()
        .put(Attributes.Name.MAIN_CLASS, "io.managedidentity.probe.HelloProgram");
    try (OutputStream file = Files.newOutputStream(folder.resolve("app.jar"));
        JarOutputStream out = new JarOutputStream(file, manifest)) {
      String entry = "io/managedidentity/probe/HelloProgram.class";
      out.putNextEntry(new JarEntry(entry));
      Files.copy(Path.of(AgentJar.programs()).resolve(entry), out);
    }
  }

  private static String reason(Block block) {
    return NOT_RUN.entrySet().stream()
        .filter(entry -> block.script.startsWith(entry.getKey()))
        .map(Map.Entry::getValue)
        .findFirst()
        .orElse(null);
  }

  private static List<Block> blocks() throws IOException {
    List<Block> blocks = new ArrayList<>();
    for (Map.Entry<String, String> page : pages().entrySet()) {
      Matcher found = BLOCK.matcher(page.getValue());
      while (found.find()) {
        String text = found.group(2).lines().map(String::strip).collect(Collectors.joining("\n"));
        boolean isShell = found.group(1).matches("sh|bash");
        if (isShell
            || (found.group(1).isEmpty()
                && text.lines().allMatch(DocumentedCommandsIT::isCommand))) {
          blocks.add(new Block(page.getKey(), text));
        }
      }
    }
    return blocks;
  }

  private static boolean isCommand(String line) {
    return PROGRAM.matcher(line).matches() && !line.startsWith("java.");
  }

  private static Map<String, String> pages() throws IOException {
    Map<String, String> pages = new LinkedHashMap<>();
    Path root = AgentJar.project();
    try (Stream<Path> docs = Files.list(root.resolve("docs"))) {
      for (Path page :
          Stream.concat(
                  Stream.of("README.md", "CONTRIBUTING.md", "benchmarks/README.md")
                      .map(root::resolve),
                  docs.filter(file -> file.toString().endsWith(".md")).sorted())
              .toList()) {
        pages.put(root.relativize(page).toString(), Files.readString(page));
      }
    }
    return pages;
  }
}
