package io.managedidentity.agent.attach;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.managedidentity.agent.cli.Main;
import io.managedidentity.agent.cli.StatusCommand;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.reflect.Proxy;
import java.net.URL;
import java.util.List;
import java.util.Properties;
import javax.management.MBeanServerConnection;
import javax.management.ObjectName;
import javax.management.remote.JMXConnector;
import org.junit.jupiter.api.Test;

/** What a command says of a JVM whose answers make no sense, or that ends while it is asked. */
class LocalJvmsTest {
  private static final String OWN_PID = "" + ProcessHandle.current().pid();

  /** Answers with nonsense. */
  public static class Nonsense {
    public static Nonsense attach(String pid) {
      return new Nonsense();
    }

    public String startLocalManagementAgent() {
      return "nonsense";
    }

    public Properties getAgentProperties() {
      return new Properties();
    }

    public void detach() {}
  }

  /** Its connector has ended by now. */
  public static final class Ended extends Nonsense {
    public static Nonsense attach(String pid) {
      return new Ended();
    }

    @Override
    public String startLocalManagementAgent() {
      return "service:jmx:rmi:///jndi/rmi://127.0.0.1:9/jmxrmi";
    }
  }

  @Test
  void saysThatAJvmGaveNoAddress() {
    assertEquals(
        "process " + OWN_PID + " gave no address of its connector.", refusal(Nonsense.class));
  }

  @Test
  void saysThatTheConnectorDoesNotAnswer() {
    String said = refusal(Ended.class);

    assertTrue(
        said.startsWith(
            "the local management connector of process "
                + OWN_PID
                + " does not answer: java.io.IOException: "),
        said);
  }

  private static String refusal(Class<?> api) {
    return assertThrows(AttachException.class, () -> new LocalJvms(api).agentIn(OWN_PID))
        .getMessage();
  }

  @Test
  void saysThatItsJarHasNoPath() throws Exception {
    URL location = new URL("file:/a folder/agent.jar");

    AttachException refused = assertThrows(AttachException.class, () -> LocalJvms.path(location));

    assertTrue(
        String.valueOf(refused.getMessage())
            .startsWith("the location of this jar is unknown: java.net.URISyntaxException: "),
        refused::getMessage);
    assertEquals("/a folder/agent.jar", LocalJvms.path(new URL("file:/a%20folder/agent.jar")));
  }

  @Test
  void saysThatAJvmDoesNotAnswerAnyMore() throws Exception {
    ObjectName name = new ObjectName("a:type=A");
    RunningJvms jvms =
        new RunningJvms() {
          @Override
          public RunningAgent agentIn(String pid) {
            return new RunningAgent(
                failing(JMXConnector.class), failing(MBeanServerConnection.class), name);
          }

          @Override
          public void load(String pid, String file) {
            throw new AssertionError("nothing is loaded");
          }
        };
    StringWriter err = new StringWriter();

    int exitCode =
        Main.run(
            new String[] {"status", "7"},
            new PrintWriter(new StringWriter()),
            new PrintWriter(err, true),
            List.of(new StatusCommand(jvms)));

    assertEquals(1, exitCode);
    assertEquals("process 7 did not answer: java.io.IOException: cut", err.toString().trim());
  }

  private static <T> T failing(Class<T> type) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (proxy, method, arguments) -> {
              throw new IOException("cut");
            }));
  }
}
