package io.managedidentity.agent.identity;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * All identity sources, in the order of detection (R-ORDER). Those of a developer's machine come
 * last and take part only if configuration names them. Immutable.
 */
public final class IdentitySources {
  /** Ids of all of them in that order, for those who check a name without a host. */
  public static final List<String> IDS =
      Collections.unmodifiableList(
          Arrays.asList(
              "workload-identity",
              "service-fabric",
              "app-service",
              "machine-learning",
              "app-service-2017",
              "cloud-shell",
              "azure-arc",
              "imds",
              "azure-cli",
              "azure-developer-cli",
              "environment"));

  private final SourceHost host;
  private final List<IdentitySource> detected;

  public IdentitySources(SourceHost host) {
    this.host = host;
    List<IdentitySource> found = new ArrayList<>();
    found.add(new WorkloadIdentitySource(host));
    found.add(new ServiceFabricSource(host));
    found.add(new AppServiceSource(host));
    found.add(Msi2017Source.machineLearning(host));
    found.add(Msi2017Source.appService(host));
    found.add(new CloudShellSource(host));
    found.add(new AzureArcSource(host));
    found.add(new ImdsSource(host));
    detected = Collections.unmodifiableList(found);
  }

  /** Those that {@code auto} looks for, in order; the last one is always there. */
  public List<IdentitySource> detected() {
    return detected;
  }

  /** Those, and the ones that configuration must name; their classes are loaded here only. */
  public List<IdentitySource> all() {
    List<IdentitySource> every = new ArrayList<>(detected);
    every.add(new AzureCliSource());
    every.add(new AzureDeveloperCliSource());
    every.add(new EnvironmentSource(host));
    return Collections.unmodifiableList(every);
  }

  /** The source of that id, or null. */
  public @Nullable IdentitySource named(String id) {
    IdentitySource found = find(id, detected);
    return found == null ? find(id, all()) : found;
  }

  private static @Nullable IdentitySource find(String id, List<IdentitySource> sources) {
    for (int i = 0; i < sources.size(); i++) {
      if (sources.get(i).id().equals(id)) {
        return sources.get(i);
      }
    }
    return null;
  }
}
