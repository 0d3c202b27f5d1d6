package io.managedidentity.agent.cli.live;

import org.jspecify.annotations.Nullable;

/**
 * For each service a GET that changes nothing and needs a token. Lists are asked for one element,
 * where the service has a word for that.
 */
final class HarmlessRequests {
  private static final String ROOT = "/";

  private static final String[][] TARGETS = {
    {"key-vault", "/secrets?api-version=7.4&maxresults=1"},
    {"managed-hsm", "/keys?api-version=7.4&maxresults=1"},
    {"app-configuration", "/keys?api-version=1.0"},
    {"storage-blob", "/?comp=list&maxresults=1"},
    {"storage-queue", "/?comp=list&maxresults=1"},
    {"storage-file", "/?comp=list&maxresults=1"},
    {"storage-dfs", "/?resource=account&maxResults=1"},
    {"storage-table", "/Tables?$top=1"},
    {"cosmos-table", "/Tables?$top=1"},
    {"ai-search", "/indexes?api-version=2023-11-01&$select=name"},
    {"azure-openai", "/openai/models?api-version=2024-06-01"},
    {"arm", "/subscriptions?api-version=2022-12-01"},
  };

  private HarmlessRequests() {}

  /**
   * Path and query; {@code /} for a service that has no other.
   *
   * @param service id in the catalogue, or null
   */
  static String of(@Nullable String service) {
    for (String[] row : TARGETS) {
      if (row[0].equals(service)) {
        return row[1];
      }
    }
    return ROOT;
  }
}
