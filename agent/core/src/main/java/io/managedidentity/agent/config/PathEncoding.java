package io.managedidentity.agent.config;

import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.UnsupportedCharsetException;

/**
 * Whether the encoding that a JVM uses with the file system has all characters of a path. In the
 * locale C, a Unix has only ASCII, and a path on the command line is broken before anything can
 * look at it.
 */
final class PathEncoding {
  /** Takes the place of bytes that could not be decoded. */
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
