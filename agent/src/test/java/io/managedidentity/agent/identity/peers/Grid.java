package io.managedidentity.agent.identity.peers;

import java.util.List;

/** What is asked for of every source. */
final class Grid {
  static final List<String> IDENTITIES = List.of("system", "clientId", "objectId", "resourceId");
  static final List<String> RESOURCES =
      List.of("https://vault.azure.net", "https://management.azure.com/", "api://orders");

  private Grid() {}

  static String id(String kind) {
    return switch (kind) {
      case "clientId" -> "66666666-7777-8888-9999-aaaaaaaaaaaa";
      case "objectId" -> "77777777-8888-9999-aaaa-bbbbbbbbbbbb";
      default ->
          "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg1/providers"
              + "/Microsoft.ManagedIdentity/userAssignedIdentities/id1";
    };
  }
}
