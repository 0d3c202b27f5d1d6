package io.managedidentity.agent.instrumentation;

import java.util.ArrayList;
import java.util.List;

/** Stands in for the bridge: keeps the calls and answers with {@link #answer}. */
public final class RecordingBridge {
  /** One call as woven code made it. */
  public record Call(int hook, Class<?> owner, Object subject, Object first, Object second) {}

  /** What the next calls are answered with; {@code "subject"} for the subject itself. */
  public static Object answer;

  public static final List<Call> CALLS = new ArrayList<>();

  private RecordingBridge() {}

  public static Object call(int hook, Class<?> owner, Object subject, Object first, Object second) {
    CALLS.add(new Call(hook, owner, subject, first, second));
    return "subject".equals(answer) ? subject : answer;
  }
}
