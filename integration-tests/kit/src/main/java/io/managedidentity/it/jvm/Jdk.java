package io.managedidentity.it.jvm;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A JDK that programs are started on: those of the property {@code jdks} ("8=/path 25=/path"), else
 * the one that runs the tests.
 */
public record Jdk(int version, Path home) {
  /**
   * For a JVM that lives for seconds: most of its time would go into optimised code, threads of a
   * collector and pages of a young generation that it never needs.
   */
  public static final List<String> FOR_SHORT_LIVES =
      List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmn8m");

  /** All JDKs of this run. */
  public static List<Jdk> all() {
    String named = System.getProperty("jdks", "").trim();
    List<Jdk> jdks = new ArrayList<>();
    for (String entry : named.isEmpty() ? new String[0] : named.split("[ ,]+")) {
      String[] parts = entry.split("=", 2);
      jdks.add(new Jdk(Integer.parseInt(parts[0]), Path.of(parts[1])));
    }
    if (jdks.isEmpty()) {
      jdks.add(current());
    }
    return jdks;
  }

  /** The JDK that runs the tests. */
  public static Jdk current() {
    return new Jdk(Runtime.version().feature(), Path.of(System.getProperty("java.home")));
  }

  /** Those of {@link #all} from a feature release on. */
  public static List<Jdk> from(int lowest) {
    return all().stream().filter(jdk -> jdk.version() >= lowest).toList();
  }

  /** The first and the last of these: for rows that take long and hardly depend on the JDK. */
  public static List<Jdk> outermost(int lowest) {
    List<Jdk> all = from(lowest);
    return all.size() < 3 ? all : List.of(all.get(0), all.get(all.size() - 1));
  }

  public String java() {
    return home.resolve("bin").resolve("java").toString();
  }

  /** The first line of what {@code -version} prints. */
  public String fullVersion() throws IOException {
    Process process = new ProcessBuilder(java(), "-version").redirectErrorStream(true).start();
    return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
        .lines()
        .findFirst()
        .orElse("");
  }

  @Override
  public String toString() {
    return "JDK " + version;
  }
}
