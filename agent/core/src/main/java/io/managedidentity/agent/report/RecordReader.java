package io.managedidentity.agent.report;

import io.managedidentity.agent.json.JsonSyntaxException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads record files in two passes. The first checks every line and learns which run is in which
 * file: a collector may have copied a file twice. The second keeps the last line of each thing of
 * one run, merges it, and goes on; so memory holds the runs of a few files, not of all.
 */
final class RecordReader {
  /** More things than a recorder writes in a run; beyond them a file is not one of ours. */
  private static final int MOST_THINGS = 8_192;

  private final Fleet fleet;
  private final Faults faults;

  /** Those that have a fault for it. */
  private final Set<Path> unread = new HashSet<>();

  /** File numbers that share a run have one root. */
  private int[] roots = {};

  RecordReader(Fleet fleet) {
    this.fleet = fleet;
    this.faults = fleet.faults();
  }

  void read(List<Path> files) {
    roots = new int[files.size()];
    Map<String, Integer> fileOfRun = new HashMap<>();
    for (int i = 0; i < roots.length; i++) {
      roots[i] = i;
      check(files.get(i), i, fileOfRun);
    }
    Map<Integer, List<Path>> groups = new LinkedHashMap<>();
    for (int i = 0; i < roots.length; i++) {
      groups.computeIfAbsent(root(i), key -> new ArrayList<>(1)).add(files.get(i));
    }
    fileOfRun.clear();
    for (List<Path> group : groups.values()) {
      merge(group);
    }
    fleet.readFiles(files.size());
  }

  private int root(int file) {
    int at = file;
    while (roots[at] != at) {
      at = roots[at];
    }
    return at;
  }

  private void check(Path file, int number, Map<String, Integer> fileOfRun) {
    ChainCheck chain = new ChainCheck(file.toString(), faults);
    boolean isRefused = false;
    Set<String> runs = new LinkedHashSet<>();
    try (LineReader reader = new LineReader(Files.newInputStream(file))) {
      boolean isEnded = true;
      for (byte[] bytes = reader.next(); bytes != null; bytes = reader.next()) {
        isEnded = reader.isEnded();
        fleet.readLine(bytes.length + 1);
        RecordLine line = line(bytes);
        if (line == null) {
          chain.bad(bytes, reader.number(), "this is no line of a record; the others count");
        } else {
          if (line.version > RecordLine.VERSION && !isRefused) {
            isRefused = true;
            faults.add(
                new Fault(
                    Fault.Kind.VERSION,
                    file.toString(),
                    reader.number(),
                    "lines of version "
                        + line.version
                        + " are not known here, only those of version "
                        + RecordLine.VERSION
                        + ". Read the file with the jar of a newer agent"));
          }
          chain.good(bytes, line, reader.number());
          if (line.version <= RecordLine.VERSION) {
            runs.add(line.run);
            fleet.sawTime(line.time);
          }
        }
      }
      chain.end(isEnded);
    } catch (IOException e) {
      unreadable(file, e);
    }
    for (String run : runs) {
      Integer other = fileOfRun.putIfAbsent(run, number);
      if (other != null) {
        roots[root(number)] = root(other);
      }
    }
  }

  /** The runs of files that have one in common, or of one file. */
  private void merge(List<Path> files) {
    Map<String, Run> runs = new LinkedHashMap<>();
    for (int i = 0; i < files.size(); i++) {
      Path file = files.get(i);
      Run last = null;
      try (LineReader reader = new LineReader(Files.newInputStream(file))) {
        for (byte[] bytes = reader.next(); bytes != null; bytes = reader.next()) {
          RecordLine line = line(bytes);
          if (line != null && line.version <= RecordLine.VERSION) {
            Run run = runs.get(line.run);
            if (run == null) {
              run = new Run(line.run);
              runs.put(line.run, run);
            }
            if (last != null && last != run) {
              // One file has one writer: the run before is over, with or without an end.
              last.isFollowed = true;
            }
            last = run;
            run.take(line, i, new String(bytes, StandardCharsets.UTF_8));
          }
        }
      } catch (IOException e) {
        unreadable(file, e); // named in the first pass, unless it vanished meanwhile
      }
    }
    for (Run run : runs.values()) {
      fleet.add(run.facts());
    }
  }

  private void unreadable(Path file, IOException e) {
    if (unread.add(file)) {
      faults.add(
          new Fault(
              Fault.Kind.UNREADABLE,
              file.toString(),
              0,
              "the file cannot be read: " + e.getMessage()));
    }
  }

  private static @Nullable RecordLine line(byte[] bytes) {
    try {
      return RecordLine.parse(new String(bytes, StandardCharsets.UTF_8));
    } catch (JsonSyntaxException e) {
      return null;
    }
  }

  /** The last line of each thing of one run. */
  private static final class Run {
    private final String id;
    private final Map<String, Last> things = new LinkedHashMap<>();
    private String first = "";
    private String lastTime = "";
    private boolean isEnded;
    private boolean isFollowed;
    private boolean isOverfull;

    Run(String id) {
      this.id = id;
    }

    /**
     * @param file number of the file that has the line
     */
    void take(RecordLine line, int file, String text) {
      if (first.isEmpty() || line.time.compareTo(first) < 0) {
        first = line.time;
      }
      if (line.time.compareTo(lastTime) > 0) {
        lastTime = line.time;
      }
      if (line.type.equals("end")) {
        isEnded = true;
      } else if (!line.type.equals("alive")) {
        Last known = things.get(line.thing);
        if (known == null && things.size() >= MOST_THINGS) {
          isOverfull = true;
        } else if (known == null || known.file == file || line.seq >= known.seq) {
          // Not by time: a clock can be set back. Copies of a file have the same numbers.
          things.put(line.thing, new Last(line.type, line.seq, file, text));
        }
      }
    }

    RunFacts facts() {
      RunFacts facts = new RunFacts(id, first, lastTime, isEnded, isFollowed, isOverfull);
      for (Last last : things.values()) {
        try {
          JsonObject object = JsonObject.parse(last.text);
          if (object != null) {
            facts.add(last.type, object);
          }
        } catch (JsonSyntaxException e) {
          throw new IllegalStateException("a line that was JSON is none now", e);
        }
      }
      return facts;
    }
  }

  private static final class Last {
    final String type;
    final long seq;
    final int file;
    final String text;

    Last(String type, long seq, int file, String text) {
      this.type = type;
      this.seq = seq;
      this.file = file;
      this.text = text;
    }
  }
}
