package io.managedidentity.agent.report;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Secrets by fingerprint: which applications send which where. Not thread-safe. */
final class SharedSecrets {
  /** So that one secret of thousands of hosts does not fill the memory. */
  private static final int MOST_NAMES = 50;

  /** One stored secret. */
  static final class Secret {
    /** A key of {@link Fingerprint}. */
    final String fingerprint;

    // Most secrets are of one application and one host, and there can be half a million.
    private Set<String> kinds = Collections.emptySet();
    private Set<String> applications = Collections.emptySet();
    private Set<String> hosts = Collections.emptySet();
    private boolean hasMoreApplications;
    private boolean hasMoreHosts;

    /** Requests of uses that name this secret alone or with others. */
    long requests;

    long madeForOthers;
    String site = "";

    Secret(String fingerprint) {
      this.fingerprint = fingerprint;
    }

    private void use(Application application, String host, SecretUse use, Texts texts) {
      kinds = with(kinds, use.kind, texts);
      hasMoreApplications |= isFullWithout(applications, application.name);
      applications = with(applications, application.name, texts);
      hasMoreHosts |= isFullWithout(hosts, host);
      hosts = with(hosts, host, texts);
      requests += use.count();
      site = site.isEmpty() ? use.site() : site;
    }

    private static boolean isFullWithout(Set<String> names, String name) {
      return names.size() >= MOST_NAMES && !names.contains(name);
    }

    private static Set<String> with(Set<String> names, String name, Texts texts) {
      if (names.size() >= MOST_NAMES || names.contains(name)) {
        return names;
      }
      if (names.isEmpty()) {
        return texts.alone(name);
      }
      Set<String> more = names.size() == 1 ? new LinkedHashSet<>(names) : names;
      more.add(name);
      return more;
    }

    Set<String> kinds() {
      return kinds;
    }

    Set<String> applications() {
      return applications;
    }

    Set<String> hosts() {
      return hosts;
    }

    /** Whether there are more than are named. */
    boolean hasMoreApplications() {
      return hasMoreApplications;
    }

    boolean hasMoreHosts() {
      return hasMoreHosts;
    }

    boolean isShared() {
      return applications.size() > 1;
    }
  }

  private final Map<String, Secret> secrets = new LinkedHashMap<>();

  static SharedSecrets of(Fleet fleet) {
    SharedSecrets all = new SharedSecrets();
    Texts texts = new Texts();
    for (Application application : fleet.applications()) {
      for (Destination destination : application.destinations()) {
        for (SecretUse use : destination.secrets()) {
          if (use.isStored()) {
            for (String fingerprint : use.fingerprints()) {
              all.secrets
                  .computeIfAbsent(fingerprint, Secret::new)
                  .use(application, destination.place(), use, texts);
            }
          }
        }
      }
    }
    for (Application application : fleet.applications()) {
      for (SigningKey key : application.keys()) {
        Secret secret = all.secrets.get(key.fingerprint);
        if (secret != null) {
          secret.madeForOthers += key.madeForOthers();
        }
      }
    }
    return all;
  }

  @Nullable Secret find(String fingerprint) {
    return secrets.get(fingerprint);
  }

  /** Whether another application sends one of these too. */
  boolean isShared(Set<String> fingerprints) {
    for (String fingerprint : fingerprints) {
      Secret secret = secrets.get(fingerprint);
      if (secret != null && secret.isShared()) {
        return true;
      }
    }
    return false;
  }

  /** Shared ones first, then those that are sent most. */
  List<Secret> inOrder() {
    List<Secret> sorted = new ArrayList<>(secrets.values());
    sorted.sort(
        (one, other) -> {
          int byShare = Integer.compare(other.applications.size(), one.applications.size());
          int byCount = byShare == 0 ? Long.compare(other.requests, one.requests) : byShare;
          return byCount == 0 ? one.fingerprint.compareTo(other.fingerprint) : byCount;
        });
    return sorted;
  }

  int size() {
    return secrets.size();
  }
}
