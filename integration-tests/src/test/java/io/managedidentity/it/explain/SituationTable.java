package io.managedidentity.it.explain;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** What an operator can find, each with the line that says it and the line of the status. */
final class SituationTable {
  private final Map<String, String> rows = new LinkedHashMap<>();
  private int worlds;

  /** An operator looks at another JVM. */
  void addWorld() {
    worlds++;
  }

  int worlds() {
    return worlds;
  }

  void add(String situation, String line, String status) {
    rows.put(
        situation,
        "| "
            + situation
            + " | "
            + (line.isEmpty() ? "–" : "`" + cell(line) + "`")
            + " | `"
            + cell(status)
            + "` |");
  }

  int size() {
    return rows.size();
  }

  private static String cell(String text) {
    return text.replace("|", "\\|").replaceAll("/tmp/[^ :,]*/", "/etc/app/");
  }

  /** Writes it as Markdown. */
  void write(Path file) throws IOException {
    Files.createDirectories(file.getParent());
    Files.writeString(
        file,
        "| Situation | The line, at the default level | `status PID` |\n| --- | --- | --- |\n"
            + String.join("\n", rows.values())
            + "\n");
  }
}
