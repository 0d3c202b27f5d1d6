package io.managedidentity.agent.report;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What came of the records. */
public final class ReportResult {
  static final String NEW_MAPPING = "mapping.new.json";

  private final Merged merged;
  private final List<Path> written;
  private final @Nullable Statement statement;

  ReportResult(Merged merged, List<Path> written, @Nullable Statement statement) {
    this.merged = merged;
    this.written = written;
    this.statement = statement;
  }

  /** Whether there was a record at all. */
  public boolean isAny() {
    return !merged.fleet.runs().isEmpty();
  }

  /** Whether the statement that was asked for says "clean"; true if none was asked for. */
  public boolean isClean() {
    return statement == null || statement.isClean();
  }

  /** Files that were written. */
  public List<Path> written() {
    return written;
  }

  /** Mapping files that are there with other content and stay, in one sentence; empty if none. */
  public String kept() {
    int count = 0;
    Path first = null;
    for (Path file : written) {
      if (file.endsWith(NEW_MAPPING)) {
        count++;
        first = first == null ? file : first;
      }
    }
    return first == null
        ? ""
        : (count == 1
                ? "1 mapping.json has other content and stays; the new one is beside it: "
                : count
                    + " files mapping.json have other content and stay; the new ones are beside"
                    + " them, for example ")
            + Escapes.line(first.toString())
            + ". Compare the two.";
  }

  /** The sums, in sentences. */
  public List<String> sentences() {
    List<String> lines = new ArrayList<>();
    for (String sentence : Sentences.of(merged)) {
      lines.add(Escapes.line(sentence));
    }
    if (!merged.fleet.isComparable()) {
      lines.add(Sentences.NOT_COMPARABLE);
    }
    return lines;
  }

  /** What is wrong with the records: file, line and what, the first twenty and a sum. */
  public List<String> faults() {
    List<String> lines = new ArrayList<>();
    Faults faults = merged.fleet.faults();
    for (Fault fault : faults.named()) {
      lines.add(Escapes.line(fault.toString()));
    }
    if (faults.unnamed() > 0) {
      lines.add("and " + faults.unnamed() + " more");
    }
    return lines;
  }

  /** The statement's verdict, its figures and each reason; empty if none was asked for. */
  public List<String> statement() {
    List<String> lines = new ArrayList<>();
    if (statement != null) {
      for (String line : statement.lines()) {
        lines.add(Escapes.line(line));
      }
    }
    return lines;
  }

  /** One JSON document: sums, faults, names of files and the statement. */
  public String toJson() {
    StringBuilder text = new StringBuilder();
    JsonWriter out = new JsonWriter(text);
    try {
      out.beginObject();
      ReportJson.totals(merged, out);
      ReportJson.faults(merged.fleet.faults(), out);
      List<String> names = new ArrayList<>();
      for (Path file : written) {
        names.add(file.toString());
      }
      out.put("written", names);
      if (statement != null) {
        out.beginObject("statement");
        statement.members(out);
        out.endObject();
      }
      out.endObject();
    } catch (IOException e) {
      throw new IllegalStateException("a text in memory can always be written", e);
    }
    return text.toString();
  }
}
