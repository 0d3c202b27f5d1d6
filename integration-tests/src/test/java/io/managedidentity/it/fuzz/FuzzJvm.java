package io.managedidentity.it.fuzz;

import io.managedidentity.it.jvm.ClassArchive;
import io.managedidentity.it.jvm.Jdk;
import io.managedidentity.it.jvm.Secrets;
import io.managedidentity.probe.Message;
import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A JVM that plays programs one after the other. */
final class FuzzJvm implements Closeable {
  private static final String END = "end of its output";

  private final Process process;
  private final PrintStream in;
  private final BlockingQueue<String> answers = new LinkedBlockingQueue<>();
  private final StringBuffer stderr = new StringBuffer();

  private FuzzJvm(Process process) {
    this.process = process;
    this.in = new PrintStream(process.getOutputStream(), true, StandardCharsets.UTF_8);
    reader(
        () -> {
          BufferedReader out = process.inputReader(StandardCharsets.UTF_8);
          for (String line = out.readLine(); line != null; line = out.readLine()) {
            answers.add(line);
          }
          answers.add(END);
        });
    reader(
        () -> {
          BufferedReader err =
              new BufferedReader(
                  new InputStreamReader(process.getErrorStream(), StandardCharsets.UTF_8));
          for (String line = err.readLine(); line != null; line = err.readLine()) {
            stderr.append(line).append('\n');
          }
        });
  }

  private interface Reading {
    void run() throws IOException;
  }

  private static void reader(Reading reading) {
    Thread thread =
        new Thread(
            () -> {
              try {
                reading.run();
              } catch (IOException e) {
                return; // the process was killed
              }
            });
    thread.setDaemon(true);
    thread.start();
  }

  static FuzzJvm start(
      Jdk jdk, FuzzSubject client, List<String> options, Map<String, String> environment)
      throws IOException {
    List<String> command = new ArrayList<>();
    command.add(jdk.java());
    command.addAll(options);
    command.addAll(Jdk.FOR_SHORT_LIVES);
    command.addAll(ClassArchive.options(jdk));
    command.add("-Xshare:auto");
    command.add("-Djava.util.concurrent.ForkJoinPool.common.parallelism=2");
    command.add("-Dfuzz.trace=" + Boolean.getBoolean("fuzz.trace"));
    command.add("-Dio.netty.leakDetection.level=paranoid");
    command.add("-cp");
    command.add(String.join(":", client.classPath()));
    command.add("io.managedidentity.fuzz.FuzzMain");
    command.add("io.managedidentity.fuzz." + client.adapter());
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().keySet().removeIf(FuzzJvm::isAmbient);
    builder.environment().putAll(environment);
    FuzzJvm jvm = new FuzzJvm(builder.start());
    if (jvm.answer(30) == null) {
      throw new IOException("the JVM did not start: " + jvm.stderr);
    }
    return jvm;
  }

  private static boolean isAmbient(String name) {
    return name.startsWith("AZURE_")
        || name.startsWith("IDENTITY_")
        || name.startsWith("MSI_")
        || name.startsWith("MANAGED_IDENTITY_AGENT")
        || name.equals("JAVA_TOOL_OPTIONS")
        || name.equals("JDK_JAVA_OPTIONS");
  }

  /** What the program saw; null where the JVM ended or is silent. */
  Message play(String program) {
    in.println(program);
    return answer(60);
  }

  private Message answer(int seconds) {
    try {
      String line = answers.poll(seconds, TimeUnit.SECONDS);
      return line == null || line.equals(END) ? null : Message.parse(line);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return null;
    }
  }

  long pid() {
    return process.pid();
  }

  String stderr() {
    return stderr.toString();
  }

  @Override
  public void close() {
    process.destroyForcibly();
    Secrets.assertNoneIn("stderr of a program of the fuzzer", stderr());
  }
}
