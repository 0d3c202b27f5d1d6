package io.managedidentity.agent.report;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** All records, merged by application. Not thread-safe. */
final class Fleet {
  /** A process that lives writes a line every ten minutes. */
  private static final Duration SILENCE = Duration.ofMinutes(11);

  private final Map<String, Application> applications = new TreeMap<>();
  private final List<RunInfo> runs = new ArrayList<>();
  private final Map<String, Integer> salts = new TreeMap<>();
  private final Faults faults = new Faults();
  private final Texts texts = new Texts();
  private int files;
  private long lines;
  private long bytes;
  private String newest = "";
  private final String now;

  private Fleet(Instant now) {
    this.now = Times.text(now.toEpochMilli());
  }

  /**
   * Reads the records of directories and of those below them.
   *
   * @param places directories, or record files
   * @param now a process that has long been silent by then is over
   * @throws IOException if one of the directories cannot be read
   */
  static Fleet of(List<Path> places, Instant now) throws IOException {
    Fleet fleet = new Fleet(now);
    new RecordReader(fleet).read(RecordFiles.in(places, fleet.faults));
    fleet.texts.forget();
    return fleet;
  }

  void add(RunFacts facts) {
    String name = texts.one(facts.name.isEmpty() ? "unknown" : facts.name);
    int run = runs.size();
    runs.add(new RunInfo(facts, name, texts));
    salts.merge(texts.one(facts.salt), 1, Integer::sum);
    applications.computeIfAbsent(name, Application::new).add(facts, run, texts);
  }

  void readFiles(int count) {
    files += count;
  }

  void readLine(int length) {
    lines++;
    bytes += length;
  }

  void sawTime(String time) {
    if (Times.isTime(time)) {
      newest = Times.later(newest, time);
    }
  }

  /** In the order of names. */
  Collection<Application> applications() {
    return applications.values();
  }

  List<RunInfo> runs() {
    return runs;
  }

  /** How many runs had which salt; {@code none} is none. */
  Map<String, Integer> salts() {
    return salts;
  }

  /** Whether all fingerprints can be compared with each other. */
  boolean isComparable() {
    return runs.size() <= 1 || (salts.size() == 1 && !salts.containsKey("none"));
  }

  Faults faults() {
    return faults;
  }

  int files() {
    return files;
  }

  long lines() {
    return lines;
  }

  long bytes() {
    return bytes;
  }

  /** Time of the earliest run; empty if there is none. */
  String first() {
    String first = "";
    for (RunInfo run : runs) {
      first = Times.earlier(first, run.first);
    }
    return first;
  }

  /** Time of the newest line; empty if there is none. */
  String last() {
    return newest;
  }

  /** Whether it neither ended in order nor still runs, as far as the records tell. */
  boolean wasKilled(RunInfo run) {
    return !run.isEnded && (run.isFollowed || Times.isApart(run.last, end(), SILENCE));
  }

  /** Clocks of other hosts may be fast. */
  private String end() {
    return Times.later(now, newest);
  }

  /** How long it has written nothing, for people. */
  String silence(RunInfo run) {
    return Times.between(run.last, end());
  }
}
