package io.managedidentity.agent.report;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * Whether the lines of a file are those that were written: each carries the hash of the one before
 * and its own number. Not thread-safe; one for each file.
 */
final class ChainCheck {
  private static final char[] HEX = "0123456789abcdef".toCharArray();
  private static final String NONE =
      "0000000000000000000000000000000000000000000000000000000000000000";

  private final String file;
  private final Faults faults;
  private final MessageDigest sha256;

  /** Of the last line that could be read. */
  private String hash = NONE;

  /** Of a line after it that could not; empty if there is none. */
  private String badHash = "";

  private long badLine;
  private String badWhat = "";
  private long seq;
  private long good;

  ChainCheck(String file, Faults faults) {
    this.file = file;
    this.faults = faults;
    try {
      this.sha256 = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  void good(byte[] bytes, RecordLine line, long number) {
    boolean isFirst = good++ == 0;
    boolean follows = line.previous.equals(hash);
    boolean isAfterCut = false;
    if (!badHash.isEmpty()) {
      // A process that was killed leaves part of a line; the next one goes on after it.
      isAfterCut = line.type.equals("start") && (follows || line.previous.equals(badHash));
      if (isAfterCut) {
        faults.add(
            new Fault(
                Fault.Kind.CUT,
                file,
                badLine,
                "the line was cut short when its process was killed; what it said is lost"));
      } else {
        flush();
      }
      follows |= line.previous.equals(badHash);
      badHash = "";
    }
    boolean isBeginning = isFirst && line.isCompacted && line.type.equals("start");
    if (!isBeginning) {
      if (!follows) {
        broken(
            number,
            isFirst
                ? "the beginning of the file is missing: this line names one before it"
                : "the line before was changed, or lines between are missing: the hash does not fit");
      } else if (line.seq != seq + 1
          && !isAfterCut // a number after that of the cut line, if that can be read
          && !(line.isCompacted && line.type.equals("start"))) {
        broken(number, "the number " + line.seq + " does not follow " + seq);
      }
    }
    seq = line.seq;
    hash = hash(bytes);
  }

  /** A line that cannot be read, whatever it is. */
  void bad(byte[] bytes, long number, String what) {
    flush();
    badHash = hash(bytes);
    badLine = number;
    badWhat = what;
  }

  /**
   * @param isEnded whether the last line has its line break
   */
  void end(boolean isEnded) {
    if (!badHash.isEmpty() && !isEnded) {
      faults.add(
          new Fault(
              Fault.Kind.CUT,
              file,
              badLine,
              "the last line is cut short: its process was killed, or the file was copied while it"
                  + " was written"));
      badHash = "";
    }
    flush();
  }

  private void flush() {
    if (!badHash.isEmpty()) {
      broken(badLine, badWhat);
      badHash = "";
    }
  }

  private void broken(long number, String what) {
    faults.add(new Fault(Fault.Kind.BROKEN, file, number, what));
  }

  private String hash(byte[] bytes) {
    byte[] digest = sha256.digest(bytes);
    char[] hex = new char[digest.length * 2];
    for (int i = 0; i < digest.length; i++) {
      hex[2 * i] = HEX[(digest[i] >> 4) & 15];
      hex[2 * i + 1] = HEX[digest[i] & 15];
    }
    return new String(hex);
  }
}
