package io.managedidentity.agent.discovery;

import io.managedidentity.agent.secrets.PercentText;
import java.net.URL;
import java.security.CodeSource;
import org.jspecify.annotations.Nullable;

/**
 * Finds the application's own code on the current stack. Costs up to some 100 µs, so it is asked
 * once for each thing that is recorded. Thread-safe.
 */
public final class CallSites {
  private static final String LAMBDA = "lambda$";
  private static final String[] ARCHIVES = {".jar", ".war", ".ear"};

  private static final StackFrames.Wanted OF_APPLICATION =
      new StackFrames.Wanted() {
        @Override
        public boolean isWanted(Class<?> type) {
          return type.getClassLoader() != null && !KnownLibraries.has(type.getName());
        }
      };

  private CallSites() {}

  /**
   * The innermost frame that belongs neither to the JDK nor to the agent nor to a library that
   * requests or connections are made with; null if there is none, as on a thread of a client's own.
   */
  public static @Nullable CallSite here() {
    StackFrames.Frame frame = StackFrames.OF_THIS_JVM.first(OF_APPLICATION);
    return frame == null
        ? null
        : new CallSite(frame.type.getName(), methodOf(frame.method), jarOf(frame.type));
  }

  /** {@code load} for {@code lambda$load$0}. */
  static String methodOf(String method) {
    int end = method.lastIndexOf('$');
    return method.startsWith(LAMBDA) && end > LAMBDA.length()
        ? method.substring(LAMBDA.length(), end)
        : method;
  }

  private static @Nullable String jarOf(Class<?> type) {
    CodeSource source = type.getProtectionDomain().getCodeSource();
    URL location = source == null ? null : source.getLocation();
    return location == null ? null : jarOf(pathOf(location.toString()));
  }

  /** Without host and query, which may have a secret. */
  static String pathOf(String location) {
    int end = location.length();
    for (int i = 0; i < location.length(); i++) {
      if (location.charAt(i) == '?' || location.charAt(i) == '#') {
        end = i;
        break;
      }
    }
    int authority = location.indexOf("://");
    int path = authority < 0 ? 0 : location.indexOf('/', authority + 3);
    return path < 0 || path > end ? "" : location.substring(path, end);
  }

  /**
   * {@code orders-1.4.jar} for {@code jar:file:/srv/app.jar!/BOOT-INF/lib/orders-1.4.jar!/}; of a
   * folder its last two names.
   *
   * @param location of a {@link CodeSource}
   */
  static @Nullable String jarOf(String location) {
    String path = PercentText.decoded(location);
    int end = -1;
    for (String archive : ARCHIVES) {
      end = Math.max(end, endOf(path, archive));
    }
    if (end >= 0) {
      return path.substring(path.lastIndexOf('/', end - 1) + 1, end);
    }
    int last = path.endsWith("/") ? path.length() - 1 : path.length();
    int start = path.lastIndexOf('/', path.lastIndexOf('/', last - 1) - 1) + 1;
    String folder = path.substring(path.startsWith("/", start) ? start + 1 : start, last);
    return folder.isEmpty() ? null : folder;
  }

  /** End of the last name in the path that ends so, or -1. */
  private static int endOf(String path, String archive) {
    int at = path.lastIndexOf(archive);
    while (at >= 0) {
      int end = at + archive.length();
      if (end == path.length() || path.charAt(end) == '/' || path.charAt(end) == '!') {
        return end;
      }
      at = path.lastIndexOf(archive, at - 1);
    }
    return -1;
  }
}
