package io.managedidentity.agent.report;

/** What is wrong with a record file, and where. Immutable. */
final class Fault {
  enum Kind {
    /** A line is missing, was changed, or cannot be read: nothing can be proven with the file. */
    BROKEN("broken"),
    /** A newer version of the format. */
    VERSION("version"),
    /** The process was killed while it wrote: a loss of 30 s at most. */
    CUT("cut"),
    /** The file could not be opened or read. */
    UNREADABLE("unreadable");

    private final String label;

    Kind(String label) {
      this.label = label;
    }

    String label() {
      return label;
    }
  }

  final Kind kind;
  final String file;
  final long line;
  final String what;

  Fault(Kind kind, String file, long line, String what) {
    this.kind = kind;
    this.file = file;
    this.line = line;
    this.what = what;
  }

  @Override
  public String toString() {
    return file + ":" + line + ": " + what;
  }
}
