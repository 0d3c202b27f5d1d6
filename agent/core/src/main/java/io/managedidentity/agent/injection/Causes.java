package io.managedidentity.agent.injection;

import io.managedidentity.agent.log.AgentLog;
import io.managedidentity.agent.log.LogLevel;
import io.managedidentity.agent.token.TokenHandle;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What was said of one mapping as now configured: after a reload that changes it, everything is
 * said anew. Thread-safe.
 */
final class Causes {
  /**
   * Causes that are remembered; further ones are logged only at DEBUG. A mapping has some ten, but
   * error codes come from services.
   */
  private static final int MOST = 40;

  private final TokenHandle handle;
  private final AgentLog log;
  private final ConcurrentHashMap<String, Reminder> reminders = new ConcurrentHashMap<>(4);

  /**
   * @param handle has the clock
   */
  Causes(TokenHandle handle, AgentLog log) {
    this.handle = handle;
    this.log = log;
  }

  /** Good news, or what does not last: said once, and at DEBUG afterwards. */
  void once(String cause, String message) {
    log.log(met(cause) == 0 ? LogLevel.INFO : LogLevel.DEBUG, message);
  }

  /** A fault: said first and once an hour, and at DEBUG in between. */
  void hourly(String cause, String message) {
    say(LogLevel.WARN, met(cause), message);
  }

  long nanoTime() {
    return handle.nanoTime();
  }

  /** Whether to speak of a cause, as {@link Reminder#met} says; allocates only the first time. */
  long met(String cause) {
    Reminder known = reminders.get(cause);
    if (known == null && reminders.size() < MOST) {
      Reminder made = new Reminder();
      Reminder before = reminders.putIfAbsent(cause, made);
      known = before == null ? made : before;
    }
    if (known == null) {
      log.once(
          "causes " + System.identityHashCode(this),
          LogLevel.WARN,
          "a mapping has more than " + MOST + " faults; further ones are logged only at debug.");
      return Reminder.NOT_DUE;
    }
    return known.met(handle.nanoTime());
  }

  /**
   * @param due is what {@link #met} returned
   */
  void say(LogLevel level, long due, String message) {
    if (due == Reminder.NOT_DUE) {
      log.debug(message);
    } else if (due == 0) {
      log.log(level, message);
    } else {
      String times = due == 1 ? "once" : due + " times";
      log.log(level, message + " Since this was last said, it happened " + times + ".");
    }
  }
}
