package io.managedidentity.it.explain;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.managedidentity.it.jvm.AgentJar;
import io.managedidentity.it.jvm.Jdk;
import io.managedidentity.it.jvm.ProbeJvm;
import io.managedidentity.it.jvm.ProgramRun;
import io.managedidentity.probe.Message;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Somebody who has the lines of one JVM at the default level, and the command {@code status}. */
final class Operator implements AutoCloseable {
  private static final String PREFIX = "[managed-identity-agent] ";
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final Jdk jdk;
  private final ProbeJvm jvm;
  private final SituationTable table;
  private String status = "";
  private int exitCode;

  private Operator(Jdk jdk, ProbeJvm jvm, SituationTable table) {
    this.jdk = jdk;
    this.jvm = jvm;
    this.table = table;
    table.addWorld();
  }

  /**
   * Of a JVM with that mapping file and the probe of one client.
   *
   * @param classPath of the client
   */
  static Operator of(
      Jdk jdk,
      Path file,
      String probe,
      List<String> classPath,
      List<String> options,
      Map<String, String> environment,
      SituationTable table)
      throws IOException {
    List<String> all = new ArrayList<>(options);
    all.add("-javaagent:" + AgentJar.path() + "=" + file);
    return new Operator(jdk, ProbeJvm.start(jdk, probe, classPath, all, environment), table);
  }

  /** The status of the answer; or what the client said. */
  String call(Message call) {
    Message answer = jvm.send(call.add("do", "call"));
    return answer.get("status", String.valueOf(answer.get("message")));
  }

  /** Waits for a line. */
  void await(String part) {
    String all = jvm.stderrOnce(written -> written.contains(part), PATIENCE);
    assertTrue(all.contains(part), () -> part + " in " + all);
  }

  /** Runs the command. */
  void askStatus() throws IOException {
    ProgramRun.Outcome outcome =
        ProgramRun.on(jdk).runCommand("-jar", AgentJar.path().toString(), "status", "" + jvm.pid());
    status = outcome.stdout() + outcome.stderr();
    exitCode = outcome.exitCode();
  }

  int exitCode() {
    return exitCode;
  }

  /**
   * The situation is told by one line, and by a line of the status.
   *
   * @param line part of the line; empty if none is written
   * @param shown part of the line of the status; empty for the last one
   * @param more further parts of the line
   */
  void finds(String situation, String line, String shown, String... more) {
    List<String> lines =
        jvm.stderr().lines().filter(one -> !line.isEmpty() && one.contains(line)).toList();
    assertEquals(line.isEmpty() ? 0 : 1, lines.size(), () -> line + " in " + jvm.stderr());
    for (String part : more) {
      assertTrue(lines.get(0).contains(part), () -> part + " in " + lines.get(0));
    }
    List<String> ofStatus = status.lines().filter(one -> one.contains(shown)).toList();
    assertTrue(!ofStatus.isEmpty(), () -> shown + " in " + status);
    table.add(
        situation, lines.isEmpty() ? "" : lines.get(0).replace(PREFIX, ""), ofStatus.get(0).trim());
  }

  @Override
  public void close() throws IOException {
    jvm.close();
  }
}
