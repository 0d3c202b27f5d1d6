package io.managedidentity.it.jvm;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A program in a JVM of its own that runs until its stdin ends. Its stderr is kept as it comes, so
 * that a test can wait for a line. What it leaves behind must be free of secrets: {@link Outputs}.
 */
public final class RunningProgram implements AutoCloseable {
  private final List<String> command;
  private final Process process;
  private final BufferedReader out;
  private final StringBuffer stdout = new StringBuffer();
  private final StringBuffer stderr = new StringBuffer();
  private final Thread stderrReader;

  private RunningProgram(List<String> command, Process process) {
    this.command = command;
    this.process = process;
    this.out =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    this.stderrReader = new Thread(this::drainStderr);
    stderrReader.setDaemon(true);
    stderrReader.start();
  }

  /**
   * @param program a class of the package {@code io.managedidentity.probe}
   */
  public static RunningProgram start(
      Jdk jdk,
      List<String> options,
      Map<String, String> environment,
      String program,
      String... arguments)
      throws IOException {
    List<String> command = new ArrayList<>();
    command.add(jdk.java());
    command.addAll(Jdk.FOR_SHORT_LIVES);
    command.addAll(options);
    command.addAll(List.of("-cp", AgentJar.programs(), "io.managedidentity.probe." + program));
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().keySet().removeIf(ProbeJvm::isAmbient);
    builder.environment().put("IDENTITY_ENDPOINT", "http://127.0.0.1:9/msi/token");
    builder.environment().put("IDENTITY_HEADER", "none");
    builder.environment().putAll(environment);
    return new RunningProgram(command, builder.start());
  }

  public long pid() {
    return process.pid();
  }

  /** The next line of stdout. */
  public String line() throws IOException {
    String line = out.readLine();
    stdout.append(line).append('\n');
    return line;
  }

  /** Sends a line to stdin and answers the next line of stdout. */
  public String ask(String line) throws IOException {
    process.getOutputStream().write((line + "\n").getBytes(StandardCharsets.UTF_8));
    process.getOutputStream().flush();
    return line();
  }

  public String stderr() {
    return stderr.toString();
  }

  /** What was written to stderr so far, once it holds the text or the seconds have passed. */
  public String stderrWith(String text, int seconds) {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
    synchronized (stderr) {
      while (stderr.indexOf(text) < 0 && System.nanoTime() - end < 0) {
        try {
          stderr.wait(100);
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
          return stderr();
        }
      }
    }
    return stderr();
  }

  /** Ends stdin and waits for the program; answers the last line of stdout. */
  public String end() throws IOException {
    process.getOutputStream().close();
    String last = "";
    for (String line = out.readLine(); line != null; line = out.readLine()) {
      stdout.append(line).append('\n');
      last = line;
    }
    return last;
  }

  @Override
  public void close() throws IOException {
    process.getOutputStream().close();
    try {
      if (!process.waitFor(10, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
      }
      stderrReader.join(2000);
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
    Outputs.check(command, stdout.toString(), stderr());
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
