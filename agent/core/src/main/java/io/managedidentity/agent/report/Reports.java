package io.managedidentity.agent.report;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads records and writes all that follows from them. The command and a JVM at its end use it. */
public final class Reports {
  private static final int LONGEST_FOLDER = 80;

  /** What writes to an open file. */
  private interface Content {
    void write(Appendable out) throws IOException;
  }

  private Reports() {}

  /**
   * Reads all {@code discovery-*.jsonl} of the directories and those below them, and writes {@code
   * mapping.json} (for several applications one in a folder of each), {@code report.json}, {@code
   * report.md}, {@code report.html}, {@code roles.sh}, {@code roles.bicep} and {@code roles.tf}. A
   * {@code mapping.json} with other content stays, since somebody may have worked on it or an
   * application may use it: the new one is {@code mapping.new.json} then.
   *
   * @param places directories, or record files
   * @param to the directory to write to; it is made if it is missing
   * @param statement a host, the name of a mapping or a resource, for which {@code statement.json}
   *     and {@code statement.html} are written too; null for none
   * @return what was read and written; nothing is written if there is no record
   * @throws IOException if a directory cannot be read or a file cannot be written
   */
  public static ReportResult write(List<Path> places, Path to, @Nullable String statement)
      throws IOException {
    Fleet fleet = Fleet.of(places, Instant.now());
    Merged merged = new Merged(fleet);
    List<Path> written = new ArrayList<>();
    if (fleet.runs().isEmpty()) {
      return new ReportResult(merged, written, null);
    }
    Files.createDirectories(to);
    mappings(merged, to, written);
    write(to.resolve("report.json"), out -> ReportJson.write(merged, out), written);
    write(to.resolve("report.md"), out -> ReportMarkdown.write(merged, out), written);
    write(to.resolve("report.html"), out -> ReportHtml.write(merged, out), written);
    RoleScripts roles = new RoleScripts(merged);
    write(to.resolve("roles.sh"), roles::shell, written);
    write(to.resolve("roles.bicep"), roles::bicep, written);
    write(to.resolve("roles.tf"), roles::terraform, written);
    if (statement == null) {
      return new ReportResult(merged, written, null);
    }
    Statement made = Statement.of(merged, statement);
    write(
        to.resolve("statement.json"),
        out -> {
          JsonWriter json = new JsonWriter(out);
          json.beginObject().put("schema", "managed-identity-agent-statement/1");
          made.members(json);
          json.endObject();
        },
        written);
    write(to.resolve("statement.html"), out -> StatementHtml.write(made, out), written);
    return new ReportResult(merged, written, made);
  }

  private static void mappings(Merged merged, Path to, List<Path> written) throws IOException {
    boolean isOne = merged.fleet.applications().size() == 1;
    Set<String> folders = new HashSet<>();
    for (Application application : merged.fleet.applications()) {
      Path folder = isOne ? to : to.resolve(folder(application.name, folders));
      Files.createDirectories(folder);
      List<Move> moves = merged.moves(application);
      StringBuilder mapping = new StringBuilder();
      MappingFile.write(application, moves, mapping);
      Path file = folder.resolve("mapping.json");
      boolean isOther = Files.exists(file) && !mapping.toString().equals(read(file));
      write(
          isOther ? folder.resolve(ReportResult.NEW_MAPPING) : file,
          out -> out.append(mapping),
          written);
    }
  }

  /** Null if it cannot be read, so that it stays as it is. */
  private static @Nullable String read(Path file) {
    try {
      return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
    } catch (IOException e) {
      return null;
    }
  }

  /** A name that is one folder on every system, and no other application's. */
  static String folder(String application, Set<String> taken) {
    String plain = Escapes.word(application, "-.");
    plain = plain.length() > LONGEST_FOLDER ? plain.substring(0, LONGEST_FOLDER) : plain;
    boolean isSpecial =
        plain.startsWith(".")
            || plain.endsWith(".")
            || plain.matches("(?i)(con|prn|aux|nul|com[0-9]|lpt[0-9])(\\..*)?"); // of Windows
    plain = isSpecial ? "_" + plain + "_" : plain;
    String folder = plain;
    for (int i = 2; !taken.add(folder.toLowerCase(Locale.ROOT)); i++) {
      folder = plain + "-" + i;
    }
    return folder;
  }

  private static void write(Path file, Content content, List<Path> written) throws IOException {
    // A text can hold half of a surrogate pair, which Files.newBufferedWriter would refuse.
    try (Writer out =
        new BufferedWriter(
            new OutputStreamWriter(Files.newOutputStream(file), StandardCharsets.UTF_8))) {
      content.write(out);
    }
    written.add(file);
  }
}
