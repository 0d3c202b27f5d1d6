package io.managedidentity.premain;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.managedidentity.agent.runtime.AgentRuntime;
import org.junit.jupiter.api.Test;

class StartThreadTest {
  /** The configuration is read at once, and put to use only when the test is over. */
  @Test
  void holdsProgramThatEndsUntilTheConfigurationIsInUseOnlyForDiscovery()
      throws InterruptedException {
    AgentHandle handle = new AgentHandle("", null);
    StartThread plain = started(handle, "mapping.json");
    StartThread discovering = started(handle, "mapping.json,mode=discover");

    assertTrue(plain.awaitDecision(false));
    Thread end = new Thread(() -> discovering.awaitDecision(false));
    end.start();
    while (end.getState() != Thread.State.TIMED_WAITING) {
      assertTrue(end.isAlive(), "did not wait");
      Thread.onSpinWait();
    }
    AgentRuntime.USED.countDown();
    end.join();
    assertTrue(discovering.awaitDecision(false));
  }

  private static StartThread started(AgentHandle handle, String arguments) {
    StartThread thread = new StartThread(handle, new ClientTransformer(handle), null, arguments);
    thread.start();
    return thread;
  }
}
