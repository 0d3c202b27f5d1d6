package io.managedidentity.it.jvm;

import java.nio.file.Files;
import java.nio.file.Path;

/** Where the build put what the tests start. */
public final class AgentJar {
  private AgentJar() {}

  /** The packaged agent. */
  public static Path path() {
    return Path.of(System.getProperty("agent.jar", "../agent/target/managed-identity-agent.jar"))
        .toAbsolutePath()
        .normalize();
  }

  /**
   * The jars of one client in one version as a class path entry.
   *
   * @param jars family and folder, such as {@code apache/apache-4.5.14}; folder {@code none} for a
   *     family that has no jars
   */
  public static String clientJars(String jars) {
    int slash = jars.indexOf('/');
    Path folder =
        clients()
            .resolve(jars.substring(0, slash))
            .resolve("target")
            .resolve("jars")
            .resolve(jars.substring(slash + 1));
    if (!Files.isDirectory(folder) && !folder.endsWith("none")) {
      throw new IllegalArgumentException(
          folder + " is not there. Name its jars in integration-tests/clients/*/pom.xml.");
    }
    return folder + "/*";
  }

  /** The probes that were compiled against the jars of a family. */
  public static String clientProbes(String family) {
    return clients().resolve(family).resolve("target").resolve("probes").toString();
  }

  private static Path clients() {
    return Path.of(System.getProperty("clients.dir", "clients")).toAbsolutePath().normalize();
  }

  /** The probes that need no jars, and what all probes share. */
  public static String probeClasses() {
    return Path.of(System.getProperty("probe.classes", "target/classes"))
        .toAbsolutePath()
        .toString();
  }
}
