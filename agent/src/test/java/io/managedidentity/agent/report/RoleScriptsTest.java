package io.managedidentity.agent.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RoleScriptsTest {
  @TempDir Path directory;

  @Test
  void grantsTheLeastThatDoesWhatWasObserved() throws IOException {
    assertEquals(
        List.of(
            "orders: Storage Blob Data Contributor on"
                + " Microsoft.Storage/storageAccounts/orders/blobServices/default/containers/archive",
            "orders: Storage Blob Data Reader on"
                + " Microsoft.Storage/storageAccounts/orders/blobServices/default/containers/invoices"),
        grants(
            "orders.blob.core.windows.net",
            "storage-blob",
            "{\"method\":\"GET\",\"path\":\"/invoices\",\"count\":9},{\"method\":\"HEAD\",\"path\":\"/invoices\",\"count\":1},"
                + "{\"method\":\"PUT\",\"path\":\"/archive\",\"count\":1}"));
  }

  @Test
  void saysWhereAPostMayOnlyRead() throws IOException {
    String searches = "{\"method\":\"POST\",\"path\":\"/indexes\",\"count\":9}";
    assertEquals(
        List.of("orders: Search Index Data Contributor on Microsoft.Search/searchServices/contoso"),
        grants("contoso.search.windows.net", "ai-search", searches));

    Reports.write(List.of(directory), directory, null);

    String note =
        " POST was seen, which writes or only reads: if it only queries or searches, Search Index"
            + " Data Reader is enough.\n";
    for (String file : List.of("roles.sh", "roles.bicep", "roles.tf")) {
      String text = Files.readString(directory.resolve(file));
      assertTrue(text.contains((file.equals("roles.bicep") ? "//" : "#") + note), text);
      assertTrue(!text.contains("The least"), text);
    }
  }

  @Test
  void isSureOfAWriterWhereOtherMethodsWrite() throws IOException {
    grants(
        "contoso.search.windows.net",
        "ai-search",
        "{\"method\":\"POST\",\"path\":\"/indexes\",\"count\":9},{\"method\":\"PUT\",\"path\":\"/indexes\",\"count\":1}");

    Reports.write(List.of(directory), directory, null);

    String shell = Files.readString(directory.resolve("roles.sh"));
    assertTrue(shell.contains("'Search Index Data Contributor'"), shell);
    assertTrue(!shell.contains("is enough"), shell);
  }

  @Test
  void grantsTheAccountWhereAContainerIsNotKnown() throws IOException {
    assertEquals(
        List.of(
            "orders: Storage Blob Data Contributor on Microsoft.Storage/storageAccounts/orders"),
        grants(
            "orders.blob.core.windows.net",
            "storage-blob",
            "{\"method\":\"GET\",\"path\":\"/invoices\",\"count\":9},{\"method\":\"PUT\",\"path\":\"/{id}\",\"count\":1}"));
  }

  @Test
  void keepsAWriterBesideAReaderOfTheAccount() throws IOException {
    assertEquals(
        List.of(
            "orders: Storage Blob Data Reader on Microsoft.Storage/storageAccounts/orders",
            "orders: Storage Blob Data Contributor on"
                + " Microsoft.Storage/storageAccounts/orders/blobServices/default/containers/archive"),
        grants(
            "orders.blob.core.windows.net",
            "storage-blob",
            "{\"method\":\"GET\",\"path\":\"/\",\"count\":9},{\"method\":\"PUT\",\"path\":\"/archive\",\"count\":1}"));
  }

  @Test
  void tellsSendersFromReceivers() throws IOException {
    assertEquals(
        List.of("orders: Azure Service Bus Data Sender on Microsoft.ServiceBus/namespaces/contoso"),
        grants(
            "contoso.servicebus.windows.net",
            "service-bus",
            "{\"method\":\"POST\",\"path\":\"/events\",\"count\":9}"));
    assertEquals(
        List.of(
            "orders: Azure Service Bus Data Receiver on Microsoft.ServiceBus/namespaces/contoso"),
        grants(
            "contoso.servicebus.windows.net",
            "service-bus",
            "{\"method\":\"DELETE\",\"path\":\"/events\",\"count\":9}"));
  }

  @Test
  void tellsSecretsFromKeysOfAVault() throws IOException {
    assertEquals(
        List.of(
            "orders: Key Vault Crypto User on Microsoft.KeyVault/vaults/contoso",
            "orders: Key Vault Secrets User on Microsoft.KeyVault/vaults/contoso"),
        grants(
            "contoso.vault.azure.net",
            "key-vault",
            "{\"method\":\"POST\",\"path\":\"/keys\",\"count\":1},{\"method\":\"GET\",\"path\":\"/secrets\",\"count\":1}"));
  }

  @Test
  void writesEachGrantOnceForAllReplicas() throws IOException {
    for (int i = 0; i < 3; i++) {
      RecordFile.started("orders", "discover", "000000000000000" + i)
          .destination("d1", "orders.blob.core.windows.net", "storage-blob", "shared-key", 4, "aa")
          .destination(
              "d2", "items.documents.azure.com", "cosmos-nosql", "cosmos-master-key", 4, "bb")
          .end()
          .write(directory, "discovery-h" + i + "-1.jsonl");
    }

    Reports.write(List.of(directory), directory, null);

    String shell = Files.readString(directory.resolve("roles.sh"));
    String bicep = Files.readString(directory.resolve("roles.bicep"));
    String terraform = Files.readString(directory.resolve("roles.tf"));
    assertEquals(2, shell.lines().filter(line -> line.startsWith("az ")).count());
    assertTrue(
        shell.contains(
            "az cosmosdb sql role assignment create --subscription \"$SUBSCRIPTION\" -g"
                + " \"$RESOURCE_GROUP\" -a 'items' --role-definition-id"
                + " 00000000-0000-0000-0000-000000000001 --principal-id \"$PRINCIPAL_orders\" --scope"
                + " /\n"),
        shell);
    assertTrue(
        bicep.contains(
            "resource resource0 'Microsoft.Storage/storageAccounts/blobServices/containers@2023-01-01'"
                + " existing = {\n  name: 'orders/default/invoices'\n}\n"),
        bicep);
    assertTrue(bicep.contains("'2a2b9908-6ea1-4ae2-8e65-a410df84e7d1'"), bicep);
    assertTrue(
        bicep.contains(
            "roleDefinitionId: '${resource1.id}/sqlRoleDefinitions/00000000-0000-0000-0000-000000000001'"),
        bicep);
    assertTrue(
        terraform.contains(
            "  scope                = \"${local.group}/providers/Microsoft.Storage/storageAccounts/orders/blobServices/default/containers/invoices\"\n"
                + "  role_definition_name = \"Storage Blob Data Reader\"\n"),
        terraform);
  }

  @Test
  void writesAFederatedCredentialForAnAppRegistration() throws IOException {
    grants(
        "login.microsoftonline.com", null, "{\"method\":\"POST\",\"path\":\"/{id}\",\"count\":1}");

    Reports.write(List.of(directory), directory, null);

    assertTrue(
        Files.readString(directory.resolve("roles.sh"))
            .contains("az ad app federated-credential create --id \"$APP_orders\""));
    assertTrue(
        Files.readString(directory.resolve("roles.tf"))
            .contains(
                "resource \"azuread_application_federated_identity_credential\" \"credential_orders\" {"));
  }

  private List<String> grants(String host, String service, String paths) throws IOException {
    RecordFile.started("orders")
        .destination("d1", host, service, "client-secret", 9, "aa", null, paths)
        .end()
        .write(directory);
    Merged merged = new Merged(Fleet.of(List.of(directory), Instant.now()));
    Grants grants = Grants.of(merged, merged.fleet.applications().iterator().next());
    java.util.ArrayList<String> all = new java.util.ArrayList<>();
    grants.grants().forEach(grant -> all.add(grant.toString()));
    return all;
  }
}
