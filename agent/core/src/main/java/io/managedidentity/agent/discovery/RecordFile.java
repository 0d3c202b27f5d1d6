package io.managedidentity.agent.discovery;

import java.io.File;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The file of one process's records (docs/records.md): lines are added, each with the hash of the
 * one before. Not thread-safe.
 */
final class RecordFile {
  private static final int VERSION = 1;
  private static final long LONGEST = 8L << 20;
  private static final int MOST_NAMES = 100;
  private static final int LONGEST_LINE = 1 << 20;
  private static final String NO_LINE =
      "0000000000000000000000000000000000000000000000000000000000000000";
  private static final Pattern SEQUENCE = Pattern.compile("\"seq\":(\\d{1,18})[,}]");

  /** Beyond the end, so that nobody who reads the file is kept from it. */
  private static final long LOCKED_BYTE = Long.MAX_VALUE - 1;

  private final File folder;
  private final String name;
  private final String run;
  private final long longest;

  /** What is written, by key; only what differs is written again. */
  private final Map<String, RecordLine> written = new LinkedHashMap<>();

  private @Nullable File file;
  private @Nullable RandomAccessFile open;
  private String previous = NO_LINE;
  private long sequence;

  /** Of what was written in whole; -1 for a file that is begun anew. */
  private long end = -1;

  /** Whether the file had lines of an earlier process. */
  private boolean hasOthers;

  /**
   * @param name of the file, without {@code .jsonl}
   * @param run 16 hex digits
   */
  RecordFile(File folder, String name, String run) {
    this(folder, name, run, LONGEST);
  }

  RecordFile(File folder, String name, String run, long longest) {
    this.folder = folder;
    this.name = name;
    this.run = run;
    this.longest = longest;
  }

  /**
   * Writes what is new, with one write.
   *
   * @param records all there is; the first is the start
   * @return whether there was something new
   * @throws IOException if not; the next call tries again
   */
  boolean write(List<RecordLine> records, long wallMillis) throws IOException {
    RandomAccessFile out = opened();
    if (file != null && !file.exists()) { // somebody took it away
      close();
      out = opened();
      end = -1;
      hasOthers = false;
    }
    if (out.length() > end && end >= 0) {
      out.setLength(end); // a write that failed left part of a line
    }
    boolean isTooLong = out.length() > longest;
    boolean isAnew = isTooLong || out.length() < end || end < 0;
    StringBuilder lines = new StringBuilder();
    String before = previous;
    long number = sequence;
    for (RecordLine record : isAnew ? withEarlier(records, isTooLong) : records) {
      RecordLine known = isAnew ? null : written.get(record.key());
      if (known == null || !known.members().equals(record.members())) {
        boolean isCompacted = isAnew && lines.length() == 0 && !previous.equals(NO_LINE);
        String line = line(record, ++number, before, wallMillis, isCompacted);
        lines.append(line).append('\n');
        before = sha256(line.getBytes(StandardCharsets.UTF_8));
      }
    }
    if (lines.length() == 0) {
      return false;
    }
    byte[] bytes = lines.toString().getBytes(StandardCharsets.UTF_8);
    if (isTooLong) {
      replace(bytes);
      end = bytes.length;
    } else {
      long start = isAnew ? out.length() : end;
      out.seek(start);
      end = start;
      out.write(bytes);
      end = start + bytes.length;
    }
    previous = before;
    sequence = number;
    for (RecordLine record : records) {
      written.put(record.key(), record);
    }
    return true;
  }

  /**
   * What is no more, such as a mapping that was removed, still counts.
   *
   * @param isDropped whether the lines of earlier processes are lost with that
   */
  private List<RecordLine> withEarlier(List<RecordLine> records, boolean isDropped) {
    Map<String, RecordLine> all = new LinkedHashMap<>();
    for (RecordLine record : records) {
      all.put(record.key(), record);
    }
    for (RecordLine record : written.values()) {
      if (!all.containsKey(record.key()) && !record.type().equals("alive")) {
        all.put(record.key(), record);
      }
    }
    if (hasOthers && isDropped) {
      RecordLine others = RecordLines.limit("runs", 1);
      all.put(others.key(), others);
    }
    return new ArrayList<>(all.values());
  }

