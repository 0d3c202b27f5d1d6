package io.managedidentity.agent.report;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Ids of built-in roles, which Bicep needs; a role that is not here becomes a parameter
 * (learn.microsoft.com, Azure built-in roles).
 */
final class RoleIds {
  private static final String[] ROLES = {
    "Storage Blob Data Reader", "2a2b9908-6ea1-4ae2-8e65-a410df84e7d1",
    "Storage Blob Data Contributor", "ba92f5b4-2d11-453d-a403-e96b0029c9fe",
    "Storage Queue Data Reader", "19e7f393-937e-4f77-808e-94535e297925",
    "Storage Queue Data Contributor", "974c5e8b-45b9-4653-ba55-5f855dd0fb88",
    "Storage Table Data Reader", "76199698-9eea-4c19-bc75-cec21354c6b6",
    "Storage Table Data Contributor", "0a9a7e1f-b9d0-4cc4-a60d-0319b160aaa3",
    "Storage File Data Privileged Reader", "b8eda974-7b85-4f76-af95-65846b26df6d",
    "Storage File Data Privileged Contributor", "69566ab7-960f-475b-8e7c-b3118f30c6bd",
    "Key Vault Secrets User", "4633458b-17de-408a-b874-0445c86b69e6",
    "Key Vault Secrets Officer", "b86a8fe4-44ce-4948-aee5-eccb2c155cd7",
    "Key Vault Crypto User", "12338af0-0e69-4776-bea7-57ae8d297424",
    "Key Vault Certificate User", "db79e9a7-68ee-4b58-9aeb-b90e7c24fcba",
    "Key Vault Certificates Officer", "a4417e6f-fecd-4de8-b567-7b0420556985",
    "App Configuration Data Reader", "516239f1-63e1-4d78-a4de-a74fb236a071",
    "App Configuration Data Owner", "5ae67dd6-50cb-40e7-96ff-dc2bfa4b606b",
    "Azure Service Bus Data Receiver", "4f6d3b9b-027b-4f4c-9142-0e5a2a2247e0",
    "Azure Service Bus Data Sender", "69a216fc-b8fb-44d8-bc22-1f3c2cd27a39",
    "Azure Event Hubs Data Receiver", "a638d3c7-ab3a-418d-83e6-5f17a39d4fde",
    "Azure Event Hubs Data Sender", "2b629674-e913-4c01-ae53-ef4638d8f975",
    "EventGrid Data Sender", "d5a91429-5739-47e2-a06b-3470a27159e7",
    "Cognitive Services User", "a97b65f3-24c7-4388-baec-2e87135dc908",
    "Cognitive Services OpenAI User", "5e0bd9bd-7b93-4f28-af87-19fc36ad61bd",
    "Search Index Data Reader", "1407120a-92aa-4202-b7e9-c0e197c71c8f",
    "Search Index Data Contributor", "8ebe5a00-799e-43f5-93ac-243d3dce84a7",
    "SignalR REST API Owner", "fd53cd77-2268-407a-8f46-7e7863d0f521",
    "AcrPull", "7f951dda-4ed3-4680-a7ca-43fe172d538d",
    "AcrPush", "8311e382-0749-4cb8-b61a-304f252e45ec"
  };

  private static final Map<String, String> IDS = new HashMap<>();

  static {
    for (int i = 0; i < ROLES.length; i += 2) {
      IDS.put(ROLES[i], ROLES[i + 1]);
    }
  }

  private RoleIds() {}

  static @Nullable String of(String role) {
    return IDS.get(role);
  }
}
