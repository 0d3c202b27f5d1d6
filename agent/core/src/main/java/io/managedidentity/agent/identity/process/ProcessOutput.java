package io.managedidentity.agent.identity.process;

/** How a program ended. Its output may hold a token. Immutable. */
public final class ProcessOutput {
  /** Exit code if there is no such program, as shells use it. */
  public static final int NOT_FOUND = 127;

  private static final int TIMED_OUT = -1;

  private final int exitCode;
  private final String stdout;
  private final String stderr;

  public ProcessOutput(int exitCode, String stdout, String stderr) {
    this.exitCode = exitCode;
    this.stdout = stdout;
    this.stderr = stderr;
  }

  /** The program was stopped because its time was over. */
  public static ProcessOutput timedOut() {
    return new ProcessOutput(TIMED_OUT, "", "");
  }

  public boolean isTimedOut() {
    return exitCode == TIMED_OUT;
  }

  public int exitCode() {
    return exitCode;
  }

  public String stdout() {
    return stdout;
  }

  public String stderr() {
    return stderr;
  }

  @Override
  public String toString() {
    return "ProcessOutput[exit code " + exitCode + "]";
  }
}
