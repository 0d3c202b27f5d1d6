package io.managedidentity.agent.management;

import io.managedidentity.agent.config.MappingConfig;
import io.managedidentity.agent.injection.MappingCounters;
import java.util.Date;
import org.jspecify.annotations.Nullable;

/** One mapping and what was counted of it; getters, since JMX shows it. */
@SuppressWarnings("JavaUtilDate") // the one time that JMX has an open type for
public final class MappingState {
  private final MappingConfig mapping;
  private final @Nullable MappingCounters counters;

  MappingState(MappingConfig mapping, @Nullable MappingCounters counters) {
    this.mapping = mapping;
    this.counters = counters;
  }

  public String getName() {
    return mapping.name();
  }

  /** Such as {@code inject}; {@code skip} for an exception above broader mappings. */
  public String getMode() {
    return mapping.skip() ? "skip" : mapping.mode().label();
  }

  /** Requests on the wire that it decided about; those that it leaves alone are not counted. */
  public long getRequests() {
    return counters == null ? 0 : counters.requests();
  }

  public long getInjected() {
    return counters == null ? 0 : counters.injected();
  }

  /** Requests that kept the application's own authorization. */
  public long getKept() {
    return counters == null ? 0 : counters.kept();
  }

  /** Requests that would have had a token, in mode observe. */
  public long getObserved() {
    return counters == null ? 0 : counters.observed();
  }

  /** Requests for which there was no token. */
  public long getFailed() {
    return counters == null ? 0 : counters.failed();
  }

  /** Requests that were sent again with a fresh token. */
  public long getResent() {
    return counters == null ? 0 : counters.resent();
  }

  /** Requests that were sent again as the application made them. */
  public long getFellBack() {
    return counters == null ? 0 : counters.fellBack();
  }

  /** When the application last sent a secret that was replaced or removed; null for never. */
  public @Nullable Date getSecretLastSeen() {
    long millis = counters == null ? 0 : counters.secretSeenAtMillis();
    return millis == 0 ? null : new Date(millis);
  }
}
