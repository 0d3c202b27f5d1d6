package io.managedidentity.agent.token;

import io.managedidentity.agent.clock.AgentClock;
import java.util.ArrayDeque;
import java.util.Deque;

/** Answers what the test put in, in order. */
final class ScriptedFetcher implements TokenFetcher {
  private final AgentClock clock;
  private final Deque<Object> answers = new ArrayDeque<>();
  int count;
  FetchOptions lastOptions;
  Runnable beforeAnswer;

  ScriptedFetcher(AgentClock clock) {
    this.clock = clock;
  }

  ScriptedFetcher token(String value, long lifeSeconds, Long refreshInSeconds) {
    answers.add(new Object[] {value, lifeSeconds, refreshInSeconds});
    return this;
  }

  ScriptedFetcher failure(TokenException failure) {
    answers.add(failure);
    return this;
  }

  ScriptedFetcher fault(RuntimeException fault) {
    answers.add(fault);
    return this;
  }

  @Override
  public AccessToken fetch(TokenRequest request, FetchOptions options) throws TokenException {
    count++;
    lastOptions = options;
    Runnable before = beforeAnswer;
    beforeAnswer = null;
    if (before != null) {
      before.run();
    }
    Object answer = answers.remove();
    if (answer instanceof TokenException) {
      throw (TokenException) answer;
    }
    if (answer instanceof RuntimeException) {
      throw (RuntimeException) answer;
    }
    Object[] parts = (Object[]) answer;
    return new AccessToken(
        (String) parts[0], "test", clock.nanoTime(), (Long) parts[1], (Long) parts[2], 1);
  }
}
