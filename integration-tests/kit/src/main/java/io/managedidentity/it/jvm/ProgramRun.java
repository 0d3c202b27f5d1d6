package io.managedidentity.it.jvm;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A program in a JVM of its own, run to its end with an empty stdin.
 *
 * <p>What it leaves behind must be free of secrets: {@link Outputs}.
 *
 * <p>Unless a test says otherwise it finds an identity endpoint on a closed local port, so that no
 * program of a test ever asks the network for a token.
 */
public final class ProgramRun {
  private static final long PATIENCE_SECONDS = 90;
  private static final String PICKED_UP = "(NOTE: )?Picked up .*";

  private final List<String> command = new ArrayList<>();
  private final List<String> options = new ArrayList<>();
  private final List<String> classPath = new ArrayList<>(List.of(AgentJar.programs()));
  private final Map<String, String> environment =
      new HashMap<>(
          Map.of("IDENTITY_ENDPOINT", "http://127.0.0.1:9/msi/token", "IDENTITY_HEADER", "none"));

  private ProgramRun(String program) {
    command.add(program);
  }

  /** What is left of a program that ended. Stderr comes without the JVM's "Picked up" lines. */
  public record Outcome(int exitCode, String stdout, String stderr, long millis) {
    /** The lines of stderr. */
    public List<String> errorLines() {
      return stderr.lines().toList();
    }
  }

  public static ProgramRun on(Jdk jdk) {
    return new ProgramRun(jdk.java()).options(Jdk.FOR_SHORT_LIVES.toArray(new String[0]));
  }

  /** A program of the JDK other than {@code java}. */
  public static ProgramRun tool(Jdk jdk, String name) {
    return new ProgramRun(jdk.home().resolve("bin").resolve(name).toString());
  }

  /** With the packaged agent; {@code arguments} is what stands after {@code .jar=}. */
  public ProgramRun agent(String arguments) {
    return options("-javaagent:" + AgentJar.path() + "=" + arguments);
  }

  public ProgramRun options(String... more) {
    options.addAll(Arrays.asList(more));
    return this;
  }

  /** With the jars of a client in one version and its programs: {@link AgentJar#clientPath}. */
  public ProgramRun client(String client) {
    return classPath(AgentJar.clientPath(client).toArray(new String[0]));
  }

  /** Further class path entries, before the probes. */
  public ProgramRun classPath(String... entries) {
    classPath.addAll(0, Arrays.asList(entries));
    return this;
  }

  public ProgramRun environment(Map<String, String> more) {
    environment.putAll(more);
    return this;
  }

  /** On a virtual machine, whose IMDS is at a local port: no other source is there. */
  public ProgramRun imds(int port) {
    environment.clear();
    environment.put("AZURE_POD_IDENTITY_AUTHORITY_HOST", "http://127.0.0.1:" + port);
    return this;
  }

  /** Runs a class of the package {@code io.managedidentity.probe}. */
  public Outcome run(String program, String... arguments) throws IOException {
    command.addAll(options);
    command.addAll(List.of("-cp", String.join(":", classPath)));
    command.add("io.managedidentity.probe." + program);
    return runCommand(arguments);
  }

  /** Runs the command as it is: for tools, {@code -jar}, source files. */
  public Outcome runCommand(String... arguments) throws IOException {
    if (command.size() == 1) {
      command.addAll(options);
    }
    command.addAll(Arrays.asList(arguments));
    Path out = Files.createTempFile("program", ".out");
    Path err = Files.createTempFile("program", ".err");
    try {
      ProcessBuilder builder =
          new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(err.toFile());
      builder.environment().keySet().removeIf(ProbeJvm::isAmbient);
      builder.environment().putAll(environment);
      long start = System.nanoTime();
      Process process = builder.start();
      process.getOutputStream().close();
      if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
        throw new IOException("the program did not end: " + command + "\n" + read(err));
      }
      long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
      Outputs.check(command, read(out), read(err));
      return new Outcome(process.exitValue(), read(out), withoutPickedUp(read(err)), millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    } finally {
      Files.delete(out);
      Files.delete(err);
    }
  }

  private static String read(Path file) throws IOException {
    return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
  }

  private static String withoutPickedUp(String stderr) {
    StringBuilder rest = new StringBuilder();
    stderr
        .lines()
        .filter(line -> !line.matches(PICKED_UP))
        .forEach(line -> rest.append(line).append('\n'));
    return rest.toString();
  }
}
