package io.managedidentity.agent.report;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Finds {@code discovery-*.jsonl} in directories and those below them, each once; symbolic links
 * are followed, since volumes of Kubernetes are made of them.
 */
final class RecordFiles {
  /** Collectors put records below host, namespace and day. */
  private static final int DEEPEST = 32;

  private final Faults faults;
  private final Set<Path> files = new TreeSet<>();

  /** What was visited, without links: a link can lead back. */
  private final Set<Path> real = new HashSet<>();

  private RecordFiles(Faults faults) {
    this.faults = faults;
  }

  /**
   * In the order of names. A path to a file is that file, whatever its name. A directory below one
   * of them that cannot be read is a fault.
   *
   * @throws IOException if one of the directories cannot be read
   */
  static List<Path> in(List<Path> places, Faults faults) throws IOException {
    RecordFiles found = new RecordFiles(faults);
    for (Path place : places) {
      if (Files.isDirectory(place)) {
        if (found.real.add(place.toRealPath())) {
          found.visit(entries(place), 1);
        }
      } else {
        found.add(place);
      }
    }
    return Collections.unmodifiableList(new ArrayList<>(found.files));
  }

  private static List<Path> entries(Path directory) throws IOException {
    List<Path> entries = new ArrayList<>();
    try (DirectoryStream<Path> stream = Files.newDirectoryStream(directory)) {
      for (Path entry : stream) {
        entries.add(entry);
      }
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
    Collections.sort(entries);
    return entries;
  }

  private void visit(List<Path> entries, int depth) {
    for (Path entry : entries) {
      if (Files.isDirectory(entry)) {
        visit(entry, depth);
      } else {
        Path name = entry.getFileName();
        if (name != null && isRecord(name.toString())) {
          add(entry);
        }
      }
    }
  }

  private void visit(Path directory, int depth) {
    if (depth > DEEPEST) {
      unreadable(directory, "the directory is too deep to be read: name it as well");
      return;
    }
    try {
      if (real.add(directory.toRealPath())) {
        visit(entries(directory), depth + 1);
      }
    } catch (IOException e) {
      unreadable(directory, "the directory cannot be read: " + e.getMessage());
    }
  }

  private void add(Path file) {
    boolean isNew;
    try {
      isNew = real.add(file.toRealPath());
    } catch (IOException e) {
      isNew = true; // who reads it says why it cannot be read
    }
    if (isNew) {
      files.add(file.toAbsolutePath().normalize());
    }
  }

  private void unreadable(Path directory, String what) {
    faults.add(new Fault(Fault.Kind.UNREADABLE, directory.toString(), 0, what));
  }

  static boolean isRecord(String name) {
    return name.startsWith("discovery-") && name.endsWith(".jsonl");
  }
}
