package io.managedidentity.agent.report;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** Records of three applications that have a bit of everything: for pages that are looked at. */
public final class DemoRecords {
  private static final String POST = "{\"method\":\"POST\",\"path\":\"%s\",\"count\":%d}";
  private static final String GET = "{\"method\":\"GET\",\"path\":\"%s\",\"count\":%d}";

  private DemoRecords() {}

  /** One destination each. */
  public static void writeMany(Path directory, int applications) throws IOException {
    for (int i = 0; i < applications; i++) {
      RecordFile.started("app" + i, "discover", "00000000000000%02x".formatted(i))
          .destination(
              "d1",
              "contoso.blob.core.windows.net",
              "storage-blob",
              "shared-key",
              1,
              "51c98f21392e5107")
          .write(directory, "discovery-h1-" + i + ".jsonl");
    }
  }

  public static void write(Path directory) throws IOException {
    RecordFile.started("orders", "discover", "00000000000000a1")
        .destination(
            "d1",
            "contosoorders.blob.core.windows.net",
            "storage-blob",
            "shared-key",
            41_200,
            "51c98f21392e5107",
            null,
            GET.formatted("/invoices", 40_000)
                + ","
                + "{\"method\":\"PUT\",\"path\":\"/archive\",\"count\":1200}")
        .destination(
            "d2",
            "contosoorders.queue.core.windows.net",
            "storage-queue",
            "shared-key",
            9_000,
            "51c98f21392e5107",
            null,
            POST.formatted("/work", 9_000))
        .destination(
            "d3",
            "orders-db.documents.azure.com",
            "cosmos-nosql",
            "cosmos-master-key",
            120_000,
            "7d0a44e1b2c3f455",
            null,
            POST.formatted("/dbs", 120_000))
        .destination(
            "d4",
            "contoso-ai.openai.azure.com",
            "azure-openai",
            "api-key",
            820,
            "0f12ab34cd56ef78",
            null,
            POST.formatted("/openai", 820))
        .destination(
            "d5",
            "login.microsoftonline.com",
            null,
            "client-secret",
            48,
            "aa01bb02cc03dd04",
            null,
            POST.formatted("/contoso.onmicrosoft.com", 48))
        .destination(
            "d6",
            "api.partner.example",
            null,
            "api-key",
            77,
            "9999888877776666",
            null,
            GET.formatted("/v2", 77))
        .destination(
            "d7",
            "contoso.vault.azure.net",
            "key-vault",
            "entra-token",
            300,
            null,
            null,
            GET.formatted("/secrets", 300))
        .add(
            "connection",
            "{\"id\":\"c1\",\"protocol\":\"rntbd\",\"host\":\"cdb-ms-prod-westeurope1-fd12.documents.azure.com\",\"port\":14081,\"count\":12,\"site\":{\"class\":\"com.contoso.orders.Db\",\"method\":\"open\",\"jar\":\"orders-2.1.jar\"}}")
        .add(
            "key",
            "{\"id\":\"k1\",\"fingerprint\":\"51c98f21392e5107\",\"algorithm\":\"HmacSHA256\",\"signatures\":50212,\"carried\":50200,\"madeForOthers\":12,\"site\":{\"class\":\"com.contoso.orders.Links\",\"method\":\"share\",\"jar\":\"orders-2.1.jar\"}}")
        .end()
        .write(directory, "discovery-orders-1.jsonl");
    RecordFile.started("billing", "discover", "00000000000000b1")
        .destination(
            "d1",
            "contosoorders.blob.core.windows.net",
            "storage-blob",
            "shared-key",
            512,
            "51c98f21392e5107",
            null,
            GET.formatted("/invoices", 512))
        .destination(
            "d2",
            "contosoorders.table.core.windows.net",
            "storage-table",
            "sas",
            33,
            "5a5a5a5a5a5a5a5a",
            null,
            GET.formatted("/Rates", 33))
        .destination(
            "d3",
            "billing.search.windows.net",
            "ai-search",
            "api-key",
            2_400,
            "1212121212121212",
            null,
            POST.formatted("/indexes", 2_400))
        .destination(
            "d4",
            "contoso.servicebus.windows.net",
            "service-bus",
            "sas-header",
            640,
            "3434343434343434",
            null,
            POST.formatted("/events", 640))
        .destination(
            "d5",
            "notify.contoso.azure-api.net",
            "api-management",
            "subscription-key",
            19,
            "5656565656565656",
            null,
            POST.formatted("/send", 19))
        .add(
            "connection",
            "{\"id\":\"c1\",\"protocol\":\"sql-server\",\"host\":\"contoso.database.windows.net\",\"port\":1433,\"count\":8}")
        .end()
        .write(directory, "discovery-billing-1.jsonl");
    RecordFile.started("portal", "inject", "00000000000000c1")
        .mapping(
            "settings",
            "contoso.azconfig.io",
            "\"service\":\"app-configuration\",\"resource\":\"https://appconfig.azure.com\"")
        .destination(
            "d1",
            "contoso.azconfig.io",
            "app-configuration",
            "hmac",
            412,
            "abcdabcdabcdabcd",
            "settings",
            GET.formatted("/kv", 412))
        .destination(
            "d2",
            "contoso-ai.openai.azure.com",
            "azure-openai",
            "api-key",
            60,
            "0f12ab34cd56ef78",
            null,
            POST.formatted("/openai", 60))
        .end()
        .write(directory, "discovery-portal-1.jsonl");
  }

  /** A mapping in mode shadow. */
  public static void writeShadow(Path directory) throws IOException {
    RecordFile.started("orders", "inject", "00000000000000d1")
        .mapping(
            "blobs",
            "contosoorders.blob.core.windows.net",
            "\"mode\":\"shadow\",\"shadow\":{\"repeated\":412,\"agreed\":411,\"refused\":[{\"status\":403,\"count\":1}]}")
        .end()
        .write(directory);
  }

  /** A process that has not ended, as far as the clock of this machine tells. */
  public static void writeRunning(Path directory) throws IOException {
    RecordFile.startedNow("orders")
        .destination("d1", "api.partner.example", null, "api-key", 7, "9999888877776666")
        .write(directory);
  }

  public static void main(String[] arguments) throws IOException {
    write(Path.of(arguments[0]));
    Reports.write(List.of(Path.of(arguments[0])), Path.of(arguments[0]), arguments[1]);
  }
}
