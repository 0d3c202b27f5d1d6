package io.managedidentity.agent.identity;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * All identity sources, in the order of detection (R-ORDER). Those of a developer's machine come
 * last and take part only where configuration names them. Immutable.
 */
public final class IdentitySources {
  private final List<IdentitySource> detected;
  private final List<IdentitySource> all;

  public IdentitySources(SourceHost host) {
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

    List<IdentitySource> every = new ArrayList<>(found);
    every.add(new AzureCliSource());
    every.add(new AzureDeveloperCliSource());
    every.add(new EnvironmentSource(host));
    all = Collections.unmodifiableList(every);
  }

  /** Those that {@code auto} looks for, in order; the last one is always there. */
  public List<IdentitySource> detected() {
    return detected;
  }

  /** Those, and the ones that configuration must name. */
  public List<IdentitySource> all() {
    return all;
  }

  /** The source of that id, or null. */
  public @Nullable IdentitySource named(String id) {
    for (int i = 0; i < all.size(); i++) {
      if (all.get(i).id().equals(id)) {
        return all.get(i);
      }
    }
    return null;
  }
}
