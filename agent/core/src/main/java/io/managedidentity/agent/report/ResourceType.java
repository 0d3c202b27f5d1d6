package io.managedidentity.agent.report;

import org.jspecify.annotations.Nullable;

/** What a service is to Resource Manager, where the host's first label is the resource's name. */
enum ResourceType {
  KEY_VAULT("key-vault", "Microsoft.KeyVault/vaults", "2023-07-01"),
  APP_CONFIGURATION(
      "app-configuration", "Microsoft.AppConfiguration/configurationStores", "2023-03-01"),
  BLOB("storage-blob", "Microsoft.Storage/storageAccounts", "2023-01-01"),
  DFS("storage-dfs", "Microsoft.Storage/storageAccounts", "2023-01-01"),
  QUEUE("storage-queue", "Microsoft.Storage/storageAccounts", "2023-01-01"),
  TABLE("storage-table", "Microsoft.Storage/storageAccounts", "2023-01-01"),
  FILE("storage-file", "Microsoft.Storage/storageAccounts", "2023-01-01"),
  COSMOS("cosmos-nosql", "Microsoft.DocumentDB/databaseAccounts", "2023-11-15"),
  SERVICE_BUS("service-bus", "Microsoft.ServiceBus/namespaces", "2021-11-01"),
  EVENT_HUBS("event-hubs", "Microsoft.EventHub/namespaces", "2021-11-01"),
  EVENT_GRID("event-grid", "Microsoft.EventGrid/topics", "2022-06-15"),
  SIGNALR("signalr", "Microsoft.SignalRService/signalR", "2023-02-01"),
  WEB_PUBSUB("web-pubsub", "Microsoft.SignalRService/webPubSub", "2023-02-01"),
  COMMUNICATION("communication", "Microsoft.Communication/communicationServices", "2023-04-01"),
  COGNITIVE("cognitive-services", "Microsoft.CognitiveServices/accounts", "2023-05-01"),
  OPENAI("azure-openai", "Microsoft.CognitiveServices/accounts", "2023-05-01"),
  FOUNDRY("ai-foundry", "Microsoft.CognitiveServices/accounts", "2023-05-01"),
  SEARCH("ai-search", "Microsoft.Search/searchServices", "2023-11-01"),
  BATCH("batch", "Microsoft.Batch/batchAccounts", "2023-05-01"),
  IOT_HUB("iot-hub", "Microsoft.Devices/IotHubs", "2023-06-30"),
  REGISTRY("container-registry", "Microsoft.ContainerRegistry/registries", "2023-07-01");

  private final String service;
  final String type;

  /** A version of its API that has the resource. */
  final String version;

  ResourceType(String service, String type, String version) {
    this.service = service;
    this.type = type;
    this.version = version;
  }

  /** Null where the name of the resource does not follow from the host. */
  static @Nullable ResourceType of(String service) {
    for (ResourceType type : values()) {
      if (type.service.equals(service)) {
        return type;
      }
    }
    return null;
  }
}
