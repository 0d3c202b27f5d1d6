package io.managedidentity.agent.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintWriter;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Model.UsageMessageSpec;

/**
 * What a command prints for a person: rows, no wider than the terminal. In a file or a pipe each
 * row is one line, for scripts.
 *
 * <p>picocli's own table breaks URLs and ids.
 */
public final class TextTable {
  /** Of a file or a pipe. */
  static final int UNLIMITED = Integer.MAX_VALUE;

  private static final int NAME_WIDTH = 18;

  /** In a narrower column, prose is read worse than in lines below its row. */
  private static final int NARROW = 30;

  private static final String BELOW = "    ";

  private final PrintWriter out;
  private final int width;

  TextTable(PrintWriter out, int width) {
    this.out = out;
    this.width = width;
  }

  /** On the output of a command. */
  public static TextTable of(CommandLine commandLine) {
    return new TextTable(
        commandLine.getOut(), commandLine.isUsageHelpAutoWidth() ? terminal() : UNLIMITED);
  }

  /** A pipe of Git Bash on Windows passes for a terminal with picocli, but has no console. */
  @SuppressWarnings("SystemConsoleNull") // where it never is, picocli asks if it is a terminal
  private static int terminal() {
    return System.console() == null
        ? UNLIMITED
        : new UsageMessageSpec().width(UNLIMITED).autoWidth(true).width();
  }

  /** A JSON object: one row for each value, its name before it. */
  void print(ObjectNode object) {
    print(object, "");
  }

  private void print(JsonNode object, String prefix) {
    for (Map.Entry<String, JsonNode> member : object.properties()) {
      JsonNode value = member.getValue();
      if (value.isObject()) {
        print(value, member.getKey() + ".");
      } else if (!value.isNull()) {
        row(prefix + member.getKey(), value.isTextual() ? value.asText() : value.toString());
      }
    }
  }

  /** A value with its name before it; without a name it goes on below the value above. */
  void row(String name, String value) {
    row(name, value, NAME_WIDTH);
  }

  public void row(String name, String value, int nameWidth) {
    rows(Collections.singletonList(new String[] {name, value}), 1, nameWidth);
  }

  /**
   * Cells below each other.
   *
   * @param wide the column that gives way if there is too little room
   * @param least widths of all columns but the last, which a longer cell exceeds
   */
  void rows(List<String[]> rows, int wide, int... least) {
    int[] widths = widths(rows, least);
    int all = 0;
    for (int column : widths) {
      all += column;
    }
    widths[wide] -= Math.max(0, all - width);
    for (String[] row : rows) {
      print(row, wide, widths);
    }
  }

  /** With the blank between a column and the next. */
  private static int[] widths(List<String[]> rows, int... least) {
    int[] widths = Arrays.copyOf(least, least.length + 1);
    for (String[] row : rows) {
      for (int i = 0; i < widths.length; i++) {
        widths[i] = Math.max(widths[i], row[i].length() + (i < least.length ? 1 : 0));
      }
    }
    return widths;
  }

  private void print(String[] row, int wide, int... widths) {
    int room = widths[wide] - (wide < widths.length - 1 ? 1 : 0);
    List<String> lines = LineBreaks.lines(row[wide], room);
    boolean isBelow = isAnyLonger(lines, room) || (lines.size() > 1 && room < NARROW);
    StringBuilder line = new StringBuilder();
    int start = 0;
    int end = 0;
    for (int i = 0; i < row.length; i++) {
      start = i == wide ? line.length() : start;
      line.append(i != wide ? row[i] : isBelow ? "" : lines.get(0));
      end += widths[i];
      pad(line, i == row.length - 1 ? 0 : end);
    }
    println(line);
    if (isBelow) {
      LineBreaks.lines(row[wide], width - BELOW.length())
          .forEach(text -> out.println(BELOW + text));
    } else {
      for (String text : lines.subList(1, lines.size())) {
        StringBuilder more = new StringBuilder();
        pad(more, start);
        println(more.append(text));
      }
    }
  }

  private static boolean isAnyLonger(List<String> lines, int room) {
    for (String line : lines) {
      if (line.length() > room) {
        return true;
      }
    }
    return false;
  }

  private static void pad(StringBuilder line, int width) {
    do {
      line.append(' ');
    } while (line.length() < width);
  }

  /** Without blanks at its end, and not if there is nothing else. */
  private void println(StringBuilder line) {
    int end = line.length();
    while (end > 0 && line.charAt(end - 1) == ' ') {
      end--;
    }
    if (end > 0) {
      out.println(line.substring(0, end));
    }
  }

  /** A sentence, with the indent that it has. */
  public void text(String text) {
    if (text.length() <= width) {
      out.println(text);
      return;
    }
    int indent = text.length() - text.replaceFirst("^ +", "").length();
    String before = text.substring(0, indent);
    for (String line : LineBreaks.lines(text.substring(indent), width - indent)) {
      out.println(before + line);
    }
  }
}
