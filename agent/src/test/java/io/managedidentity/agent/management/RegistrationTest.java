package io.managedidentity.agent.management;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.managedidentity.agent.log.AgentLog;
import io.managedidentity.agent.log.LogLevel;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import javax.management.MBeanServer;
import javax.management.MBeanServerBuilder;
import javax.management.MBeanServerDelegate;
import javax.management.MBeanServerFactory;
import org.junit.jupiter.api.Test;

/** The agent's object and an MBean server of the application's own. */
public class RegistrationTest {
  /** Makes a server that has the JDK's objects and takes no others. */
  public static final class RefusingBuilder extends MBeanServerBuilder {
    @Override
    public MBeanServer newMBeanServer(
        String domain, MBeanServer outer, MBeanServerDelegate delegate) {
      return (MBeanServer)
          Proxy.newProxyInstance(
              RefusingBuilder.class.getClassLoader(),
              new Class<?>[] {MBeanServer.class},
              (proxy, method, arguments) -> {
                if (method.getName().equals("registerMBean")) {
                  throw new IllegalStateException("planted");
                }
                return method.getName().equals("isRegistered")
                    ? (Object) arguments[0].toString().startsWith("java.lang:")
                    : null;
              });
    }
  }

  /** In a JVM of its own, since all servers of a JVM have one builder. */
  @Test
  void saysThatTheServerRefusesIt() throws Exception {
    Process program =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Djavax.management.builder.initial=" + RefusingBuilder.class.getName(),
                "-cp",
                System.getProperty("java.class.path"),
                RegistrationTest.class.getName())
            .redirectErrorStream(true)
            .start();
    String output = new String(program.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

    assertEquals(0, program.waitFor(), output);
    assertTrue(
        output.endsWith(
            "WARN the JMX object io.managedidentity.agent:type=Agent could not be registered:"
                + " java.lang.IllegalStateException: planted. The agent works without it; set"
                + " \"jmx\": false to leave it out.\n"),
        output);
  }

  public static void main(String[] unused) {
    MBeanServerFactory.createMBeanServer();
    AgentLog log =
        new AgentLog(
            LogLevel.INFO, (level, message) -> System.out.print(level + " " + message + "\n"));
    new Registration(null, "1", null, log).begin();
  }
}
