package io.managedidentity.benchmarks;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Wall and CPU time of one whole process, as the shell's {@code time} tells them (getrusage, 1 ms).
 */
record ProcessRun(double wallMillis, double cpuMillis) {
  static ProcessRun of(List<String> command, Map<String, String> environment)
      throws IOException, InterruptedException {
    Path times = Files.createTempFile("times", ".txt");
    try {
      List<String> shell = new ArrayList<>(List.of("bash", "-c"));
      shell.add(
          "TIMEFORMAT='%R %U %S'; { time \"$@\" >/dev/null 2>&1; } 2>"
              + times
              + "; tail -n 1 "
              + times);
      shell.add("time");
      shell.addAll(command);
      ProcessBuilder builder = new ProcessBuilder(shell);
      builder
          .environment()
          .keySet()
          .removeIf(name -> name.startsWith("AZURE_") || name.equals("JAVA_TOOL_OPTIONS"));
      builder.environment().put("LC_ALL", "C");
      builder.environment().putAll(environment);
      Process process = builder.start();
      String line =
          new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).trim();
      if (process.waitFor() != 0) {
        throw new IOException("the process failed: " + command);
      }
      String[] seconds = line.split(" ");
      return new ProcessRun(
          1000 * Double.parseDouble(seconds[0]),
          1000 * (Double.parseDouble(seconds[1]) + Double.parseDouble(seconds[2])));
    } finally {
      Files.delete(times);
    }
  }
}
