package io.managedidentity.premain;

import java.lang.instrument.Instrumentation;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The running agent, made on first use by whoever needs it first: the start-up thread, or a thread
 * of the application that loads a client class.
 */
public final class AgentHandle {
  private static final String RUNNING_AGENT = "io.managedidentity.agent.runtime.AgentRuntime";

  private static volatile @Nullable AgentHandle making;

  private final String arguments;
  private final Instrumentation instrumentation;
  private volatile @Nullable RunningAgent agent;
  private volatile boolean isServerSeen;
  private volatile boolean isRecordingSeen;

  // Guarded by this.
  private @Nullable RunningAgent offered;
  private boolean isBeingMade;
  private boolean isGivenUp;
  private boolean isClientMissed;

  AgentHandle(String arguments, Instrumentation instrumentation) {
    this.arguments = arguments;
    this.instrumentation = instrumentation;
  }

  /**
   * Whose agent is being made. Its class creates the instance when it is initialised: a constructor
   * called by reflection would cost 10 ms of CPU on 18 and later, where it builds method handles.
   */
  public static AgentHandle making() {
    return Objects.requireNonNull(making);
  }

  /** What follows the jar's name in {@code -javaagent:JAR=…}; empty for nothing. */
  public String arguments() {
    return arguments;
  }

  /** Whether lines before the configuration is read are JSON. Loads no class for the usual no. */
  public boolean isLogJson() {
    boolean isNamed =
        arguments.contains(StartLine.FORMAT)
            || System.getProperty(StartLine.PROPERTY) != null
            || System.getenv(StartLine.VARIABLE) != null;
    return isNamed && StartLine.isJson(arguments);
  }

  /** Of the JVM. */
  public Instrumentation instrumentation() {
    return instrumentation;
  }

  /** Called by the agent's class when it is initialised, on the thread that has it made. */
  public synchronized void offer(RunningAgent made) {
    offered = made;
  }

  /**
   * There is an MBean server, or a further sign of one. Does not create the agent: whoever needs it
   * does, and is told.
   */
  void serverSeen() {
    isServerSeen = true;
    RunningAgent made = agent;
    if (made != null) {
      made.serverSeen();
    }
  }

  /** The JVM's first recording is being made. Does not create the agent either. */
  void recordingSeen() {
    isRecordingSeen = true;
    RunningAgent made = agent;
    if (made != null) {
      made.recordingSeen();
    }
  }

  boolean isServerSeen() {
    return isServerSeen;
  }

  /**
   * Who weaves client classes; called by the JVM's class loading. Null if there is none: the agent
   * stays off, or this thread is the one that makes it, and another agent loads a client meanwhile.
   */
  @Nullable RunningAgent weaver() throws Exception {
    synchronized (this) {
      isClientMissed |= isBeingMade;
      if (isGivenUp || isBeingMade) {
        return null;
      }
    }
    return agent();
  }

  /** Whether a client was loaded unwoven because {@link #weaver} was being made. */
  synchronized boolean isClientMissed() {
    return isClientMissed;
  }

  /**
   * The start failed: no agent is made any more, and one that is there leaves every request alone.
   */
  synchronized void giveUp() {
    isGivenUp = true;
    RunningAgent made = agent;
    if (made != null) {
      made.giveUp();
    }
  }

  synchronized RunningAgent agent() throws Exception {
    RunningAgent made = agent;
    if (made == null) {
      isBeingMade = true;
      making = this;
      try {
        Class.forName(RUNNING_AGENT, true, AgentHandle.class.getClassLoader());
        made = Objects.requireNonNull(offered);
      } finally {
        making = null;
        isBeingMade = false;
      }
      agent = made;
      if (isServerSeen) {
        made.serverSeen();
      }
      if (isRecordingSeen) {
        made.recordingSeen();
      }
    }
    return made;
  }
}
