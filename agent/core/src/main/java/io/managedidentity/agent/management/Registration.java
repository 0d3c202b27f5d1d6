package io.managedidentity.agent.management;

import io.managedidentity.agent.log.AgentLog;
import io.managedidentity.agent.log.LogLevel;
import io.managedidentity.agent.token.TokenThreads;
import java.security.AccessController;
import java.security.PrivilegedActionException;
import java.security.PrivilegedExceptionAction;
import java.util.List;
import javax.management.InstanceAlreadyExistsException;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.MBeanServerFactory;
import javax.management.ObjectName;
import javax.management.StandardMBean;

/**
 * Registers the agent's JMX object with the platform MBean server, which somebody else makes: an
 * agent that makes it before {@code main} fixes the server's class and the log manager for
 * application servers that bring their own. So it looks for the server after a sign of one, soon at
 * first and then less often.
 */
public final class Registration implements Runnable {
  private static final String NAME = "io.managedidentity.agent:type=Agent";

  /** Registered by the JDK in the platform MBean server, and in no other. */
  private static final String OF_PLATFORM = "java.lang:type=Runtime";

  private static final long FIRST_PAUSE_NANOS = 20_000_000L;
  private static final long LONGEST_PAUSE_NANOS = 10_000_000_000L;

  private final ManagedAgent agent;
  private final String version;
  private final TokenThreads threads;
  private final AgentLog log;
  private long pauseNanos = FIRST_PAUSE_NANOS;

  public Registration(ManagedAgent agent, String version, TokenThreads threads, AgentLog log) {
    this.agent = agent;
    this.version = version;
    this.threads = threads;
    this.log = log;
  }

  /** Looks for the first time, on the calling thread. */
  public void begin() {
    run();
  }

  @Override
  public void run() {
    try {
      if (AccessController.doPrivileged(
          new PrivilegedExceptionAction<Boolean>() {
            @Override
            public Boolean run() throws JMException {
              return register();
            }
          })) {
        return;
      }
    } catch (Throwable e) { // an MBean server of the application's own can do anything
      Throwable cause = e instanceof PrivilegedActionException ? e.getCause() : e;
      log.once(
          "jmx",
          LogLevel.WARN,
          "the JMX object "
              + NAME
              + " could not be registered: "
              + cause
              + ". The agent works without it; set \"jmx\": false to leave it out.");
      return;
    }
    threads.later(this, pauseNanos);
    pauseNanos = Math.min(pauseNanos * 2, LONGEST_PAUSE_NANOS);
  }

  /** Whether there is nothing left to do. */
  private boolean register() throws JMException {
    ObjectName name = new ObjectName(NAME);
    List<MBeanServer> servers = MBeanServerFactory.findMBeanServer(null);
    for (MBeanServer server : servers) {
      if (server.isRegistered(name)) {
        return true; // after an earlier sign
      }
      if (server.isRegistered(new ObjectName(OF_PLATFORM))) {
        try {
          // Wrapped in a class of the JDK: whoever asks the server for the object's loader gets
          // none.
          server.registerMBean(
              new StandardMBean(new AgentBean(agent, version), AgentMXBean.class, true), name);
        } catch (InstanceAlreadyExistsException e) {
          return true; // two signs at once
        }
        return true;
      }
    }
    return false;
  }
}
