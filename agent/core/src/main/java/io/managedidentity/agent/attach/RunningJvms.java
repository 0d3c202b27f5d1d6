package io.managedidentity.agent.attach;

/** The JVMs of this machine. */
public interface RunningJvms {
  /**
   * The agent in the JVM of this process; starts the JDK's local management connector there.
   *
   * @throws AttachException if there is none, or it cannot be reached
   */
  RunningAgent agentIn(String pid) throws AttachException;

  /**
   * Loads the agent into the JVM of this process.
   *
   * @param file absolute path of the mapping file
   * @throws AttachException if there is one already, or the JVM cannot be reached
   */
  void load(String pid, String file) throws AttachException;
}
