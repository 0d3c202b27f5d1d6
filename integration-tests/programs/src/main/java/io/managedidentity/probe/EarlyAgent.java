package io.managedidentity.probe;

import java.lang.instrument.Instrumentation;

/**
 * Another agent, first on the command line, that loads client classes of the JDK before ours is
 * there.
 */
public final class EarlyAgent {
  private EarlyAgent() {}

  public static void premain(String arguments, Instrumentation instrumentation)
      throws ClassNotFoundException {
    Class.forName("sun.net.www.http.HttpClient");
    Class.forName("sun.net.www.protocol.http.HttpURLConnection");
  }
}
