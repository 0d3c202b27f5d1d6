package io.managedidentity.agent.runtime;

import io.managedidentity.premain.AgentHandle;
import io.managedidentity.premain.RunningAgent;
import java.security.ProtectionDomain;
import java.util.concurrent.CountDownLatch;

/**
 * In place of the agent: it takes as long as a test wants to put its configuration to use. With
 * arguments {@code failing} it does not start.
 */
public final class AgentRuntime implements RunningAgent {
  public static final CountDownLatch USED = new CountDownLatch(1);

  private final String arguments = AgentHandle.making().arguments();

  static {
    AgentHandle.making().offer(new AgentRuntime());
  }

  @Override
  public int start() {
    if (arguments.equals("failing")) {
      throw planted();
    }
    return WORKS;
  }

  @Override
  public void use() {
    try {
      USED.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void giveUp() {
    throw planted();
  }

  @Override
  public void serverSeen() {
    throw planted();
  }

  @Override
  public void recordingSeen() {
    throw planted();
  }

  private static IllegalStateException planted() {
    return new IllegalStateException("planted");
  }

  @Override
  public byte[] weave(ClassLoader loader, String name, ProtectionDomain domain, byte[] classFile) {
    return null;
  }
}
