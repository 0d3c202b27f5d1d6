package io.managedidentity.agent.attach;

import java.io.IOException;
import java.util.List;
import javax.management.AttributeNotFoundException;
import javax.management.JMException;
import javax.management.MBeanServerConnection;
import javax.management.ObjectName;
import javax.management.ReflectionException;
import javax.management.openmbean.CompositeData;
import javax.management.remote.JMXConnector;
import org.jspecify.annotations.Nullable;

/** The agent's JMX object in another JVM. Its answers are open types. */
public final class RunningAgent implements AutoCloseable {
  private final JMXConnector connector;
  private final MBeanServerConnection server;
  private final ObjectName name;

  RunningAgent(JMXConnector connector, MBeanServerConnection server, ObjectName name) {
    this.connector = connector;
    this.server = server;
    this.name = name;
  }

  /** Value of an attribute, such as {@code Mappings}. */
  public Object attribute(String attribute) throws JMException, IOException {
    Object value = server.getAttribute(name, attribute);
    if (value == null) {
      throw new AttributeNotFoundException(attribute);
    }
    return value;
  }

  /**
   * Value of an attribute of one of the JVM's own objects, such as {@code java.lang:type=Runtime}.
   */
  public Object ofJvm(String object, String attribute) throws JMException, IOException {
    Object value = server.getAttribute(new ObjectName(object), attribute);
    return value == null ? "" : value;
  }

  /**
   * @throws JMException also if the URL is refused; its cause is then an {@link
   *     IllegalArgumentException}
   */
  public CompositeData explain(String url, String method, List<String> headers)
      throws JMException, IOException {
    return (CompositeData)
        server.invoke(
            name,
            "explain",
            new Object[] {url, method, headers.toArray(new String[0])},
            new String[] {
              String.class.getName(), String.class.getName(), String[].class.getName()
            });
  }

  /** What {@link #reload} would say; null of an agent that does not know this. */
  public @Nullable CompositeData check() throws JMException, IOException {
    try {
      return (CompositeData) server.invoke(name, "check", new Object[0], new String[0]);
    } catch (ReflectionException e) {
      return null;
    }
  }

  public CompositeData reload() throws JMException, IOException {
    return (CompositeData) server.invoke(name, "reload", new Object[0], new String[0]);
  }

  /** Returns the resulting state, in a sentence. */
  public String switchOff() throws JMException, IOException {
    return (String) server.invoke(name, "off", new Object[0], new String[0]);
  }

  /** Returns the resulting state, in a sentence. */
  public String switchOn() throws JMException, IOException {
    return (String) server.invoke(name, "on", new Object[0], new String[0]);
  }

  @Override
  public void close() throws IOException {
    connector.close();
  }
}
