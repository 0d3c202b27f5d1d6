package io.managedidentity.agent.identity.process;

import java.io.File;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Programs of this machine (R-CLI). They run in a system folder, so that a planted program in the
 * current one is not taken; without telemetry and colour; and without this agent in their own JVM
 * options.
 */
public final class SystemProcessLauncher implements ProcessLauncher {
  private static final String[] JVM_OPTIONS = {"JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS"};
  private static final long DRAIN_MILLIS = 500;

  @Override
  public ProcessOutput run(List<String> command, int limitMillis) throws InterruptedException {
    Process process;
    try {
      process = builder(command).start();
    } catch (IOException e) {
      return new ProcessOutput(ProcessOutput.NOT_FOUND, "", String.valueOf(e.getMessage()));
    }
    OutputDrain out = new OutputDrain("managed-identity-agent-stdout", process.getInputStream());
    OutputDrain err = new OutputDrain("managed-identity-agent-stderr", process.getErrorStream());
    out.start();
    err.start();
    boolean ended = false;
    try {
      closeInput(process);
      ended = process.waitFor(limitMillis, TimeUnit.MILLISECONDS);
      if (!ended) {
        return ProcessOutput.timedOut();
      }
      // A descendant may hold the pipe open after the program's end: wait a little, not for ever.
      out.join(DRAIN_MILLIS);
      err.join(DRAIN_MILLIS);
      return new ProcessOutput(process.exitValue(), out.text(), err.text());
    } finally {
      if (!ended) {
        ProcessTree.destroy(process);
      }
    }
  }

  private static ProcessBuilder builder(List<String> command) {
    ProcessBuilder builder = new ProcessBuilder(command);
    Map<String, String> environment = builder.environment();
    environment.put("AZURE_CORE_COLLECT_TELEMETRY", "false");
    environment.put("AZURE_CORE_ONLY_SHOW_ERRORS", "true");
    environment.put("AZURE_CORE_NO_COLOR", "true");
    for (String name : JVM_OPTIONS) {
      String options = environment.get(name);
      if (options != null) {
        environment.put(name, JvmOptions.withoutAgent(options));
      }
    }
    builder.directory(folder(environment));
    return builder;
  }

  private static File folder(Map<String, String> environment) {
    String osName = String.valueOf(System.getProperty("os.name")).toLowerCase(Locale.ROOT);
    if (!osName.startsWith("windows")) {
      return new File("/bin");
    }
    String root = environment.get("SystemRoot");
    return new File(root == null ? "C:\\Windows" : root, "system32");
  }

  private static void closeInput(Process process) {
    try {
      process.getOutputStream().close();
    } catch (IOException e) {
      return; // it has ended already
    }
  }
}
