package io.managedidentity.agent.instrumentation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.managedidentity.agent.injection.TokenInjector;
import io.managedidentity.agent.injection.UnreadAnswer;
import io.managedidentity.agent.log.AgentLog;
import io.managedidentity.agent.log.LogLevel;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class HookDispatcherTest {
  private final List<String> lines = new ArrayList<>();
  private final AgentLog log =
      new AgentLog(LogLevel.INFO, (level, message) -> lines.add(level + " " + message));
  private final HookDispatcher dispatcher = new HookDispatcher(new TokenInjector(log), log);

  /** The request went out with its token: to call it unchanged would be false. */
  @Test
  void saysThatAnAnswerWasNotReadAlong() {
    dispatcher.suppress(String.class, new UnreadAnswer(new IllegalStateException()));
    dispatcher.suppress(String.class, new IllegalArgumentException());

    assertEquals(2, lines.size(), lines::toString);
    assertTrue(
        lines
            .get(0)
            .startsWith(
                "ERROR an answer to a request of java.lang.String could not be read along because"
                    + " of a fault in the agent: java.lang.IllegalStateException at "),
        lines::toString);
    assertTrue(
        lines.get(0).endsWith(". The application has the answer. Please report it."),
        lines::toString);
    assertTrue(
        lines.get(1).startsWith("ERROR a request of java.lang.String went out unchanged because"),
        lines::toString);
    assertEquals(2, dispatcher.suppressedErrors());
  }
}
