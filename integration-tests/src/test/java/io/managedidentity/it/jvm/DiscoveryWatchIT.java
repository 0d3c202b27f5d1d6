package io.managedidentity.it.jvm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.managedidentity.it.server.TestTls;
import io.managedidentity.it.server.WireServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What discovery sees of the JDK: keys that sign, and connections without HTTP. */
class DiscoveryWatchIT {
  private static final String PROGRAM = "SigningProgram";
  private static final String WATCHED = " is watched for discovery.";

  /** Ports of protocols that tests are unlikely to meet a server of. */
  private static final int[] PORTS = {1521, 9042, 27017, 1883, 8883, 5671};

  private static final List<String> PROTOCOLS =
      List.of("oracle", "cassandra", "mongodb", "mqtt", "mqtt", "amqp");

  private static final String SITE = ".*\"site\":\\{\"class\":\"([^\"]+)\",\"method\":\"([^\"]+)\"";
  private static final Pattern KEY =
      Pattern.compile(
          "\"algorithm\":\"([^\"]+)\",\"signatures\":(\\d+),\"carried\":(\\d+),\"madeForOthers\":(\\d+)"
              + SITE);
  private static final Pattern CONNECTION =
      Pattern.compile(
          "\"protocol\":\"([^\"]+)\",\"host\":\"([^\"]+)\",\"port\":(\\d+),\"count\":(\\d+)"
              + SITE);

  @TempDir private Path folder;

  @ParameterizedTest
  @MethodSource("io.managedidentity.it.jvm.Jdk#all")
  void recordsWhichKeysSign(Jdk jdk) throws IOException {
    ProgramRun.Outcome alone = ProgramRun.on(jdk).run(PROGRAM, "sign");

    ProgramRun.Outcome outcome = discovered(jdk).run(PROGRAM, "sign");

    assertEquals(0, outcome.exitCode(), outcome.stderr());
    assertEquals(alone.stdout(), outcome.stdout());
    assertEquals(
        List.of(
            "HmacSHA256 45 0 45 io.managedidentity.probe.SigningProgram sign",
            "HmacSHA256 2 0 2 io.managedidentity.probe.SigningProgram sign"),
        records(KEY));
    assertTrue(outcome.stderr().contains("javax.crypto.Mac" + WATCHED), outcome.stderr());
  }

  @ParameterizedTest
  @MethodSource("io.managedidentity.it.jvm.Jdk#all")
  void passesOverKeyStoresPasswordsAndTls(Jdk jdk) throws IOException {
    try (WireServer server = WireServer.https("api")) {
      String port = String.valueOf(server.port());

      ProgramRun.Outcome outcome =
          discovered(jdk)
              .options(TestTls.shared().trustOptions())
              .run(PROGRAM, "noise", "localhost", port);

      assertEquals(0, outcome.exitCode(), outcome.stderr());
      assertTrue(outcome.stdout().contains("\n72\n72\n"), outcome.stdout()); // HTTP/1.1, twice
      assertEquals(List.of(), records(KEY));
      assertEquals(
          List.of("tls localhost " + port + " 2 io.managedidentity.probe.SigningProgram noise"),
          records(CONNECTION));
    }
  }

  @ParameterizedTest
  @MethodSource("io.managedidentity.it.jvm.Jdk#all")
  void recordsConnectionsWithoutHttp(Jdk jdk) throws IOException {
    try (ServerSocket server = atKnownPort()) {
      String port = String.valueOf(server.getLocalPort());

      ProgramRun.Outcome outcome = discovered(jdk).run(PROGRAM, "connect", "localhost", port);

      assertEquals(0, outcome.exitCode(), outcome.stderr());
      assertEquals("true\ntrue\nnull\n", outcome.stdout());
      assertEquals(
          List.of(
              protocol(server)
                  + " localhost "
                  + port
                  + " 4 io.managedidentity.probe.SigningProgram connect"),
          records(CONNECTION));
    }
  }

  @ParameterizedTest
  @MethodSource("io.managedidentity.it.jvm.Jdk#all")
  void watchesNothingWithoutDiscovery(Jdk jdk) throws IOException {
    ProgramRun.Outcome outcome =
        ProgramRun.on(jdk)
            .agent("config=" + Mapping.valid(folder) + ",log.level=debug")
            .run(PROGRAM, "sign");

    assertEquals(0, outcome.exitCode(), outcome.stderr());
    assertFalse(outcome.stderr().contains(WATCHED), outcome.stderr());
  }

  @ParameterizedTest
  @MethodSource("io.managedidentity.it.jvm.Jdk#all")
  void watchesNothingThatIsSwitchedOff(Jdk jdk) throws IOException {
    ProgramRun.Outcome outcome =
        ProgramRun.on(jdk)
            .agent(
                "mode=discover,log.level=debug,instrumentation.signing-keys=false,instrumentation.sockets=false,discover.report="
                    + folder)
            .run(PROGRAM, "sign");

    assertEquals(0, outcome.exitCode(), outcome.stderr());
    assertFalse(outcome.stderr().contains(WATCHED), outcome.stderr());
  }

  private ProgramRun discovered(Jdk jdk) {
    return ProgramRun.on(jdk)
        .agent("mode=discover,log.level=debug,discover.report=" + folder.resolve("records"));
  }

  /** What the record has of one type: the groups of the pattern, with blanks between. */
  private List<String> records(Pattern type) throws IOException {
    try (Stream<Path> files = Files.list(folder.resolve("records"))) {
      Path file = files.filter(one -> one.toString().endsWith(".jsonl")).findFirst().orElseThrow();
      return type.matcher(Files.readString(file)).results().map(DiscoveryWatchIT::groups).toList();
    }
  }

  private static String groups(MatchResult found) {
    return IntStream.rangeClosed(1, found.groupCount())
        .mapToObj(found::group)
        .collect(Collectors.joining(" "));
  }

  /** The program's connections end when they are closed; nobody has to accept them. */
  private static ServerSocket atKnownPort() throws IOException {
    IOException taken = new IOException("no port");
    for (int port : PORTS) {
      try {
        return new ServerSocket(port, 50, InetAddress.getByName("localhost"));
      } catch (IOException e) {
        taken = e;
      }
    }
    throw taken;
  }

  private static String protocol(ServerSocket server) {
    for (int i = 0; i < PORTS.length; i++) {
      if (PORTS[i] == server.getLocalPort()) {
        return PROTOCOLS.get(i);
      }
    }
    throw new IllegalStateException();
  }
}
