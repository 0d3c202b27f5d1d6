package io.managedidentity.agent.identity;

import io.managedidentity.agent.identity.http.EndpointRequest;
import io.managedidentity.agent.identity.http.EndpointUrl;
import io.managedidentity.agent.identity.http.Timeouts;
import io.managedidentity.agent.log.LogLevel;
import java.io.IOException;

/**
 * Finds out whether IMDS answers at all, if it was reached by default (R-PROBE). Without the
 * Metadata header IMDS says 400 and counts no identity request. Belongs on a thread of the agent's
 * own. Thread-safe.
 */
public final class ImdsProbe {
  /** How long IMDS counts as absent after a probe that found nothing. */
  public static final long ABSENT_MILLIS = 60_000;

  private static final int TRIES = 3;
  private static final Timeouts LIMITS = new Timeouts(1000, 2000);

  private final SourceHost host;
  private volatile boolean absent;
  private volatile long absentSinceNanos;

  public ImdsProbe(SourceHost host) {
    this.host = host;
  }

  /** Asks up to three times; true if anything answered. */
  public boolean run() {
    EndpointUrl url = ImdsSource.defaultUrl().withPath(ImdsSource.PATH);
    String fault = "";
    for (int i = 0; i < TRIES; i++) {
      try {
        host.client.send(EndpointRequest.get(url), host.limits(LIMITS));
        absent = false;
        return true;
      } catch (IOException e) {
        fault = Unreachable.describe(e);
      }
    }
    absentSinceNanos = host.clock.nanoTime();
    absent = true;
    host.log.once(
        "imds-absent",
        LogLevel.WARN,
        "No identity source was found here, and IMDS does not answer ("
            + fault
            + "), so there is no token. Outside Azure name a source, such as"
            + " \"source\": \"azure-cli\".");
    return false;
  }

  /** Whether a probe of the last minute found nothing, so that nobody need wait for a token. */
  public boolean isAbsent() {
    return absent && host.clock.nanoTime() - absentSinceNanos < ABSENT_MILLIS * 1_000_000L;
  }
}
