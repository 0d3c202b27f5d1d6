package io.managedidentity.agent.discovery;

import io.managedidentity.agent.clock.AgentClock;
import io.managedidentity.agent.secrets.SecretKind;
import io.managedidentity.agent.secrets.SecretValue;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * What is found out about the process while it runs: where its requests go, how they authenticate,
 * which keys sign, which connections cannot be moved. Thread-safe.
 */
public final class Discovery {
  private final Fingerprints fingerprints;
  private final SigningKeys keys;
  private final Destinations destinations = new Destinations();
  private final Connections connections = new Connections(destinations, AgentClock.SYSTEM);
  private final LongAdder faults = new LongAdder();
  private final LongAdder pauses = new LongAdder();

  /**
   * @param salt null for fingerprints that hold for this run only
   */
  public Discovery(@Nullable String salt) {
    fingerprints = new Fingerprints(salt);
    keys = new SigningKeys(fingerprints, AgentClock.SYSTEM);
  }

  /**
   * Where a request goes.
   *
   * @param client as in {@code instrumentation.<client>}
   * @param port -1 for the scheme's default
   * @return null if there are too many destinations, which is counted
   */
  public @Nullable Destination destination(String client, String scheme, String host, int port) {
    return destinations.of(client, scheme, host, port);
  }

  /**
   * The same for the requests that a mapping treats: so that those that it does not are known too.
   *
   * @return null if there are too many destinations
   */
  public @Nullable Destination mapped(Destination to, String mapping) {
    return destinations.mapped(to, mapping);
  }

  /**
   * Names the secret of a request: by the key that made it, if that signed in this JVM, else by
   * itself if it is sent as it is.
   *
   * @param credentials as for {@link SecretValue#signature}
   */
  public void fingerprint(SecretUse use, SecretKind kind, String credentials) {
    byte[] signature = SecretValue.signature(kind, credentials);
    SigningKey key = signature == null ? null : keys.carried(signature);
    if (key != null) {
      use.fingerprint(key.fingerprint());
      return;
    }
    String secret = SecretValue.secret(kind, credentials);
    if (secret != null && !secret.isEmpty()) {
      use.fingerprint(fingerprints.of(secret));
    }
  }

  /** For a time, nothing of what the application does will be noted. */
  public void paused() {
    pauses.increment();
  }

  long pauses() {
    return pauses.sum();
  }

  /** A request could not be looked at because of a fault of ours. */
  public void failed() {
    faults.increment();
  }

  public SigningKeys signingKeys() {
    return keys;
  }

  public Connections connections() {
    return connections;
  }

  /** Requests by method, by name of the mapping that treats them. */
  public Map<String, Map<String, Long>> methodsByMapping() {
    Map<String, Map<String, Long>> all = new HashMap<>();
    for (Destination destination : destinations.all()) {
      for (MethodUse method : destination.methods()) {
        String mapping = destination.mapping();
        if (mapping != null) {
          Map<String, Long> counts = all.get(mapping);
          if (counts == null) {
            counts = new TreeMap<>();
            all.put(mapping, counts);
          }
          Long sofar = counts.get(method.method());
          counts.put(method.method(), method.requests() + (sofar == null ? 0 : sofar));
        }
      }
    }
    return all;
  }

  /** How many requests could not be looked at. */
  public long faults() {
    return faults.sum();
  }

  Fingerprints fingerprints() {
    return fingerprints;
  }

  Destinations destinations() {
    return destinations;
  }
}
