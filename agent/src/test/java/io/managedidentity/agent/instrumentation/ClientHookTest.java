package io.managedidentity.agent.instrumentation;

import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;

import org.junit.jupiter.api.Test;

class ClientHookTest {
  @Test
  void givesOldestFailureOnce() {
    ClientHook hook =
        new ClientHook() {
          @Override
          protected Object on(int number, Object subject, Object first, Object second) {
            return subject;
          }
        };
    RuntimeException oldest = new IllegalStateException("oldest");
    hook.failed(oldest);
    hook.failed(new IllegalStateException("later"));

    assertSame(oldest, hook.takeFault());
    assertNull(hook.takeFault());
  }
}
