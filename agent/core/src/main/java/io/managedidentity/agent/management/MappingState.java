package io.managedidentity.agent.management;

import io.managedidentity.agent.config.MappingConfig;
import io.managedidentity.agent.injection.MappingCounters;
import io.managedidentity.agent.injection.SecretCount;
import io.managedidentity.agent.injection.ShadowTally;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Date;
import java.util.List;
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

  /** As the file has them: with the names of variables. */
  public List<String> getHosts() {
    List<String> hosts = new ArrayList<>();
    for (Object host : mapping.hosts()) {
      hosts.add(host.toString());
    }
    return hosts;
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

  /** Requests that would have had a token, in modes observe and shadow. */
  public long getObserved() {
    return counters == null ? 0 : counters.observed();
  }

  /** Requests that mode shadow sent once more with the token, and that got an answer. */
  public long getShadowRepeated() {
    ShadowTally tally = counters == null ? null : counters.shadowed();
    return tally == null ? 0 : tally.repeated();
  }

  /** Of these the ones that would have worked with the token. */
  public long getShadowAgreed() {
    ShadowTally tally = counters == null ? null : counters.shadowed();
    return tally == null ? 0 : tally.agreed();
  }

  /** Requests that mode shadow sent once more in vain: they say nothing about the token. */
  public long getShadowUnanswered() {
    ShadowTally tally = counters == null ? null : counters.shadowed();
    return tally == null ? 0 : tally.unanswered();
  }

  /** Repeated requests that would not have worked, by the status that the token got. */
  public List<StatusCount> getShadowRefused() {
    List<StatusCount> counts = new ArrayList<>();
    ShadowTally tally = counters == null ? null : counters.shadowed();
    if (tally != null) {
      for (ShadowTally.Refused refused : tally.refused()) {
        counts.add(new StatusCount(refused.status(), refused.count()));
      }
    }
    return counts;
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

  /** Requests that {@code share} left out. */
  public long getLeftOut() {
    return counters == null ? 0 : counters.leftOut();
  }

  /** Requests that carried its placeholder, to whatever host, and did not leave. */
  public long getHeldBack() {
    return counters == null ? 0 : counters.heldBack();
  }

  /** Requests that were not encrypted, and got no token therefore. */
  public long getPlainHttp() {
    return counters == null ? 0 : counters.plainHttp();
  }

  /** Requests with a token that were answered 401. */
  public long getRejected401() {
    return counters == null ? 0 : counters.rejected401();
  }

  /** Requests with a token that were answered 403. */
  public long getRejected403() {
    return counters == null ? 0 : counters.rejected403();
  }

  /** Requests with a token that were answered with a redirect. */
  public long getRedirected() {
    return counters == null ? 0 : counters.redirected();
  }

  /** Requests to a host of the mapping at a port that it does not name: they got no token. */
  public long getOtherPort() {
    return counters == null ? 0 : counters.otherPort();
  }

  /** Requests to a host of the mapping by a name that it does not have: they got no token. */
  public long getOtherName() {
    return counters == null ? 0 : counters.otherName();
  }

  /** Requests that went out and of which it is not known whether a secret was on them. */
  public long getCannotBeRead() {
    return counters == null ? 0 : counters.unread();
  }

  /** When the application last sent a stored secret; null for never. */
  public @Nullable Date getSecretLastSeen() {
    long millis = counters == null ? 0 : counters.secretSeenAtMillis();
    return millis == 0 ? null : new Date(millis);
  }

  /** Stored secrets on requests as the application made them, by kind. */
  public List<SecretState> getSecretSeen() {
    return states(counters == null ? Collections.<SecretCount>emptyList() : counters.secretsSeen());
  }

  /** Stored secrets on requests as they left the JVM, by kind and cause. */
  public List<SecretState> getSecretLeft() {
    return states(counters == null ? Collections.<SecretCount>emptyList() : counters.secretsLeft());
  }

  /** What happened last to one of its requests; null if nothing has happened yet. */
  public @Nullable OutcomeState getLastOutcome() {
    return OutcomeState.of(counters);
  }

  /** No stored secret left the JVM, and nothing was unread. */
  public boolean isClean() {
    return counters != null && counters.isClean();
  }

  private static List<SecretState> states(List<SecretCount> counts) {
    List<SecretState> states = new ArrayList<>(counts.size());
    for (SecretCount count : counts) {
      states.add(new SecretState(count));
    }
    return states;
  }
}
