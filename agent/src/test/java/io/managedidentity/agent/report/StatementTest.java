package io.managedidentity.agent.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StatementTest {
  private static final String HOST = "orders.blob.core.windows.net";
  private static final String KEY = "51c98f21392e5107";
  private static final String PATHS =
      "{\"method\":\"GET\",\"path\":\"/invoices\",\"count\":400},{\"method\":\"PUT\",\"path\":\"/invoices\",\"count\":12}";

  @TempDir Path directory;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "orders.blob.core.windows.net",
        "https://orders.blob.core.windows.net/",
        "ORDERS.blob.core.windows.net:443",
        "blobs",
        "https://storage.azure.com",
        "https://storage.azure.com/.default"
      })
  void saysCleanOfHostMappingAndResource(String asked) throws IOException {
    clean().end().write(directory);

    Statement statement = of(asked);

    assertEquals(List.of(), statement.reasons());
    assertTrue(statement.isClean());
    assertEquals(412, statement.requests());
    assertEquals(12, statement.writing());
    assertTrue(
        statement
            .figures()
            .contains(
                "The application still sends a stored secret (412 times); it is replaced, so"
                    + " removing it is safe."),
        () -> statement.figures().toString());
  }

  @Test
  void printsTheLastStepOnlyWhereItIsClean() throws IOException {
    clean().end().write(directory);

    LastStep last = LastStep.of(of(HOST));

    assertEquals(
        List.of(
            "az storage account update --ids '/subscriptions/SUBSCRIPTION/resourceGroups/RESOURCE_GROUP/providers/Microsoft.Storage/storageAccounts/orders'"
                + " --allow-shared-key-access false"),
        last.commands().stream().map(command -> command.command).toList());
    assertTrue(last.commands().get(0).breaks.contains("whole account"));
  }

  @Test
  void printsHowShortTheEvidenceIsAndWhatConfirmsIt() throws IOException {
    clean().end().write(directory);

    String said = String.join("\n", of(HOST).lines());

    assertTrue(said.contains(", until 2026-11-30 10:01 UTC (90 seconds), in 1 run of"), said);
    assertTrue(
        said.contains(
            "That is less than 24 hours. It says something only if the longest job of the"
                + " application has come round in it, and the server's log must confirm it."),
        said);
    assertTrue(said.contains("\n  StorageBlobLogs\n  | where TimeGenerated > ago(7d) and "), said);
    assertTrue(said.contains("\n  It breaks: "), said);
    assertTrue(said.contains("--allow-shared-key-access false"), said);
  }

  @Test
  void countsAPostThatMayOnlyReadByItself() throws IOException {
    started()
        .destination(
            "d1",
            "items.search.windows.net",
            "ai-search",
            "api-key",
            10,
            KEY,
            null,
            "{\"method\":\"POST\",\"path\":\"/indexes\",\"count\":7},{\"method\":\"PUT\",\"path\":\"/indexes\",\"count\":3}")
        .end()
        .write(directory);

    Statement statement = of("items.search.windows.net");

    assertEquals(3, statement.writing());
    assertTrue(
        statement
            .figures()
            .get(0)
            .startsWith(
                "10 requests (3 by methods that write, 7 by POST, which may only read there) since"),
        () -> statement.figures().toString());
  }

  @Test
  void saysOfAnUnknownApiThatItMayNotMove() throws IOException {
    started()
        .destination("d1", "api.partner.example", null, "api-key", 3, "aa")
        .end()
        .write(directory);

    String todo = of("api.partner.example").reasons().get(0).todo;

    assertTrue(
        todo.endsWith(
            "If the API is not yours and does not take tokens of Entra, it cannot move: leave it."),
        todo);
  }

  @Test
  void takesADayOfRecordsWithoutAWarning() throws IOException {
    clean().back(java.time.Duration.ofHours(-25)).end().write(directory);

    String said = String.join("\n", of(HOST, "2026-12-02T10:05:00.000Z").lines());

    assertTrue(said.contains(" (25 hours), in 1 run of"), said);
    assertFalse(said.contains("less than 24 hours"), said);
  }

  @Test
  void waitsWithTheLastStepForTheRestOfTheAccount() throws IOException {
    clean()
        .destination("d2", "orders.queue.core.windows.net", "storage-queue", "sas", 3, "aa")
        .end()
        .write(directory);

    Statement statement = of(HOST);
    LastStep last = LastStep.of(statement);

    assertTrue(statement.isClean());
    assertFalse(last.isOpen());
    assertEquals(
        List.of("a clean statement of orders.queue.core.windows.net, which is of the same account"),
        last.waitsFor());
  }

  @Test
  void waitsWithTheLastStepForConnectionsToTheAccount() throws IOException {
    clean()
        .add(
            "connection",
            "{\"id\":\"c1\",\"protocol\":\"smb\",\"host\":\"orders.file.core.windows.net\",\"port\":445,\"count\":2}")
        .end()
        .write(directory);

    Statement statement = of(HOST);

    assertTrue(statement.isClean());
    assertEquals(
        List.of(
            "the end of the connections of orders to orders.file.core.windows.net:445 by smb, which"
                + " are to the same account"),
        LastStep.of(statement).waitsFor());
  }

  @Test
  void waitsWithTheLastStepForTheSecondaryOfTheAccount() throws IOException {
    clean()
        .destination("d2", "orders-secondary.blob.core.windows.net", "storage-blob", "sas", 3, "aa")
        .end()
        .write(directory);

    assertEquals(
        List.of(
            "a clean statement of orders-secondary.blob.core.windows.net, which is of the same"
                + " account"),
        LastStep.of(of(HOST)).waitsFor());
  }

  @Test
  void asksAllHostsOfAResourceThoughAMappingHasIt() throws IOException {
    clean()
        .destination("d2", "other.queue.core.windows.net", "storage-queue", "sas", 3, "aa")
        .end()
        .write(directory);

    assertEquals(
        List.of(
            "orders sent requests to other.queue.core.windows.net by okhttp without a mapping: 3"
                + " with a stored secret, the last at 2026-11-30T10:00:29.000Z."),
        reasons(of("https://storage.azure.com")));
  }

  @Test
  void takesTheNameOfAMappingForTheHostThatItIsToo() throws IOException {
    started()
        .mapping(HOST, "files.blob.core.windows.net", "")
        .destination("d1", HOST, "storage-blob", "shared-key", 412, KEY)
        .end()
        .write(directory);

    assertEquals(
        List.of(
            "orders sent requests to orders.blob.core.windows.net by okhttp without a mapping: 412"
                + " with a stored secret, the last at 2026-11-30T10:00:29.000Z."),
        reasons(of(HOST)));
  }

  @Test
  void countsEachMappingOfTheHostsOfAMapping() throws IOException {
    clean().end().write(directory);
    RecordFile.started("billing", "inject", "0000000000000009")
        .mapping(
            "all",
            "*.blob.core.windows.net",
            "\"secretLeft\":[{\"kind\":\"sas\",\"count\":2,\"why\":\"no token\"}]")
        .end()
        .write(directory, "discovery-h2-1.jsonl");

    assertEquals(
        List.of("2 requests of the mapping \"all\" of billing left with sas (no token)."),
        reasons(of("blobs")));
  }

  @Test
  void countsTheRegionsOfAnAccountOfCosmos() throws IOException {
    started()
        .mapping(
            "items",
            "orders.documents.azure.com",
            "\"service\":\"cosmos-nosql\",\"resource\":\"https://cosmos.azure.com\"")
        .destination(
            "d1",
            "orders-westeurope.documents.azure.com",
            "cosmos-nosql",
            "cosmos-master-key",
            5,
            "aa")
        .destination(
            "d2", "invoices.documents.azure.com", "cosmos-nosql", "cosmos-master-key", 5, "bb")
        .end()
        .write(directory);

    assertEquals(
        List.of(
            "orders sent requests to orders-westeurope.documents.azure.com by okhttp without a"
                + " mapping: 5 with a stored secret, the last at 2026-11-30T10:00:29.000Z."),
        reasons(of("orders.documents.azure.com")));
  }

  @Test
  void turnsOffAnAccountOfCosmosOnce() throws IOException {
    started()
        .mapping(
            "items",
            "orders.documents.azure.com",
            "\"service\":\"cosmos-nosql\",\"resource\":\"https://cosmos.azure.com\"")
        .destination(
            "d1",
            "orders-westeurope.documents.azure.com",
            "cosmos-nosql",
            "cosmos-master-key",
            412,
            "aa",
            "items",
            PATHS)
        .destination(
            "d2",
            "orders.documents.azure.com",
            "cosmos-nosql",
            "cosmos-master-key",
            2,
            "aa",
            "items",
            PATHS)
        .end()
        .write(directory);

    LastStep last = LastStep.of(of("orders.documents.azure.com"));

    assertEquals(1, last.commands().size());
    assertTrue(
        last.commands().get(0).command.contains("/databaseAccounts/orders'"),
        () -> last.commands().get(0).command);
  }

  @Test
  void refusesWhatLeft() throws IOException {
    refuses(
        started()
            .mapping(
                "blobs",
                HOST,
                "\"secretLeft\":[{\"kind\":\"shared-key\",\"count\":2,\"last\":\"2026-11-30T10:00:29.000Z\",\"why\":\"no token\"}]"),
        "2 requests of the mapping \"blobs\" of orders left with shared-key (no token), the last at"
            + " 2026-11-30T10:00:29.000Z.");
  }

  @Test
  void refusesWhatCannotBeRead() throws IOException {
    refuses(
        started().mapping("blobs", HOST, "\"cannotBeRead\":1"),
        "1 connection of the mapping \"blobs\" of orders could not be read.");
  }

  @Test
  void refusesAMappingThatOnlyObserves() throws IOException {
    refuses(
        started().mapping("blobs", HOST, "\"mode\":\"observe\",\"observed\":412"),
        "The mapping \"blobs\" of orders was in mode observe, which replaces nothing, for 412"
            + " requests.");
  }

  @Test
  void refusesPlainHttp() throws IOException {
    refuses(
        started().mapping("blobs", HOST, "\"plainHttp\":4"),
        "4 requests of the mapping \"blobs\" of orders went by plain HTTP, which the agent leaves"
            + " alone.");
  }

  @Test
  void refusesAConnectionThatIsNotHttp() throws IOException {
    refuses(
        clean()
            .add(
                "connection",
                "{\"id\":\"c1\",\"protocol\":\"tls\",\"host\":\"orders.blob.core.windows.net\",\"port\":443,\"count\":3}"),
        "orders connects to orders.blob.core.windows.net:443 by tls (3 times), which the agent"
            + " cannot read.");
  }

  @Test
  void refusesDirectModeOfCosmos() throws IOException {
    RecordFile file =
        started()
            .mapping(
                "items",
                "orders.documents.azure.com",
                "\"service\":\"cosmos-nosql\",\"resource\":\"https://cosmos.azure.com\"")
            .add(
                "connection",
                "{\"id\":\"c1\",\"protocol\":\"rntbd\",\"host\":\"cdb-ms-prod-1.documents.azure.com\",\"port\":14003,\"count\":1}")
            .end();
    file.write(directory);

    List<String> reasons = reasons(of("orders.documents.azure.com"));

    assertEquals(
        List.of(
            "orders connects to cdb-ms-prod-1.documents.azure.com:14003 by rntbd (1 time), which the"
                + " agent cannot read."),
        reasons);
  }

  @Test
  void refusesAnApplicationWithoutMapping() throws IOException {
    clean().end().write(directory);
    RecordFile.started("billing", "discover", "0000000000000009")
        .destination("d1", HOST, "storage-blob", "sas", 5, "aa")
        .end()
        .write(directory, "discovery-h2-1.jsonl");

    assertEquals(
        List.of(
            "billing sent requests to orders.blob.core.windows.net by okhttp without a mapping: 5"
                + " with a stored secret, the last at 2026-11-30T10:00:29.000Z."),
        reasons(of(HOST)));
  }

  @Test
  void refusesADestinationWhoseCountsAreMissing() throws IOException {
    refuses(
        started()
            .mapping("blobs", HOST, "")
            .destination("d1", HOST, "storage-blob", "shared-key", 412, KEY, "others", PATHS),
        "orders sent requests to orders.blob.core.windows.net by okhttp with a stored secret, and"
            + " the counts of the mapping \"others\" are missing.");
  }

  @Test
  void refusesSignaturesThatWereGivenAway() throws IOException {
    refuses(
        clean()
            .add(
                "key",
                "{\"id\":\"k1\",\"fingerprint\":\"51c98f21392e5107\",\"algorithm\":\"HmacSHA256\",\"signatures\":20,\"carried\":13,\"madeForOthers\":7}"),
        "orders made 7 signatures for others with the key #51c98f21392e5107, which signs requests to"
            + " it.");
  }

  @Test
  void refusesARecordThatDoesNotHoldEverything() throws IOException {
    refuses(
        clean().add("limit", "{\"what\":\"destinations\",\"dropped\":3}"),
        "Records do not hold everything: orders (3 destinations not recorded).");
  }

  @Test
  void refusesAnEditedFile() throws IOException {
    RecordFile file = clean().end();
    file.lines.set(1, file.lines.get(1).replace("\"withToken\":412", "\"withToken\":411"));
    Path written = file.write(directory);

    assertEquals(
        List.of(
            "The record files are not as they were written, in 1 place: "
                + written
                + ":3: the line before was changed, or lines between are missing: the hash does not"
                + " fit."),
        reasons(of(HOST)));
  }

  @Test
  void refusesAProcessThatWasKilled() throws IOException {
    clean().start("orders", "inject", RecordFile.SALT, "0000000000000002").end().write(directory);

    assertEquals(
        List.of(
            "A process did not end in order, so up to 30 s of each are not recorded: orders on h1 at"
                + " 2026-11-30T10:01:00.000Z."),
        reasons(of(HOST)));
  }

  @Test
  void refusesAProcessThatIsSilentAndHasNoEnd() throws IOException {
    clean().write(directory);

    assertEquals(
        List.of(
            "A process has no end and wrote nothing for more than ten minutes: killed, or the file"
                + " is not whole: orders on h1 (nothing for 29 minutes, since"
                + " 2026-11-30T10:01:00.000Z)."),
        reasons(of(HOST, "2026-11-30T10:30:00.000Z")));
  }

  @Test
  void refusesAKilledProcessThatHadNotUsedItYet() throws IOException {
    clean()
        .end()
        .start("orders", "inject", RecordFile.SALT, "0000000000000002")
        .start("orders", "inject", RecordFile.SALT, "0000000000000003")
        .end()
        .write(directory);

    assertEquals(
        List.of(
            "A process did not end in order, so up to 30 s of each are not recorded: orders on h1 at"
                + " 2026-11-30T10:02:00.000Z."),
        reasons(of(HOST)));
  }

  @Test
  void refusesBodiesThatNobodyLookedAt() throws IOException {
    refuses(
        clean()
            .add(
                "destination",
                """
                {"id":"d2","scheme":"https","host":"orders.blob.core.windows.net","port":443,
                 "client":"jdk","requests":3,"unreadBodies":2,
                 "secrets":[{"kind":"entra-token","place":"header Authorization","count":3}]}
                """),
        "orders sent requests to orders.blob.core.windows.net by jdk without a mapping: 2 token"
            + " requests or batches had a body that could not be looked at.");
  }

  @Test
  void saysWhatARecordDoesNotHold() throws IOException {
    clean()
        .add("limit", "{\"what\":\"off\",\"dropped\":2}")
        .add("limit", "{\"what\":\"clients\",\"dropped\":1}")
        .add("limit", "{\"what\":\"runs\",\"dropped\":3}")
        .add("limit", "{\"what\":\"faults\",\"dropped\":1}")
        .end()
        .write(directory);

    assertEquals(
        List.of(
            "The agent or its discovery was switched off while the application ran, and what was"
                + " sent meanwhile is not recorded: orders (2 times).",
            "There are clients that the agent does not cover, and their requests are not recorded:"
                + " orders (1 client).",
            "Lines of earlier processes were dropped when a file grew too long: orders (3"
                + " processes).",
            "A fault of the agent kept it from looking at requests: orders (1 request)."),
        reasons(of(HOST)));
  }

  @Test
  void refusesWhatTheRecordsDoNotKnow() throws IOException {
    clean().end().write(directory);

    assertEquals(
        List.of("The records hold no request to it."), reasons(of("other.blob.core.windows.net")));
  }

  @Test
  void findsTheMappingOfATenantByItsDestination() throws IOException {
    started()
        .add(
            "mapping",
            """
            {"name":"app","index":0,"mode":"inject","tokenEndpoint":"contoso.onmicrosoft.com","hosts":[],
             "requests":4,"withToken":4,"byMethod":{"POST":4},
             "secretLeft":[{"kind":"client-secret","count":1,"why":"fell back"}]}
            """)
        .destination(
            "d1",
            "login.microsoftonline.com",
            null,
            "client-secret",
            4,
            "aa",
            "app",
            "{\"method\":\"POST\",\"path\":\"/contoso.onmicrosoft.com\",\"count\":4}")
        .end()
        .write(directory);

    assertEquals(
        List.of("1 request of the mapping \"app\" of orders left with client-secret (fell back)."),
        reasons(of("login.microsoftonline.com")));
  }

  @Test
  void takesAProcessThatStillRuns() throws IOException {
    clean().write(directory);

    assertTrue(of(HOST).isClean());
  }

  private void refuses(RecordFile file, String reason) throws IOException {
    file.end().write(directory);

    Statement statement = of(HOST);

    assertEquals(List.of(reason), reasons(statement));
    assertFalse(LastStep.of(statement).isOpen());
    assertEquals(List.of(), LastStep.of(statement).commands());
  }

  private static RecordFile started() {
    return RecordFile.started("orders", "inject", "0000000000000001");
  }

  private static RecordFile clean() {
    return started()
        .mapping("blobs", HOST, "")
        .destination("d1", HOST, "storage-blob", "shared-key", 412, KEY, "blobs", PATHS);
  }

  private Statement of(String asked) throws IOException {
    return of(asked, "2026-11-30T10:05:00.000Z");
  }

  private Statement of(String asked, String now) throws IOException {
    return Statement.of(new Merged(Fleet.of(List.of(directory), Instant.parse(now))), asked);
  }

  private static List<String> reasons(Statement statement) {
    return statement.reasons().stream().map(reason -> reason.what).toList();
  }
}
