package io.managedidentity.agent.attach;

import java.io.File;
import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URISyntaxException;
import java.net.URL;
import java.util.concurrent.TimeUnit;
import javax.management.JMException;
import javax.management.MBeanServerConnection;
import javax.management.ObjectName;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;
import org.jspecify.annotations.Nullable;

/** By the attach API of the Java that runs this command. */
public final class LocalJvms implements RunningJvms {
  private static final String NAME = "io.managedidentity.agent:type=Agent";
  private static final String JAR = "managed-identity-agent";

  /** The agent registers its object soon after the connector has made the MBean server. */
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(3);

  private static final long PAUSE_MILLIS = 20;

  private @Nullable Class<?> api;

  public LocalJvms() {
    this(null);
  }

  /**
   * @param api in place of the attach API of this Java
   */
  LocalJvms(@Nullable Class<?> api) {
    this.api = api;
  }

  @Override
  public RunningAgent agentIn(String pid) throws AttachException {
    AttachApi jvm = attach(pid);
    try {
      RunningAgent agent = connect(pid, jvm, PATIENCE_NANOS);
      if (agent == null) {
        throw new AttachException(absent(pid, jvm.options()));
      }
      return agent;
    } finally {
      jvm.detach();
    }
  }

  @Override
  public void load(String pid, String file) throws AttachException {
    AttachApi jvm = attach(pid);
    try {
      RunningAgent present = connect(pid, jvm, TimeUnit.MILLISECONDS.toNanos(500));
      if (present != null || jvm.options().contains(JAR)) {
        close(present);
        throw new AttachException(
            "the agent is in process "
                + pid
                + " already. Change its mapping file, or see the command reload.");
      }
      boolean isKnown =
          jvm.loadAgent(
              path(LocalJvms.class.getProtectionDomain().getCodeSource().getLocation()),
              "config=" + escaped(file));
      if (!isKnown) {
        RunningAgent loaded = connect(pid, jvm, PATIENCE_NANOS);
        if (loaded == null) {
          throw new AttachException(unknown(pid));
        }
        close(loaded);
      }
    } finally {
      jvm.detach();
    }
  }

  private static void close(@Nullable RunningAgent agent) {
    try {
      if (agent != null) {
        agent.close();
      }
    } catch (IOException e) {
      return; // it was only inspected
    }
  }

  private AttachApi attach(String pid) throws AttachException {
    String objection = new LocalProcess(pid).objection();
    if (objection != null) {
      throw new AttachException(objection);
    }
    Class<?> loaded = api;
    if (loaded == null) {
      loaded = AttachApi.load();
      api = loaded;
    }
    return AttachApi.attach(loaded, pid);
  }

  /** Null if the JVM has no such object within the time. */
  @SuppressWarnings("BanJNDI") // the address is that of a process of the same user
  private static @Nullable RunningAgent connect(String pid, AttachApi jvm, long patienceNanos)
      throws AttachException {
    JMXConnector connector = null;
    RunningAgent agent = null;
    try {
      connector = JMXConnectorFactory.connect(new JMXServiceURL(jvm.managementAddress()));
      MBeanServerConnection server = connector.getMBeanServerConnection();
      ObjectName name = new ObjectName(NAME);
      if (isThere(server, name, patienceNanos)) {
        agent = new RunningAgent(connector, server, name);
      }
      return agent;
    } catch (MalformedURLException e) {
      throw new AttachException("process " + pid + " gave no address of its connector.", e);
    } catch (IOException | JMException e) {
      throw new AttachException(
          "the local management connector of process " + pid + " does not answer: " + e, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AttachException("interrupted", e);
    } finally {
      if (agent == null && connector != null) {
        closeQuietly(connector);
      }
    }
  }

  private static boolean isThere(MBeanServerConnection server, ObjectName name, long patienceNanos)
      throws IOException, InterruptedException {
    long end = System.nanoTime() + patienceNanos;
    while (!server.isRegistered(name)) {
      if (System.nanoTime() - end >= 0) {
        return false;
      }
      Thread.sleep(PAUSE_MILLIS);
    }
    return true;
  }

  private static void closeQuietly(JMXConnector connector) {
    try {
      connector.close();
    } catch (IOException e) {
      return; // this command ends now
    }
  }

  private static String absent(String pid, String options) {
    return options.contains(JAR)
        ? "process "
            + pid
            + " was started with the agent, but has no JMX object: \"jmx\" is false, or the agent"
            + " stays off (look for its lines on the stderr of that process). With \"jmx\": false"
            + " only the mapping file controls it."
        : "the agent is not in process "
            + pid
            + ". Start it with -javaagent:managed-identity-agent.jar=mapping.json, or see the"
            + " command attach.";
  }

  private static String unknown(String pid) {
    return "this Java cannot read what process "
        + pid
        + " answers, and the agent has no JMX object there. Look for its lines on the stderr of"
        + " that process: with \"jmx\": false it may be in it all the same. Or run this command"
        + " with the Java of that process.";
  }

  /** Of this jar. */
  static String path(URL location) throws AttachException {
    try {
      return new File(location.toURI()).getAbsolutePath();
    } catch (URISyntaxException e) {
      throw new AttachException("the location of this jar is unknown: " + e, e);
    }
  }

  /** As an agent argument's value is written. */
  static String escaped(String value) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c == ',' || c == '=' || c == '\\') {
        text.append('\\');
      }
      text.append(c);
    }
    return text.toString();
  }
}
