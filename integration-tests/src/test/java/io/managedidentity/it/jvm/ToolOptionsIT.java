package io.managedidentity.it.jvm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.managedidentity.it.server.IdentityServer;
import io.managedidentity.it.server.WireServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The agent in {@code JAVA_TOOL_OPTIONS}, where every JVM of a container gets it: applications work
 * with it, the JDK's tools do not notice it.
 */
class ToolOptionsIT {
  private static final String PREFIX = "[managed-identity-agent]";

  @TempDir Path folder;

  /** Tools of every JDK; {@code javap} of a class that is not there ends with 1. */
  static Stream<Arguments> tools() {
    List<Arguments> rows = new ArrayList<>();
    for (Jdk jdk : Jdk.all()) {
      for (String tool :
          List.of(
              "keytool -help",
              "javap -version",
              "javap no.such.Type",
              "jps",
              "javac -version",
              "jcmd -l",
              "jar",
              "jarsigner -help",
              "jrunscript -help",
              "pack200 --version")) {
        if (Files.exists(jdk.home().resolve("bin").resolve(tool.split(" ")[0]))) {
          rows.add(Arguments.of(jdk, tool));
        }
      }
    }
    return rows.stream();
  }

  @ParameterizedTest
  @MethodSource("tools")
  void leavesToolOfTheJdkAloneInSilence(Jdk jdk, String tool) throws IOException {
    String[] words = tool.split(" ");
    String[] arguments = List.of(words).subList(1, words.length).toArray(new String[0]);
    Path mapping = Mapping.invalid(folder);

    ProgramRun.Outcome without = ProgramRun.tool(jdk, words[0]).runCommand(arguments);
    ProgramRun.Outcome with =
        ProgramRun.tool(jdk, words[0])
            .environment(toolOptions())
            .environment(Map.of("MANAGED_IDENTITY_AGENT_CONFIG", mapping.toString()))
            .runCommand(arguments);

    assertFalse(with.stderr().contains(PREFIX), with.stderr());
    assertFalse(with.stdout().contains(PREFIX), with.stdout());
    assertEquals(without.exitCode(), with.exitCode(), with.stderr());
  }

  /** The launcher says something and no program follows; the JVM runs agents all the same. */
  @ParameterizedTest
  @MethodSource("io.managedidentity.it.jvm.Jdk#all")
  void leavesLauncherThatOnlySaysSomethingAloneInSilence(Jdk jdk) throws IOException {
    Path mapping = Mapping.invalid(folder);
    List<String> words =
        jdk.version() == 8
            ? List.of("-version", "-help", "-XshowSettings")
            : List.of(
                "-version", "-help", "-XshowSettings", "--list-modules", "-XshowSettings -version");

    for (String word : words) {
      ProgramRun.Outcome outcome =
          ProgramRun.on(jdk)
              .environment(toolOptions())
              .environment(Map.of("MANAGED_IDENTITY_AGENT_CONFIG", mapping.toString()))
              .runCommand(word.split(" "));

      String said = outcome.stderr() + outcome.stdout();
      assertFalse(said.isEmpty(), word);
      assertFalse(said.contains(PREFIX), word + ": " + said);
    }
  }

  @ParameterizedTest
  @MethodSource("io.managedidentity.it.jvm.Jdk#all")
  void givesTokenWithNothingButTheEnvironment(Jdk jdk) throws IOException {
    Path mapping = Mapping.valid(folder);

    try (IdentityServer identity = new IdentityServer();
        WireServer api = WireServer.http("api")) {
      ProgramRun.Outcome outcome =
          ProgramRun.on(jdk)
              .environment(identity.environment())
              .environment(toolOptions())
              .environment(Map.of("MANAGED_IDENTITY_AGENT_CONFIG", mapping.toString()))
              .run(
                  "CallProgram",
                  "io.managedidentity.probe.UrlConnectionProbe",
                  "http://127.0.0.1:" + api.port() + "/orders");

      assertEquals("200 ok\n", outcome.stdout(), outcome.stderr());
      assertEquals("Bearer token-alpha-1", api.requests().get(0).authorization());
    }
  }

  static List<Jdk> jdksWithSourceLauncher() {
    return Jdk.from(11);
  }

  /** {@code java Program.java} runs in the compiler's module, but it is an application. */
  @ParameterizedTest
  @MethodSource("jdksWithSourceLauncher")
  void coversProgramStartedFromItsSource(Jdk jdk) throws IOException {
    Path source =
        Files.writeString(
            folder.resolve("Orders.java"),
            """
            public class Orders {
              public static void main(String[] args) throws Exception {
                System.out.println(
                    ((java.net.HttpURLConnection) new java.net.URL(args[0]).openConnection())
                        .getResponseCode());
              }
            }
            """);
    Path mapping = Mapping.valid(folder);

    try (IdentityServer identity = new IdentityServer();
        WireServer api = WireServer.http("api")) {
      ProgramRun.Outcome outcome =
          ProgramRun.on(jdk)
              .environment(identity.environment())
              .environment(toolOptions())
              .environment(Map.of("MANAGED_IDENTITY_AGENT_CONFIG", mapping.toString()))
              .runCommand(source.toString(), "http://127.0.0.1:" + api.port() + "/orders");

      assertEquals("200\n", outcome.stdout(), outcome.stderr());
      assertEquals("Bearer token-alpha-1", api.requests().get(0).authorization());
    }
  }

  private static Map<String, String> toolOptions() {
    return Map.of("JAVA_TOOL_OPTIONS", "-javaagent:" + AgentJar.path());
  }
}
