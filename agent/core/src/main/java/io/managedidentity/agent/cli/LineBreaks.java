package io.managedidentity.agent.cli;

import java.util.ArrayList;
import java.util.List;

/**
 * Where a text may go on in the next line. What a person searches for or copies stays whole: a
 * word, what is between double quotes or braces, a command.
 */
final class LineBreaks {
  private static final String[] PROGRAMS = {"az ", "azd ", "java "};

  private LineBreaks() {}

  /**
   * Lines that are no longer than the room, but for what stays whole. All but the first are
   * indented.
   */
  static List<String> lines(String text, int room) {
    List<String> lines = new ArrayList<>();
    if (text.length() <= room) {
      lines.add(text);
      return lines;
    }
    StringBuilder line = new StringBuilder();
    String indent = "";
    int at = 0;
    while (at < text.length()) {
      int end = end(text, at);
      String piece = text.substring(at, end);
      int length = indent.length() + line.length() + piece.trim().length();
      if (line.length() > 0 && length > room) {
        lines.add(indent + line.toString().trim());
        indent = "  ";
        line.setLength(0);
      }
      line.append(piece);
      at = end;
    }
    lines.add(indent + line.toString().trim());
    return lines;
  }

  /** After the piece that begins at an index, and the blank behind it. */
  private static int end(String text, int start) {
    if (isCommand(text, start)) {
      int stop = text.indexOf(". ", start);
      return stop < 0 ? text.length() : stop + 2;
    }
    for (int i = start; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '{') {
        i = Math.max(i, text.indexOf(c == '{' ? '}' : '"', i + 1));
      } else if (c == ' ' ? !text.startsWith("\":", i - 2) : text.startsWith(",\"", i)) {
        return i + 1; // not between "key": and its value, but between elements of an array
      }
    }
    return text.length();
  }

  /** A message ends with a command after a colon. */
  private static boolean isCommand(String text, int start) {
    if (start == 0 || text.startsWith(": ", start - 2)) {
      for (String program : PROGRAMS) {
        if (text.startsWith(program, start)) {
          return true;
        }
      }
    }
    return false;
  }
}
