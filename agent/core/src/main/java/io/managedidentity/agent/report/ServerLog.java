package io.managedidentity.agent.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** The query of the service's own log that confirms a statement: no rows, for seven days. */
final class ServerLog {
  private static final int MOST = 20;

  final String where;
  final String query;

  private ServerLog(String where, String query) {
    this.where = where;
    this.query = query;
  }

  /** One line for each step, for people. */
  String lines() {
    return query.replace(" | ", "\n| ");
  }

  /**
   * @param hosts hosts and the ids of their services
   */
  static List<ServerLog> of(Map<String, String> hosts) {
    List<ServerLog> logs = new ArrayList<>();
    Set<String> done = new TreeSet<>();
    for (Map.Entry<String, String> host : hosts.entrySet()) {
      int dot = host.getKey().indexOf('.');
      String name = Escapes.word(dot < 0 ? host.getKey() : host.getKey().substring(0, dot), "-");
      if (logs.size() < MOST && done.add(host.getValue() + "/" + name)) {
        logs.add(of(host.getValue(), name));
      }
    }
    return logs;
  }

  private static ServerLog of(String service, String name) {
    String since = " | where TimeGenerated > ago(7d)";
    switch (service) {
      case "storage-blob":
      case "storage-dfs":
        return storage("StorageBlobLogs", name);
      case "storage-queue":
        return storage("StorageQueueLogs", name);
      case "storage-table":
        return storage("StorageTableLogs", name);
      case "storage-file":
        return storage("StorageFileLogs", name);
      case "cosmos-nosql":
        return new ServerLog(
            "resource log DataPlaneRequests of the account " + name,
            "CDBDataPlaneRequests"
                + since
                + " and AccountName =~ \""
                + name
                + "\" and isempty(AadPrincipalId) | summarize count() by AuthTokenType, KeyType,"
                + " ConnectionMode, OperationName, UserAgent, ClientIpAddress");
      case "event-grid":
        return new ServerLog(
            "resource log DataPlaneRequests of the topic " + name,
            "AegDataPlaneRequests"
                + since
                + " and _ResourceId has \""
                + name
                + "\" and Authentication in (\"Key\", \"SASToken\")"
                + " | summarize sum(tolong(TotalOperations)) by Authentication");
      case "service-bus":
      case "event-hubs":
        return new ServerLog(
            "resource log RuntimeAuditLogs of the namespace "
                + name
                + " (premium and dedicated tiers)",
            "AZMSRunTimeAuditLogs"
                + since
                + " and _ResourceId has \""
                + name
                + "\" and AuthType == \"SAS\" | summarize sum(Count) by AuthId, Protocol, ClientIp");
      case "entra-token-endpoint":
        return new ServerLog(
            "sign-in log of service principals in Entra, with the id of the app registration",
            "AADServicePrincipalSignInLogs"
                + since
                + " and AppId == \"APP_ID\" and isempty(FederatedCredentialId)"
                + " | summarize count() by ServicePrincipalCredentialKeyId, IPAddress");
      case "key-vault":
        return new ServerLog(
            "the vault has no keys of its own: what it replaces is a client secret, so see the"
                + " statement about the login host",
            "");
      default:
        return new ServerLog(
            "no log of "
                + (service.isEmpty() ? name : service)
                + " is known that tells keys from tokens",
            "");
    }
  }

  private static ServerLog storage(String table, String account) {
    return new ServerLog(
        "resource log of the account " + account + " (StorageRead, StorageWrite, StorageDelete)",
        table
            + " | where TimeGenerated > ago(7d) and AccountName =~ \""
            + account
            + "\" and AuthenticationType in (\"AccountKey\", \"SAS\")"
            + " | summarize count() by AuthenticationType, OperationName, UserAgentHeader, CallerIpAddress");
  }
}
