package io.managedidentity.agent.discovery;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Paths;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** How the process is known outside. Asks no name service. */
final class ProcessFacts {
  private static final String[] NAMES = {
    "WEBSITE_SITE_NAME", "CONTAINER_APP_NAME", "OTEL_SERVICE_NAME"
  };
  private static final int LONGEST_NAME = 100;

  private ProcessFacts() {}

  /** Main class or jar, without its folder and arguments. */
  static String application() {
    return application(System.getProperty("sun.java.command", ""));
  }

  /**
   * @param command main class or jar with its arguments, which may be secrets. A folder with a
   *     blank in its name cannot be told from an argument unless the file is there
   */
  static String application(String command) {
    String trimmed = command.trim();
    int end = trimmed.indexOf(' ');
    int jar = trimmed.indexOf(".jar ");
    if (end >= 0 && jar > end && new File(trimmed.substring(0, jar + 4)).isFile()) {
      end = jar + 4;
    }
    String program = end < 0 ? trimmed : trimmed.substring(0, end);
    int slash = Math.max(program.lastIndexOf('/'), program.lastIndexOf('\\'));
    String name = program.substring(slash + 1);
    return name.isEmpty() ? "unknown" : name;
  }

  /** What the platform calls the application, or its own name. */
  static String name() {
    for (String variable : NAMES) {
      String value = System.getenv(variable);
      if (value != null && !value.trim().isEmpty()) {
        return value.trim();
      }
    }
    return application();
  }

  static String host() {
    String name = System.getenv("HOSTNAME");
    name = name == null || name.isEmpty() ? System.getenv("COMPUTERNAME") : name;
    return name == null || name.isEmpty() ? nameOfKernel() : name;
  }

  private static String nameOfKernel() {
    try {
      byte[] content = Files.readAllBytes(Paths.get("/proc/sys/kernel/hostname"));
      String line = new String(content, StandardCharsets.UTF_8).trim();
      return line.isEmpty() ? "localhost" : line;
    } catch (IOException e) {
      return "localhost"; // no Linux
    }
  }

  /** Process id; 0 if it cannot be told. */
  static long pid() {
    try {
      Class<?> handle = Class.forName("java.lang.ProcessHandle"); // Java 9 and later
      Object current = handle.getMethod("current").invoke(null);
      return (Long) handle.getMethod("pid").invoke(current);
    } catch (ReflectiveOperationException | LinkageError e) {
      return pidOfLinux();
    }
  }

  private static long pidOfLinux() {
    try {
      return Long.parseLong(new File("/proc/self").getCanonicalFile().getName());
    } catch (IOException | NumberFormatException e) {
      return 0;
    }
  }

  /** What may stand in the name of a file. */
  static String fileName(String host, long pid) {
    StringBuilder name = new StringBuilder("discovery-");
    for (int i = 0; i < Math.min(host.length(), LONGEST_NAME); i++) {
      char c = host.toLowerCase(Locale.ROOT).charAt(i);
      boolean isPlain = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '-';
      name.append(isPlain ? c : '_');
    }
    return name.append('-').append(pid).toString();
  }

  /** A name of the mapping file for the record: without its folder. */
  static @Nullable String fileName(String path) {
    return path.isEmpty() ? null : new File(path).getName();
  }
}
