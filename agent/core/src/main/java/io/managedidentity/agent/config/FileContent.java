package io.managedidentity.agent.config;

import java.io.File;
import java.io.FileInputStream;
import java.io.IOException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** A mapping file's bytes as they were read at one moment. Immutable. */
public final class FileContent {
  /** A longer file is refused. */
  static final int MAX_BYTES = 16 * 1024 * 1024;

  private final String file;
  private final byte[] bytes;

  private FileContent(String file, byte[] bytes) {
    this.file = file;
    this.bytes = bytes;
  }

  /**
   * Reads the file to its end; of one that is too long, one byte more than allowed.
   *
   * @throws IOException also if it does not exist, or is not a regular file
   */
  public static FileContent read(String name) throws IOException {
    File file = new File(name);
    if (!file.isFile()) {
      throw new IOException("it is not there");
    }
    byte[] bytes = new byte[(int) Math.min(file.length() + 1, MAX_BYTES + 1L)];
    int count = 0;
    try (FileInputStream input = new FileInputStream(file)) {
      for (int n = input.read(bytes, count, bytes.length - count);
          n >= 0;
          n = input.read(bytes, count, bytes.length - count)) {
        count += n;
        if (count > MAX_BYTES) {
          break;
        }
        if (count == bytes.length) {
          bytes = Arrays.copyOf(bytes, Math.min(count * 2, MAX_BYTES + 1));
        }
      }
    }
    return new FileContent(name, Arrays.copyOf(bytes, count));
  }

  /** The file's name as it was given. */
  public String file() {
    return file;
  }

  byte[] bytes() {
    return bytes;
  }

  public Fingerprint fingerprint() {
    return new Fingerprint(bytes);
  }

  /**
   * Distinguishes contents, and is small enough to keep: length and two hashes. This guards against
   * chance, not malice: whoever may write the file need not forge it.
   */
  public static final class Fingerprint {
    private final int length;
    private final long first;
    private final long second;

    private Fingerprint(byte[] bytes) {
      long one = 0xcbf29ce484222325L;
      long two = 0;
      for (byte b : bytes) {
        one = (one ^ (b & 0xFF)) * 0x100000001b3L; // FNV-1a
        two = two * 0x5851f42d4c957f2dL + (b & 0xFF) + 1;
      }
      this.length = bytes.length;
      this.first = one;
      this.second = two;
    }

    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Fingerprint
          && ((Fingerprint) other).length == length
          && ((Fingerprint) other).first == first
          && ((Fingerprint) other).second == second;
    }

    @Override
    public int hashCode() {
      return (int) first;
    }
  }
}
