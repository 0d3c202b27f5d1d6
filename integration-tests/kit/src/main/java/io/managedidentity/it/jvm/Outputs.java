package io.managedidentity.it.jvm;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/**
 * All that a program leaves behind: what it printed, and the log, the records, the reports and the
 * bundle that its command line names. None of it may have one of the {@link Secrets}.
 */
final class Outputs {
  /** Of the agent's arguments and of the options of commands. */
  private static final Pattern NAMED =
      Pattern.compile(
          "(?:(?:log\\.file|discover\\.report)=|(?<= )(?:--bundle|--out)[ =])([^, ]+)"
              + "|(?<= )report ([^ -][^ ]*)");

  private Outputs() {}

  /** Fails if a secret is in what the program printed, or in a file that the command names. */
  static void check(List<String> command, String stdout, String stderr) {
    String all = String.join(" ", command);
    Secrets.assertNoneIn("stdout of " + all, stdout);
    Secrets.assertNoneIn("stderr of " + all, stderr);
    for (Path file : files(all)) {
      Secrets.assertNoneIn(file + ", written by " + all, read(file));
    }
  }

  private static List<Path> files(String command) {
    List<Path> files = new ArrayList<>();
    Matcher named = NAMED.matcher(command);
    while (named.find()) {
      Path path = Path.of(named.group(1) == null ? named.group(2) : named.group(1));
      if (Files.isRegularFile(path)) {
        files.add(path);
      } else if (Files.isDirectory(path)) {
        try (Stream<Path> below = Files.walk(path)) {
          below.filter(Files::isRegularFile).forEach(files::add);
        } catch (IOException e) {
          throw new AssertionError(path + " cannot be looked through", e);
        }
      }
    }
    return files;
  }

  private static String read(Path file) {
    try {
      byte[] bytes = Files.readAllBytes(file);
      return file.toString().endsWith(".zip")
          ? unzipped(file)
          : new String(bytes, StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new AssertionError(file + " cannot be looked through", e);
    }
  }

  private static String unzipped(Path zip) throws IOException {
    StringBuilder all = new StringBuilder();
    try (ZipInputStream in = new ZipInputStream(Files.newInputStream(zip))) {
      for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
        all.append(entry.getName()).append(":\n");
        all.append(new String(in.readAllBytes(), StandardCharsets.UTF_8)).append('\n');
      }
    }
    return all.toString();
  }
}
