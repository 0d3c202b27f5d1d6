package io.managedidentity.agent.config;

import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.UnsupportedCharsetException;

/**
 * Whether the encoding in which a JVM speaks to the file system has all characters of a path. In
 * the locale C a Unix has ASCII alone, and the path that was given on the command line is broken
 * before anybody can look at it.
 */
final class PathEncoding {
  /** Stands for bytes that could not be decoded. */
  private static final char REPLACEMENT = '\uFFFD';

  private PathEncoding() {}

  static boolean canExpress(String path, String encoding) {
    boolean isAscii = true;
    for (int i = 0; i < path.length(); i++) {
      char c = path.charAt(i);
      if (c == REPLACEMENT) {
        return false;
      }
      isAscii &= c < 128;
    }
    return isAscii || hasAll(encoding, path);
  }

  private static boolean hasAll(String encoding, String path) {
    try {
      return Charset.forName(encoding).newEncoder().canEncode(path);
    } catch (IllegalCharsetNameException
        | UnsupportedCharsetException
        | UnsupportedOperationException e) {
      return true; // nothing is known about it
    }
  }
}
