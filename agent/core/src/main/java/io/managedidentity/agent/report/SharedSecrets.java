package io.managedidentity.agent.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Secrets by fingerprint: which applications send which where. Not thread-safe. */
final class SharedSecrets {
  /** So that one secret of thousands of hosts does not fill the memory. */
  private static final int MOST_NAMES = 50;

  /** One stored secret. */
  static final class Secret {
    /** A key of {@link Fingerprint}. */
    final String fingerprint;

    final Set<String> kinds = new TreeSet<>();
    final Set<String> applications = new LinkedHashSet<>();
    final Set<String> hosts = new LinkedHashSet<>();
    long moreApplications;
    long moreHosts;

    /** Requests of uses that name this secret alone or with others. */
    long requests;

    long madeForOthers;
    String site = "";

    Secret(String fingerprint) {
      this.fingerprint = fingerprint;
    }

    private void use(String application, String host, SecretUse use) {
      kinds.add(use.kind);
      if (applications.size() < MOST_NAMES) {
        applications.add(application);
      } else if (!applications.contains(application)) {
        moreApplications++;
      }
      if (hosts.size() < MOST_NAMES) {
        hosts.add(host);
      } else if (!hosts.contains(host)) {
        moreHosts++;
      }
      requests += use.count();
      site = site.isEmpty() ? use.site() : site;
    }

    boolean isShared() {
      return applications.size() > 1;
    }
  }

  private final Map<String, Secret> secrets = new LinkedHashMap<>();

  static SharedSecrets of(Fleet fleet) {
    SharedSecrets all = new SharedSecrets();
    for (Application application : fleet.applications()) {
      for (Destination destination : application.destinations()) {
        for (SecretUse use : destination.secrets()) {
          if (use.isStored()) {
            for (String fingerprint : use.fingerprints()) {
              all.secrets
                  .computeIfAbsent(fingerprint, Secret::new)
                  .use(application.name, destination.place(), use);
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
