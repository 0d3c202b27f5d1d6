package io.managedidentity.agent.report;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;

/**
 * Where {@code POST} may only read. Records keep the first segment of a path, which does not tell a
 * query from a change.
 */
final class PostReads {
  private static final Set<String> SERVICES =
      new HashSet<>(
          Arrays.asList(
              "ai-foundry",
              "ai-search",
              "app-insights-query",
              "arm",
              "azure-openai",
              "cognitive-services",
              "cosmos-nosql",
              "data-factory",
              "digital-twins",
              "entra-token-endpoint",
              "graph",
              "healthcare-fhir",
              "iot-hub",
              "key-vault",
              "kusto",
              "log-analytics-query",
              "managed-prometheus-query",
              "maps",
              "monitor-metrics-batch",
              "power-bi",
              "purview",
              "speech",
              "storage-blob",
              "translator-global"));

  private PostReads() {}

  /**
   * @param service an id of the catalogue; empty for an API that it does not know
   */
  static boolean canRead(String service) {
    return service.isEmpty() || SERVICES.contains(service);
  }

  /** Whether it depends on {@code POST} alone whether something was written. */
  static boolean isUnsure(String service, Set<String> methods) {
    Set<String> others = new HashSet<>(methods);
    return others.remove("POST") && canRead(service) && Move.isReadOnly(others);
  }
}
