package io.managedidentity.premain;

import java.security.ProtectionDomain;
import org.jspecify.annotations.Nullable;

/**
 * The agent in a JVM that runs an application, as the classes of the start know it; they are
 * compiled before it.
 */
public interface RunningAgent {
  /** Result of {@link #start}: the agent has nothing to do in this JVM. */
  int STAYS_OFF = 0;

  /** Result of {@link #start}: the agent works. A greater result is the JVM's exit code. */
  int WORKS = 1;

  /**
   * Reads the configuration and prints the one line about it.
   *
   * @return {@link #STAYS_OFF}, {@link #WORKS}, or the exit code with which the caller must end the
   *     JVM, before {@code main}
   */
  int start();

  /**
   * Puts the configuration to use that {@link #start} has read: after the line is printed, since a
   * program may be over by then.
   */
  void use();

  /** Leaves every request alone from now on: the start failed. */
  void giveUp();

  /** There is an MBean server. */
  void serverSeen();

  /** Somebody makes the JVM's first recording of the flight recorder. Must not wait. */
  void recordingSeen();

  /**
   * The class of a client with its hooks in it, or of the launcher with an end of the JVM in it.
   *
   * @param name with slashes
   * @return null if nothing is woven
   */
  byte @Nullable [] weave(
      @Nullable ClassLoader loader,
      String name,
      @Nullable ProtectionDomain domain,
      byte[] classFile);
}
