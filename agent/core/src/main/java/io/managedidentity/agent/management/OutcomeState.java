package io.managedidentity.agent.management;

import io.managedidentity.agent.injection.MappingCounters;
import java.util.Date;
import org.jspecify.annotations.Nullable;

/** What happened last to requests of one mapping; getters, since JMX shows it. */
@SuppressWarnings("JavaUtilDate") // the one time that JMX has an open type for
public final class OutcomeState {
  private final String what;
  private final int status;
  private final @Nullable String host;
  private final Date at;

  private OutcomeState(String what, int status, @Nullable String host, Date at) {
    this.what = what;
    this.status = status;
    this.host = host;
    this.at = at;
  }

  /** Null if nothing has happened yet. */
  static @Nullable OutcomeState of(@Nullable MappingCounters counters) {
    MappingCounters.Last last = counters == null ? null : counters.last();
    return last == null
        ? null
        : new OutcomeState(
            last.what().label(), last.status(), last.host(), new Date(last.atMillis()));
  }

  /** A word, such as {@code injected}, {@code kept} or {@code no-token}. */
  public String getWhat() {
    return what;
  }

  /** What the service answered to a request with a token; null if that is not known. */
  public @Nullable Integer getStatus() {
    return status == 0 ? null : status;
  }

  /** The host that the request went to. */
  public @Nullable String getHost() {
    return host;
  }

  /** When the request was made, to the second. */
  public Date getAt() {
    return new Date(at.getTime());
  }
}
