package io.managedidentity.agent.report;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Random;

/**
 * Writes the records of a fleet, to measure a report of them: {@code FleetRecords DIR FILES
 * APPLICATIONS DESTINATIONS}. Each destination is written twice, as its numbers grow; lines have
 * the size of real ones. Run like any class of the tests.
 */
final class FleetRecords {
  private static final String[][] SERVICES = {
    {"storage-blob", ".blob.core.windows.net", "shared-key"},
    {"storage-queue", ".queue.core.windows.net", "sas"},
    {"cosmos-nosql", ".documents.azure.com", "cosmos-master-key"},
    {"key-vault", ".vault.azure.net", "entra-token"},
    {"azure-openai", ".openai.azure.com", "api-key"},
    {"", ".contoso.com", "basic"},
    {"", ".example.org", "none"}
  };

  private FleetRecords() {}

  public static void main(String[] arguments) throws IOException {
    write(
        Path.of(arguments[0]),
        Integer.parseInt(arguments[1]),
        Integer.parseInt(arguments[2]),
        Integer.parseInt(arguments[3]));
  }

  static void write(Path directory, int files, int applications, int destinations)
      throws IOException {
    for (int i = 0; i < files; i++) {
      int application = i % applications;
      RecordFile file =
          RecordFile.started("application-" + application, "discover", "%016x".formatted(i + 1));
      for (int round = 1; round <= 2; round++) {
        // The replicas of an application do the same.
        Random random = new Random(application);
        for (int d = 0; d < destinations; d++) {
          destination(file, application, d, round * 1_000L, random);
        }
      }
      file.add(
          "connection",
          "{\"id\":\"c1\",\"protocol\":\"sql-server\",\"host\":\"db%d.database.windows.net\",\"port\":1433,\"count\":4}"
              .formatted(application));
      file.end();
      file.write(directory.resolve("host-" + i / 100), "discovery-host-" + i + "-1.jsonl");
    }
  }

  private static void destination(
      RecordFile file, int application, int number, long count, Random random) {
    String[] service = SERVICES[random.nextInt(SERVICES.length)];
    // One host in five is of the whole organisation, the others are of the application.
    String name = number % 5 == 0 ? "shared" + number : "app" + application + "x" + number;
    StringBuilder paths = new StringBuilder();
    for (int p = 0; p < 5; p++) {
      paths.append(p == 0 ? "" : ",");
      paths.append(
          "{\"method\":\"%s\",\"path\":\"/container-%d\",\"count\":%d}"
              .formatted(p % 2 == 0 ? "GET" : "PUT", p, count / 5));
    }
    file.destination(
        "d" + number,
        name + service[1],
        service[0].isEmpty() ? null : service[0],
        service[2],
        count,
        "%016x".formatted(name.hashCode() & 0xFFFFFFFFL),
        null,
        paths.toString());
  }
}
