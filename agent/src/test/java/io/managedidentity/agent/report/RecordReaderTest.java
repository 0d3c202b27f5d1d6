package io.managedidentity.agent.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RecordReaderTest {
  private static final String HOST = "orders.blob.core.windows.net";

  @TempDir Path directory;

  @Test
  void countsTheLastLineOfEachThing() throws IOException {
    record(3).end().write(directory);

    Fleet fleet = read();

    Application orders = only(fleet);
    Destination destination = orders.destinations().iterator().next();
    assertEquals("orders", orders.name);
    assertEquals(30, destination.requests());
    assertEquals(30, destination.stored());
    assertEquals(List.of(RecordFile.SALT + ":51c98f21392e5107"), fingerprints(destination));
    assertEquals("com.contoso.Invoices.load (orders-1.4.jar)", destination.secrets().get(0).site());
    assertEquals(0, fleet.faults().all());
    assertEquals(5, fleet.lines());
  }

  @Test
  void addsRunsOfOneFile() throws IOException {
    record(2)
        .start("orders", "discover", RecordFile.SALT, "0000000000000002")
        .destination("d1", HOST, "storage-blob", "shared-key", 7, "51c98f21392e5107")
        .end()
        .write(directory);

    Fleet fleet = read();

    assertEquals(27, only(fleet).destinations().iterator().next().requests());
    assertEquals(2, fleet.runs().size());
    assertTrue(fleet.wasKilled(fleet.runs().get(0)));
    assertFalse(fleet.wasKilled(fleet.runs().get(1)));
    assertEquals(0, fleet.faults().all());
  }

  @Test
  void countsARunOnceWhoseFileWasCopiedTwice() throws IOException {
    record(2).write(directory.resolve("monday"));
    record(3).end().write(directory.resolve("tuesday"));

    Fleet fleet = read();

    assertEquals(30, only(fleet).destinations().iterator().next().requests());
    assertEquals(1, fleet.runs().size());
    assertEquals(2, fleet.files());
  }

  @Test
  void countsTheLastLineThoughItsClockWasSetBack() throws IOException {
    record(2)
        .back(Duration.ofHours(1))
        .destination("d1", HOST, "storage-blob", "shared-key", 30, "51c98f21392e5107")
        .end()
        .write(directory);

    assertEquals(30, only(read()).destinations().iterator().next().requests());
  }

  @Test
  void countsTheLaterLineOfCopiesByItsNumber() throws IOException {
    record(2)
        .back(Duration.ofHours(1))
        .destination("d1", HOST, "storage-blob", "shared-key", 30, "51c98f21392e5107")
        .end()
        .write(directory.resolve("1"));
    record(2).write(directory.resolve("2"));

    assertEquals(30, only(read()).destinations().iterator().next().requests());
  }

  @Test
  void countsAMappingOnceThatAReloadMoved() throws IOException {
    RecordFile.started("orders", "inject", "0000000000000001")
        .mapping("blobs", HOST, "")
        .mapping("blobs", HOST, "\"index\":1,\"requests\":500")
        .end()
        .write(directory);

    assertEquals(500, only(read()).mappings().iterator().next().requests);
  }

  @Test
  void forgetsAConnectionThatWasTakenBack() throws IOException {
    record(1)
        .add("connection", connection(3))
        .add("connection", connection(0))
        .end()
        .write(directory);

    assertEquals(List.of(), List.copyOf(only(read()).connections()));
  }

  private static String connection(int count) {
    return "{\"id\":\"c1\",\"protocol\":\"tls\",\"host\":\"a.contoso.com\",\"port\":443,\"count\":%d}"
        .formatted(count);
  }

  @Test
  void addsWhatIsTooMuchToStoredSecrets() throws IOException {
    StringBuilder secrets = new StringBuilder();
    for (int i = 0; i < 63; i++) {
      secrets.append("{\"kind\":\"api-key\",\"place\":\"header k%d\",\"count\":1},".formatted(i));
    }
    secrets.append("{\"kind\":\"none\",\"count\":1},");
    secrets.append("{\"kind\":\"api-key\",\"place\":\"header more\",\"count\":5}");
    RecordFile.started("orders")
        .add(
            "destination",
            "{\"id\":\"d1\",\"host\":\"a.contoso.com\",\"requests\":100,\"secrets\":[%s]}"
                .formatted(secrets))
        .end()
        .write(directory);

    assertEquals(68, only(read()).destinations().iterator().next().stored());
  }

  @Test
  void followsLinksAndReadsEachFileOnce() throws IOException {
    Path volume = directory.resolve("volume");
    Path mounted = Files.createDirectories(directory.resolve("mounted"));
    record(3).end().write(volume.resolve("..2026"));
    Files.createSymbolicLink(volume.resolve("..data"), volume.resolve("..2026"));
    Files.createSymbolicLink(
        volume.resolve("discovery-h1-1.jsonl"), volume.resolve("..data/discovery-h1-1.jsonl"));
    Files.createSymbolicLink(volume.resolve("..2026/again"), volume);
    Files.createSymbolicLink(mounted.resolve("records"), volume);

    Fleet fleet = read(mounted);

    assertEquals(List.of(), faults(fleet));
    assertEquals(1, fleet.files());
    assertEquals(30, only(fleet).destinations().iterator().next().requests());
  }

  @Test
  void namesADirectoryThatIsTooDeep() throws IOException {
    Path deep = directory;
    for (int i = 0; i < 33; i++) {
      deep = deep.resolve("d");
    }
    record(1).end().write(deep);

    Fleet fleet = read();

    assertEquals(
        List.of(deep + ":0: the directory is too deep to be read: name it as well"), faults(fleet));
    assertEquals(1, fleet.faults().thatBreakProof());
  }

  @Test
  void namesALineThatWasChanged() throws IOException {
    RecordFile file = record(3).end();
    file.lines.set(2, file.lines.get(2).replace("\"requests\":20", "\"requests\":10"));
    Path written = file.write(directory);

    Fleet fleet = read();

    assertEquals(
        List.of(
            written
                + ":4: the line before was changed, or lines between are missing: the hash does not"
                + " fit"),
        faults(fleet));
    assertEquals(30, only(fleet).destinations().iterator().next().requests());
  }

  @Test
  void namesLinesThatAreMissing() throws IOException {
    RecordFile file = record(3).end();
    file.lines.remove(2);
    Path written = file.write(directory);

    assertEquals(
        List.of(
            written
                + ":3: the line before was changed, or lines between are missing: the hash does not"
                + " fit"),
        faults(read()));
  }

  @Test
  void namesANumberThatIsNotTheNextOne() throws IOException {
    Path written = record(1).number(9).end().write(directory);

    assertEquals(List.of(written + ":3: the number 9 does not follow 2"), faults(read()));
  }

  @Test
  void namesAFileThatCannotBeReadOnce() throws IOException {
    Path link =
        Files.createSymbolicLink(
            directory.resolve("discovery-h1-1.jsonl"), directory.resolve("gone"));

    Fleet fleet = read();

    assertEquals(List.of(link + ":0: the file cannot be read: " + link), faults(fleet));
    assertEquals(1, fleet.faults().thatBreakProof());
  }

  @Test
  void namesADirectoryThatCannotBeRead() throws IOException {
    Path shut = Files.createDirectories(directory.resolve("shut"));
    Set<PosixFilePermission> own = Files.getPosixFilePermissions(shut);
    Files.setPosixFilePermissions(shut, Set.of());
    try {
      assumeFalse(Files.isReadable(shut), "root may read everything");

      assertEquals(List.of(shut + ":0: the directory cannot be read: " + shut), faults(read()));
    } finally {
      Files.setPosixFilePermissions(shut, own);
    }
  }

  @Test
  void namesAMissingBeginning() throws IOException {
    RecordFile file = record(3).end();
    file.lines.remove(0);
    Path written = file.write(directory);

    assertEquals(
        List.of(
            written + ":1: the beginning of the file is missing: this line names one before it"),
        faults(read()));
  }

  @Test
  void takesACutLastLineForWhatItIs() throws IOException {
    Path written = record(2).write(directory);
    Files.writeString(written, Files.readString(written) + "{\"v\":1,\"type\":\"desti");

    Fleet fleet = read();

    assertEquals(
        List.of(
            written
                + ":4: the last line is cut short: its process was killed, or the file was copied"
                + " while it was written"),
        faults(fleet));
    assertEquals(0, fleet.faults().thatBreakProof());
    assertEquals(20, only(fleet).destinations().iterator().next().requests());
  }

  @Test
  void takesALineThatAKillCutShortForWhatItIs() throws IOException {
    Path written =
        record(2)
            .cut("{\"v\":1,\"type\":\"dest")
            .start("orders", "discover", RecordFile.SALT, "0000000000000002")
            .end()
            .write(directory);

    Fleet fleet = read();

    assertEquals(
        List.of(
            written
                + ":4: the line was cut short when its process was killed; what it said is lost"),
        faults(fleet));
    assertEquals(0, fleet.faults().thatBreakProof());
  }

  /** The recorder numbers on from the cut line, or from 1 if it was cut before its number. */
  @ParameterizedTest
  @ValueSource(ints = {5, 1})
  void takesTheNumberAfterACutLine(int next) throws IOException {
    record(2)
        .cut("{\"v\":1,\"type\":\"destination\",\"run\":\"0000000000000001\",\"seq\":4,\"ti")
        .number(next)
        .start("orders", "discover", RecordFile.SALT, "0000000000000002")
        .end()
        .write(directory);

    Fleet fleet = read();

    assertEquals(1, fleet.faults().all());
    assertEquals(0, fleet.faults().thatBreakProof());
  }

  @Test
  void namesGarbageAndCountsTheRest() throws IOException {
    RecordFile file = record(2);
    file.lines.add(2, "[1, 2");
    Path written = file.write(directory);

    Fleet fleet = read();

    assertEquals(
        List.of(written + ":3: this is no line of a record; the others count"), faults(fleet));
    assertEquals(20, only(fleet).destinations().iterator().next().requests());
  }

  @Test
  void refusesALaterVersionByName() throws IOException {
    Path written =
        record(1)
            .add(2, "destination", "{\"id\":\"d2\",\"host\":\"x.contoso.com\"}")
            .add(2, "end", "{}")
            .write(directory);

    Fleet fleet = read();

    assertEquals(
        List.of(
            written
                + ":3: lines of version 2 are not known here, only those of version 1. Read the"
                + " file with the jar of a newer agent"),
        faults(fleet));
    assertEquals(1, only(fleet).destinations().size());
  }

  @Test
  void readsACompactedFile() throws IOException {
    new RecordFile()
        .compacted("orders", "0000000000000003", "ab".repeat(32), 900)
        .destination("d1", HOST, "storage-blob", "shared-key", 70_000, "51c98f21392e5107")
        .end()
        .write(directory);

    Fleet fleet = read();

    assertEquals(List.of(), faults(fleet));
    assertEquals(70_000, only(fleet).destinations().iterator().next().requests());
  }

  @Test
  void namesTwentyFaultsAndCountsTheOthers() throws IOException {
    RecordFile file = record(1);
    for (int i = 0; i < 50; i++) {
      file.lines.add("garbage " + i);
    }
    file.write(directory);

    Faults faults = read().faults();

    assertEquals(20, faults.named().size());
    assertEquals(50, faults.all());
    assertEquals(30, faults.unnamed());
  }

  @Test
  void readsALineOfAnyLengthWithoutKeepingIt() throws IOException {
    RecordFile file = record(1);
    file.lines.add("\"" + "a".repeat(3 << 20) + "\"");
    Path written = file.write(directory);

    assertEquals(
        List.of(written + ":3: this is no line of a record; the others count"), faults(read()));
  }

  /** Totals: 10, 20, … requests. */
  private static RecordFile record(int times) {
    RecordFile file = RecordFile.started("orders");
    for (int i = 1; i <= times; i++) {
      file.destination("d1", HOST, "storage-blob", "shared-key", 10L * i, "51c98f21392e5107");
    }
    return file;
  }

  private Fleet read() throws IOException {
    return read(directory);
  }

  private static Fleet read(Path place) throws IOException {
    return Fleet.of(List.of(place), Instant.parse("2026-11-30T10:05:00.000Z"));
  }

  private static Application only(Fleet fleet) {
    assertEquals(1, fleet.applications().size());
    return fleet.applications().iterator().next();
  }

  private static List<String> fingerprints(Destination destination) {
    return destination.secrets().get(0).fingerprints();
  }

  private static List<String> faults(Fleet fleet) {
    return fleet.faults().named().stream().map(Fault::toString).toList();
  }
}
