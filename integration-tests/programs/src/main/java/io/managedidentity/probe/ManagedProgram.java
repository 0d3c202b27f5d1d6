package io.managedidentity.probe;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import javax.management.MBeanServer;
import javax.management.ObjectName;

/**
 * Reads a command a line: {@code call} makes one request to the URL, {@code jmx} makes the platform
 * MBean server and prints its class and what the agent's object says there, {@code logging} prints
 * the class of the log manager.
 */
public final class ManagedProgram {
  private static final String NAME = "io.managedidentity.agent:type=Agent";

  private ManagedProgram() {}

  public static void main(String[] args) throws Exception {
    PrintStream out = new PrintStream(System.out, true, "UTF-8");
    ProbeClient client = new UrlConnectionProbe();
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    out.println("ready");
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      switch (line) {
        case "call":
          out.println(
              client.call(new Message().add("method", "GET").add("url", args[0])).get("status"));
          break;
        case "jmx":
          out.println(jmx());
          break;
        default:
          out.println(java.util.logging.LogManager.getLogManager().getClass().getName());
      }
    }
  }

  private static String jmx() throws Exception {
    MBeanServer server = ManagementFactory.getPlatformMBeanServer();
    ObjectName name = new ObjectName(NAME);
    long end = System.nanoTime() + 5_000_000_000L;
    while (!server.isRegistered(name)) {
      if (System.nanoTime() - end > 0) {
        return server.getClass().getName() + " absent";
      }
      Thread.yield();
    }
    return server.getClass().getName()
        + " mode "
        + server.getAttribute(name, "Mode")
        + " mappings "
        + server.getAttribute(name, "MappingCount")
        + " loader "
        + server.getClassLoaderFor(name);
  }
}
