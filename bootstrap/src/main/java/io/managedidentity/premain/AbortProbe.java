package io.managedidentity.premain;

import java.io.File;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Finds out whether {@code main} must not begin before the configuration is read: an invalid one
 * may have to end the JVM ({@code onInvalidConfig=abort}), or discovery must see the first key that
 * signs. Only then does premain wait, so it looks for the words wherever the settings can be; a
 * chance match costs a few milliseconds and nothing else. The parts that read no file run on the
 * main thread, the rest on {@link StartThread}: a file on a mount that hangs must not hold {@code
 * main} for ever.
 */
final class AbortProbe {
  private static final String WORD = "abort";
  private static final String DISCOVERY = "discover";

  /** A mapping file beyond this is not searched; it would delay {@code main} itself. */
  private static final long LARGEST_FILE = 4L * 1024 * 1024;

  private AbortProbe() {}

  /** Whether a word is in a channel other than the file. Reads no file. */
  static boolean isNamedOutsideFile(String arguments) {
    return arguments.contains(WORD)
        || isDiscoveryNamed(arguments)
        || contains(System.getProperty("managedidentity.agent.onInvalidConfig"))
        || contains(System.getenv("MANAGED_IDENTITY_AGENT_ONINVALIDCONFIG"))
        || contains(System.getenv("MANAGED_IDENTITY_AGENT_ON_INVALID_CONFIG"));
  }

  private static boolean isDiscoveryNamed(String arguments) {
    return arguments.contains(DISCOVERY)
        || DISCOVERY.equals(System.getProperty("managedidentity.agent.mode"))
        || DISCOVERY.equals(System.getenv("MANAGED_IDENTITY_AGENT_MODE"))
        || System.getProperty("managedidentity.agent.discover.report") != null
        || System.getenv("MANAGED_IDENTITY_AGENT_DISCOVER_REPORT") != null;
  }

  /** One of the words, or the key with a placeholder that may stand for it. */
  static boolean fileMayAbort(String path) {
    return !path.isEmpty() && fileMayAbort(new File(path));
  }

  private static boolean contains(@Nullable String value) {
    return value != null && value.contains(WORD);
  }

  /**
   * The file as the first of the channels names it, or empty; the full parser decides later; this
   * guess may be wrong.
   */
  static String configPath(String arguments) {
    StringBuilder part = new StringBuilder();
    String key = "";
    for (int i = 0; i <= arguments.length(); i++) {
      char c = i == arguments.length() ? ',' : arguments.charAt(i);
      if (c == ',') {
        String value = part.toString().trim();
        boolean isPathAlone = key.isEmpty() && i == arguments.length() && !value.isEmpty();
        if (isPathAlone || key.equals("config")) {
          return value;
        }
        part.setLength(0);
        key = "?"; // from the second part on a path alone is none
      } else if (c == '=' && (key.isEmpty() || key.equals("?"))) {
        key = part.toString().trim();
        part.setLength(0);
      } else {
        boolean isEscape =
            c == '\\' && i + 1 < arguments.length() && ",\\=".indexOf(arguments.charAt(i + 1)) >= 0;
        part.append(isEscape ? arguments.charAt(++i) : c);
      }
    }
    String property = trimmed(System.getProperty("managedidentity.agent.config"));
    return property.isEmpty() ? trimmed(System.getenv("MANAGED_IDENTITY_AGENT_CONFIG")) : property;
  }

  private static String trimmed(@Nullable String text) {
    return text == null ? "" : text.trim();
  }

  private static boolean fileMayAbort(File file) {
    if (!file.isFile() || file.length() > LARGEST_FILE) {
      return false;
    }
    byte[] bytes = new byte[(int) file.length()];
    int length = 0;
    try (InputStream in = new FileInputStream(file)) {
      for (int n = in.read(bytes); n > 0; n = in.read(bytes, length, bytes.length - length)) {
        length += n;
      }
      String text = new String(bytes, 0, length, StandardCharsets.ISO_8859_1);
      return text.contains(WORD)
          || text.contains(DISCOVERY)
          || (text.contains("onInvalidConfig") && text.contains("${"));
    } catch (IOException e) {
      return false; // the start-up thread reports it
    }
  }
}
