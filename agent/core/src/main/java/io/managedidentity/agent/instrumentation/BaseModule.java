package io.managedidentity.agent.instrumentation;

import java.lang.instrument.Instrumentation;

/**
 * What the agent asks of the module system, 9 and later. Implemented by a class that is compiled
 * for 9.
 */
interface BaseModule {
  /**
   * Lets the agent's own unnamed module see {@code sun.net}, {@code sun.net.www} and {@code
   * sun.net.www.http}, define classes into {@code java.net}, and set what an {@code
   * HttpURLConnection} has of its request and its answer.
   */
  void openTo(Class<?> ours, Instrumentation instrumentation);

  /** Defines a class of the package {@code java.net}. */
  void define(byte[] classFile) throws IllegalAccessException;
}