  private String line(
      RecordLine record, long number, String before, long wallMillis, boolean isCompacted) {
    StringBuilder line = new StringBuilder(record.members().length() + 200);
    line.append("{\"v\":").append(VERSION);
    line.append(",\"type\":\"").append(record.type());
    line.append("\",\"run\":\"").append(run);
    line.append("\",\"seq\":").append(number);
    line.append(",\"time\":\"").append(RecordTime.text(wallMillis));
    line.append("\",\"previous\":\"").append(before).append('"');
    if (!record.members().isEmpty()) {
      line.append(',').append(record.members());
    }
    return line.append(isCompacted ? ",\"compacted\":true}" : "}").toString();
  }

  /** The same name, so that whoever collects the file goes on with it. */
  private void replace(byte[] content) throws IOException {
    File next = new File(folder, name + "-" + run + ".tmp");
    try (RandomAccessFile out = new RandomAccessFile(next, "rw")) {
      out.setLength(0);
      out.write(content);
    }
    File current = file;
    close();
    if (current != null && !next.renameTo(current)) { // Windows wants it gone before
      if (!current.delete() || !next.renameTo(current)) {
        throw new IOException("cannot replace " + current + " by " + next);
      }
    }
    file = current;
    if (current != null) {
      open = locked(current);
    }
  }

  private RandomAccessFile opened() throws IOException {
    RandomAccessFile present = open;
    if (present != null) {
      return present;
    }
    if (!folder.isDirectory() && !folder.mkdirs() && !folder.isDirectory()) {
      throw new IOException("cannot make the directory " + folder);
    }
    for (int i = 1; i <= MOST_NAMES; i++) {
      File candidate = new File(folder, i == 1 ? name + ".jsonl" : name + "-" + i + ".jsonl");
      RandomAccessFile made = file == null || file.equals(candidate) ? locked(candidate) : null;
      if (made != null) {
        open = made;
        boolean isContinued = file != null;
        file = candidate;
        if (!isContinued) {
          goOn(made);
          end = made.length();
        }
        return made;
      }
    }
    throw new IOException("other processes have " + name + ".jsonl and its like");
  }

  /** Null if another process has it. */
  private static @Nullable RandomAccessFile locked(File file) throws IOException {
    RandomAccessFile made = new RandomAccessFile(file, "rw");
    FileLock lock;
    try {
      lock = made.getChannel().tryLock(LOCKED_BYTE, 1, false);
    } catch (OverlappingFileLockException e) {
      lock = null;
    } catch (IOException e) {
      return made; // a file system without locks
    }
    if (lock == null) {
      made.close();
      return null;
    }
    return made; // closing it ends the lock
  }

  /** After what an earlier process wrote. */
  private void goOn(RandomAccessFile made) throws IOException {
    long length = made.length();
    if (length == 0) {
      return;
    }
    hasOthers = true;
    byte[] tail = new byte[(int) Math.min(length, LONGEST_LINE)];
    made.seek(length - tail.length);
    made.readFully(tail);
    int last = tail.length - 1;
    boolean isCut = tail[last] != '\n';
    int start = isCut ? last : last - 1;
    while (start >= 0 && tail[start] != '\n') {
      start--;
    }
    String line =
        new String(
            tail, start + 1, (isCut ? tail.length : last) - start - 1, StandardCharsets.UTF_8);
    if (isCut) {
      made.seek(length);
      made.write('\n');
    }
    Matcher number = SEQUENCE.matcher(line);
    sequence = number.find() ? Long.parseLong(number.group(1)) : 0;
    previous = sha256(Arrays.copyOfRange(tail, start + 1, isCut ? tail.length : last));
  }

  /** The file, once it is open. */
  @Nullable File file() {
    return file;
  }

  void close() throws IOException {
    RandomAccessFile present = open;
    open = null;
    if (present != null) {
      present.close();
    }
  }

  private static String sha256(byte[] line) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(line);
      return Fingerprints.hex(digest, digest.length);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this JVM has no SHA-256", e);
    }
  }
}
