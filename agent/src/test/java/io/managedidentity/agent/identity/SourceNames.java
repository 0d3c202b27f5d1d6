package io.managedidentity.agent.identity;

import java.util.Map;

/** Names of sources in the vectors, and ours. */
final class SourceNames {
  private static final Map<String, String> OURS =
      Map.ofEntries(
          Map.entry("imds", "imds"),
          Map.entry("appService", "app-service"),
          Map.entry("msi2017", "app-service-2017"),
          Map.entry("machineLearning", "machine-learning"),
          Map.entry("azureMl", "machine-learning"),
          Map.entry("aml", "machine-learning"),
          Map.entry("cloudShell", "cloud-shell"),
          Map.entry("azureArc", "azure-arc"),
          Map.entry("serviceFabric", "service-fabric"),
          Map.entry("workloadIdentity", "workload-identity"),
          Map.entry("azureCli", "azure-cli"),
          Map.entry("azureDeveloperCli", "azure-developer-cli"),
          Map.entry("environment", "environment"));

  private SourceNames() {}

  static String ours(String inVector) {
    return OURS.getOrDefault(inVector, inVector);
  }
}
