package io.managedidentity.it.jvm;

import io.managedidentity.probe.Message;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/**
 * A JVM with a probe in it, with or without the agent. All that it writes to stderr is kept. What
 * the probe answers and what the JVM leaves behind must be free of secrets: {@link Outputs}.
 */
public final class ProbeJvm implements AutoCloseable {
  /** For whoever debugs: see docs/debugging.md. */
  private static final List<String> MORE_OPTIONS =
      Arrays.stream(System.getProperty("probe.options", "").split(" "))
          .filter(option -> !option.isEmpty())
          .toList();

  /** What the application was answered: a token too, where it asked for one. */
  private static final List<String> ANSWERED = List.of("body", "token");

  private final List<String> command;
  private final Process process;
  private final BufferedReader out;
  private final PrintStream in;
  private final StringBuffer stderr = new StringBuffer();
  private final Thread stderrReader;

  private ProbeJvm(List<String> command, Process process) throws IOException {
    this.command = command;
    this.process = process;
    this.out =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    this.in = new PrintStream(process.getOutputStream(), true, StandardCharsets.UTF_8);
    this.stderrReader = new Thread(this::drainStderr);
    stderrReader.setDaemon(true);
    stderrReader.start();
    if (!"ready=true".equals(out.readLine())) {
      process.destroyForcibly();
      throw new IOException("the probe did not start: " + stderr);
    }
  }

  /** Starts the JVM and waits until the probe is ready. */
  public static ProbeJvm start(
      Jdk jdk,
      String probe,
      List<String> classPath,
      List<String> options,
      Map<String, String> environment)
      throws IOException {
    List<String> command = new ArrayList<>();
    command.add(jdk.java());
    command.addAll(Jdk.FOR_SHORT_LIVES);
    command.addAll(ClassArchive.options(jdk));
    command.addAll(options);
    command.addAll(MORE_OPTIONS);
    command.add("-cp");
    List<String> path = new ArrayList<>(classPath);
    path.add(AgentJar.programs());
    command.add(String.join(":", path));
    command.add("io.managedidentity.probe.Probe");
    command.add("io.managedidentity.probe." + probe);
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().keySet().removeIf(ProbeJvm::isAmbient);
    builder.environment().putAll(new HashMap<>(environment));
    return new ProbeJvm(command, builder.start());
  }

  /** Variables of the machine that would change what the agent or the JVM does. */
  static boolean isAmbient(String name) {
    return name.startsWith("AZURE_")
        || name.startsWith("IDENTITY_")
        || name.startsWith("MSI_")
        || name.startsWith("MANAGED_IDENTITY_AGENT")
        || name.equals("JAVA_TOOL_OPTIONS")
        || name.equals("JDK_JAVA_OPTIONS");
  }

  public long pid() {
    return process.pid();
  }

  public synchronized Message send(Message command) {
    try {
      in.println(command.toLine());
      String line = out.readLine();
      if (line == null) {
        throw new IllegalStateException("the probe's JVM ended: " + stderr);
      }
      Message answer = Message.parse(line);
      Secrets.assertNoneIn(
          "what the application sees of its call " + command, answer.without(ANSWERED).toString());
      return answer;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What was written to stderr so far, once it holds the text or ten seconds have passed. */
  public String stderrWith(String text) {
    return stderrOnce(written -> written.contains(text), Duration.ofSeconds(10));
  }

  /** What was written to stderr so far, once it is as wanted or the time has passed. */
  public String stderrOnce(Predicate<String> wanted, Duration atMost) {
    long end = System.nanoTime() + atMost.toNanos();
    synchronized (stderr) {
      try {
        long left = atMost.toNanos();
        while (left > 0 && !wanted.test(stderr.toString())) {
          TimeUnit.NANOSECONDS.timedWait(stderr, left);
          left = end - System.nanoTime();
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      return stderr.toString();
    }
  }

  public String stderr() {
    return stderr.toString();
  }

  @Override
  public void close() throws IOException {
    in.println("do=exit");
    try {
      if (!process.waitFor(10, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
      stderrReader.join(2000);
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
    Outputs.check(command, "", stderr());
  }

  private void drainStderr() {
    try (BufferedReader reader =
        new BufferedReader(
            new InputStreamReader(process.getErrorStream(), StandardCharsets.UTF_8))) {
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        synchronized (stderr) {
          stderr.append(line).append('\n');
          stderr.notifyAll();
        }
      }
    } catch (IOException e) {
      stderr.append("stderr could not be read: ").append(e).append('\n');
    }
  }
}
