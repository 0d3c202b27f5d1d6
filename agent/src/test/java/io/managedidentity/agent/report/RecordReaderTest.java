package io.managedidentity.agent.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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
    record(2)
        .cut("{\"v\":1,\"type\":\"dest")
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
    return Fleet.of(RecordFiles.in(List.of(directory)));
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
