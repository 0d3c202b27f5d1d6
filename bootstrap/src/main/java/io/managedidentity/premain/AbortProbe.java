package io.managedidentity.premain;

import java.io.File;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Tells whether the configuration may ask that an invalid configuration ends the JVM before {@code
 * main} ({@code onInvalidConfig=abort}). Only then does premain wait for the check, so it looks for
 * the word wherever the setting can stand; a word found by chance costs a few milliseconds and
 * nothing else.
 */
final class AbortProbe {
  private static final String WORD = "abort";

  /** A mapping file beyond this is not searched; it would delay {@code main} itself. */
  private static final long LARGEST_FILE = 4L * 1024 * 1024;

  private AbortProbe() {}

  static boolean mayAbort(String arguments) {
    if (arguments.contains(WORD)
        || contains(System.getProperty("managedidentity.agent.onInvalidConfig"))
        || contains(System.getenv("MANAGED_IDENTITY_AGENT_ONINVALIDCONFIG"))
        || contains(System.getenv("MANAGED_IDENTITY_AGENT_ON_INVALID_CONFIG"))) {
      return true;
    }
    String path = configPath(arguments);
    return path != null && fileContainsWord(new File(path));
  }

  private static boolean contains(@Nullable String value) {
    return value != null && value.contains(WORD);
  }

  /**
   * The file as the first of the channels names it; the full parser decides later, this is a guess
   * that may be wrong.
   */
  private static @Nullable String configPath(String arguments) {
    int key = arguments.startsWith("config=") ? 0 : arguments.indexOf(",config=") + 1;
    if (key > 0 || arguments.startsWith("config=")) {
      return unescaped(arguments, key + "config=".length());
    }
    if (!arguments.isEmpty() && arguments.indexOf('=') < 0) {
      return unescaped(arguments, 0);
    }
    String property = System.getProperty("managedidentity.agent.config");
    return property != null ? property : System.getenv("MANAGED_IDENTITY_AGENT_CONFIG");
  }

  private static String unescaped(String arguments, int from) {
    StringBuilder path = new StringBuilder();
    for (int i = from; i < arguments.length() && arguments.charAt(i) != ','; i++) {
      if (arguments.charAt(i) == '\\'
          && i + 1 < arguments.length()
          && ",\\=".indexOf(arguments.charAt(i + 1)) >= 0) {
        i++;
      }
      path.append(arguments.charAt(i));
    }
    return path.toString();
  }

  private static boolean fileContainsWord(File file) {
    if (!file.isFile() || file.length() > LARGEST_FILE) {
      return false;
    }
    byte[] bytes = new byte[(int) file.length()];
    int length = 0;
    try (InputStream in = new FileInputStream(file)) {
      for (int n = in.read(bytes); n > 0; n = in.read(bytes, length, bytes.length - length)) {
        length += n;
      }
      return new String(bytes, 0, length, StandardCharsets.ISO_8859_1).contains(WORD);
    } catch (IOException e) {
      return false; // the start-up thread reports it
    }
  }
}
