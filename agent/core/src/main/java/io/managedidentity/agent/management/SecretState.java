package io.managedidentity.agent.management;

import io.managedidentity.agent.injection.SecretCount;
import io.managedidentity.agent.injection.WhyLeft;
import java.util.Date;
import org.jspecify.annotations.Nullable;

/** How often stored secrets of one kind were met; getters, since JMX shows it. */
@SuppressWarnings("JavaUtilDate") // the one time that JMX has an open type for
public final class SecretState {
  private final SecretCount count;

  SecretState(SecretCount count) {
    this.count = count;
  }

  /** Such as {@code shared-key}. */
  public String getKind() {
    return count.kind().label();
  }

  /** Why it left the JVM, such as {@code no token}; null where only what was seen is counted. */
  public @Nullable String getWhy() {
    WhyLeft cause = count.cause();
    return cause == null ? null : cause.label();
  }

  public long getCount() {
    return count.count();
  }

  public Date getLast() {
    return new Date(count.lastMillis());
  }
}
