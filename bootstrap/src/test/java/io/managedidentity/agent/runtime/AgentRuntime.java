package io.managedidentity.agent.runtime;

import io.managedidentity.premain.AgentHandle;
import io.managedidentity.premain.RunningAgent;
import java.security.ProtectionDomain;
import java.util.concurrent.CountDownLatch;

/** In place of the agent: it takes as long as a test wants to put its configuration to use. */
public final class AgentRuntime implements RunningAgent {
  public static final CountDownLatch USED = new CountDownLatch(1);

  static {
    AgentHandle.making().offer(new AgentRuntime());
  }

  @Override
  public int start() {
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
  public void giveUp() {}

  @Override
  public void serverSeen() {}

  @Override
  public void recordingSeen() {
    throw new IllegalStateException("planted");
  }

  @Override
  public byte[] weave(ClassLoader loader, String name, ProtectionDomain domain, byte[] classFile) {
    return null;
  }
}
