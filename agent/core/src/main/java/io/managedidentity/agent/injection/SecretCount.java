package io.managedidentity.agent.injection;

import io.managedidentity.agent.secrets.SecretKind;
import org.jspecify.annotations.Nullable;

/** How often one kind of stored secret was met. Immutable. */
public final class SecretCount {
  private final SecretKind kind;
  private final @Nullable WhyLeft cause;
  private final long count;
  private final long lastMillis;

  SecretCount(SecretKind kind, @Nullable WhyLeft cause, long count, long lastMillis) {
    this.kind = kind;
    this.cause = cause;
    this.count = count;
    this.lastMillis = lastMillis;
  }

  public SecretKind kind() {
    return kind;
  }

  /** Why it left the JVM; null where only what the application sent is counted. */
  public @Nullable WhyLeft cause() {
    return cause;
  }

  public long count() {
    return count;
  }

  /** When last, in milliseconds since 1970. */
  public long lastMillis() {
    return lastMillis;
  }
}
