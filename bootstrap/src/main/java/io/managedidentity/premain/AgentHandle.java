package io.managedidentity.premain;

import java.lang.instrument.ClassFileTransformer;
import java.lang.instrument.IllegalClassFormatException;
import java.lang.instrument.Instrumentation;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * The agent's runtime, made on first use by whoever needs it first: the start-up thread, or a
 * thread of the application that loads a client class. It is known here by JDK types only, since
 * these classes are compiled before it.
 */
public final class AgentHandle {
  /** Answer of {@link #starter}: the agent has nothing to do in this JVM. */
  static final int STAYS_OFF = 0;

  /** Answer of {@link #starter}: the agent works. A greater answer is the JVM's exit code. */
  static final int WORKS = 1;

  /** What is told to the runtime when there is an MBean server. */
  private static final String SERVER = "com/sun/jmx/mbeanserver/JmxMBeanServer";

  private static final String RUNTIME = "io.managedidentity.agent.runtime.AgentRuntime";

  private static volatile @Nullable BiFunction<String, Instrumentation, Object> maker;

  private final String arguments;
  private final Instrumentation instrumentation;
  private volatile @Nullable Object runtime;
  private volatile boolean isServerSeen;

  // Guarded by this.
  private boolean isBeingMade;
  private boolean isGivenUp;
  private boolean isClientMissed;

  AgentHandle(String arguments, Instrumentation instrumentation) {
    this.arguments = arguments;
    this.instrumentation = instrumentation;
  }

  /**
   * There is an MBean server, or a further sign of one. Does not make the agent: whoever needs it
   * does, and is told.
   */
  void serverSeen() throws IllegalClassFormatException {
    isServerSeen = true;
    Object made = runtime;
    if (made != null) {
      tellOfServer(made);
    }
  }

  boolean isServerSeen() {
    return isServerSeen;
  }

  private static void tellOfServer(Object made) throws IllegalClassFormatException {
    ((ClassFileTransformer) made).transform(null, SERVER, null, null, new byte[0]);
  }

  /**
   * Called by the runtime's class when it is initialised. A constructor called by reflection would
   * cost 10 ms of CPU on 18 and later, where it builds method handles.
   */
  public static void offer(BiFunction<String, Instrumentation, Object> runtimeMaker) {
    maker = runtimeMaker;
  }

  /**
   * Weaves client classes; called by the JVM's class loading. Null where there is no weaver: the
   * agent stays off, or this thread is the one that makes it, and another agent loads a client
   * meanwhile.
   */
  @Nullable ClassFileTransformer weaver() throws Exception {
    synchronized (this) {
      isClientMissed |= isBeingMade;
      if (isGivenUp || isBeingMade) {
        return null;
      }
    }
    return (ClassFileTransformer) runtime();
  }

  /** Whether a client was loaded as it is because {@link #weaver} was being made. */
  synchronized boolean isClientMissed() {
    return isClientMissed;
  }

  /**
   * The start failed: no runtime is made any more, and one that is there leaves every request
   * alone.
   */
  synchronized void giveUp() throws Exception {
    isGivenUp = true;
    Object made = runtime;
    if (made != null) {
      ((AutoCloseable) made).close();
    }
  }

  /**
   * Reads the configuration and decides: {@link #STAYS_OFF}, {@link #WORKS}, or the exit code that
   * the JVM is to end with before {@code main}.
   */
  @SuppressWarnings("unchecked")
  Callable<Integer> starter() throws Exception {
    return (Callable<Integer>) runtime();
  }

  /** Puts the configuration to use that {@link #starter} has read. */
  Runnable finisher() throws Exception {
    return (Runnable) runtime();
  }

  private synchronized Object runtime() throws Exception {
    Object made = runtime;
    if (made == null) {
      isBeingMade = true;
      try {
        Class.forName(RUNTIME, true, AgentHandle.class.getClassLoader());
        made = Objects.requireNonNull(maker).apply(arguments, instrumentation);
      } finally {
        isBeingMade = false;
      }
      runtime = made;
      if (isServerSeen) {
        tellOfServer(made);
      }
    }
    return made;
  }
}
