package io.managedidentity.agent.report;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Finds {@code discovery-*.jsonl} in directories and those below them. */
final class RecordFiles {
  /** Collectors put records below host, namespace and day. */
  private static final int DEEPEST = 8;

  private RecordFiles() {}

  /** Each file once, in the order of names. A path to a file is that file, whatever its name. */
  static List<Path> in(List<Path> places) throws IOException {
    Set<Path> files = new TreeSet<>();
    for (Path place : places) {
      if (Files.isDirectory(place)) {
        walk(place, 0, files);
      } else {
        files.add(place.toAbsolutePath().normalize());
      }
    }
    return Collections.unmodifiableList(new ArrayList<>(files));
  }

  private static void walk(Path directory, int depth, Set<Path> files) throws IOException {
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
      for (Path entry : entries) {
        if (Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS)) {
          if (depth < DEEPEST) {
            walk(entry, depth + 1, files);
          }
        } else {
          Path name = entry.getFileName();
          if (name != null && isRecord(name.toString())) {
            files.add(entry.toAbsolutePath().normalize());
          }
        }
      }
    }
  }

  static boolean isRecord(String name) {
    return name.startsWith("discovery-") && name.endsWith(".jsonl");
  }
}
