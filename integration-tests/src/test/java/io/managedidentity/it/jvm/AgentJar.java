package io.managedidentity.it.jvm;

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

  /** The folder of one client's jars, such as {@code apache-4.5.14}, as a class path entry. */
  public static String clientJars(String name) {
    return Path.of(System.getProperty("clients.dir", "target/clients"))
            .toAbsolutePath()
            .resolve(name)
        + "/*";
  }

  /** The probes' classes. */
  public static String probeClasses() {
    return Path.of(System.getProperty("probe.classes", "target/classes"))
        .toAbsolutePath()
        .toString();
  }
}
