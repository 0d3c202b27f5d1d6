package io.managedidentity.agent.identity.process;

import java.util.List;

/** Runs programs of the developer's machine. Thread-safe. */
public interface ProcessLauncher {
  /**
   * Runs a program to its end, with closed standard input, and never longer than the limit.
   *
   * @param command program and arguments; no shell takes part
   * @param limitMillis after that the program and its descendants are stopped
   */
  ProcessOutput run(List<String> command, int limitMillis) throws InterruptedException;
}
