package io.managedidentity.benchmarks.program;

import java.lang.instrument.Instrumentation;

/** What any agent costs: an entry point that does nothing. */
public final class EmptyAgent {
  private EmptyAgent() {}

  public static void premain(String arguments, Instrumentation instrumentation) {}
}
