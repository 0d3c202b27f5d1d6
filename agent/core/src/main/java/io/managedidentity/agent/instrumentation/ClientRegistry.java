package io.managedidentity.agent.instrumentation;

import java.net.URL;
import java.security.CodeSource;
import java.security.ProtectionDomain;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The HTTP clients that were found in this JVM, one entry for each client and class loader. A gap
 * stays a gap: a client with one uncovered class is not covered. Thread-safe.
 */
final class ClientRegistry {
  /** An unlimited number of loaders must not fill the memory. */
  private static final int MOST = 500;

  private final Map<String, FoundClient> found = new LinkedHashMap<>();

  /**
   * @param domain of the client's class, which shows the version
   * @param whyNot why its requests are not covered; null if they are
   */
  synchronized void add(
      String client,
      @Nullable ClassLoader loader,
      @Nullable ProtectionDomain domain,
      @Nullable String whyNot) {
    String loaderText = describe(loader);
    String key = client + " " + loaderText;
    FoundClient earlier = found.get(key);
    boolean isNews = earlier == null ? found.size() < MOST : earlier.isCovered() && whyNot != null;
    if (isNews) {
      String version = version(loader, domain);
      found.put(
          key,
          new FoundClient(
              client,
              version == null && earlier != null ? earlier.version() : version,
              loaderText,
              whyNot));
    }
  }

  synchronized List<FoundClient> all() {
    return new ArrayList<>(found.values());
  }

  static String describe(@Nullable ClassLoader loader) {
    return loader == null
        ? "bootstrap"
        : loader.getClass().getName() + "@" + Integer.toHexString(System.identityHashCode(loader));
  }

  /** As far as it is known from the location of the client's classes. */
  static @Nullable String version(@Nullable ClassLoader loader, @Nullable ProtectionDomain domain) {
    return loader == null ? javaVersion() : versionIn(domain);
  }

  private static String javaVersion() {
    return "Java " + System.getProperty("java.version");
  }

  private static @Nullable String versionIn(@Nullable ProtectionDomain domain) {
    CodeSource source = domain == null ? null : domain.getCodeSource();
    URL location = source == null ? null : source.getLocation();
    if (location == null) {
      return null;
    }
    return location.getProtocol().equals("jrt") ? javaVersion() : versionOf(location.getPath());
  }

  /** {@code 4.4.16} for {@code …/httpcore-4.4.16.jar}, also if that is inside another jar. */
  static @Nullable String versionOf(String path) {
    int end = path.lastIndexOf(".jar");
    int start = end < 0 ? -1 : path.lastIndexOf('/', end) + 1;
    for (int i = start; i >= 0 && i + 1 < end; i++) {
      char next = path.charAt(i + 1);
      if (path.charAt(i) == '-' && next >= '0' && next <= '9') {
        return path.substring(i + 1, end);
      }
    }
    return null;
  }
}
