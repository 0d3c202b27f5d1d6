package io.managedidentity.it.jvm;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Where the build put what the tests start. */
public final class AgentJar {
  /** In place of a version, for a client that has no jars. */
  public static final String NO_JARS = "none";

  private static final Path PROJECT = project(Path.of("").toAbsolutePath());

  private AgentJar() {}

  /** The folder of the whole project. */
  public static Path project() {
    return PROJECT;
  }

  /** The packaged agent. */
  public static Path path() {
    return PROJECT.resolve("agent/target/managed-identity-agent.jar");
  }

  /** The folders of the clients' tests. */
  public static Path clients() {
    return module("clients");
  }

  /**
   * A client in one version, and the programs that were compiled for it, as class path entries.
   *
   * @param client folder and version, such as {@code okhttp/3.12.13}, {@code
   *     jetty-client/9/9.4.58.v20250814} or {@code java-http-client/none}
   */
  public static List<String> clientPath(String client) {
    return client.endsWith("/" + NO_JARS)
        ? List.of(clientPrograms(client))
        : List.of(clientJars(client), clientPrograms(client));
  }

  /** The jars of a client in one version, as a class path entry. */
  public static String clientJars(String client) {
    return jars("clients", client);
  }

  /** The programs of a client, in whatever version. */
  public static String clientPrograms(String client) {
    return programs("clients", client);
  }

  /**
   * What is no client, and its programs, as class path entries.
   *
   * @param framework folder and folder of jars, such as {@code okhttp/retrofit-2.9.0}
   */
  public static List<String> frameworkPath(String framework) {
    return List.of(frameworkJars(framework), programs("frameworks", framework));
  }

  /** One of its folders of jars, as a class path entry. */
  public static String frameworkJars(String framework) {
    return jars("frameworks", framework);
  }

  /** The programs that need no jars, and what all programs share. */
  public static String programs() {
    return module("programs").resolve("target/classes").toString();
  }

  private static String programs(String kind, String path) {
    return module(kind).resolve(folder(path)).resolve("target/classes").toString();
  }

  private static String jars(String kind, String path) {
    String version = path.substring(path.lastIndexOf('/') + 1);
    Path folder = module(kind).resolve(folder(path));
    Path jars = folder.resolve("target/jars").resolve(version);
    if (!Files.isDirectory(jars)) {
      throw new IllegalArgumentException(
          jars + " is not there. Name its jars in " + folder.resolve("pom.xml") + " and build it.");
    }
    return jars + "/*";
  }

  private static String folder(String path) {
    return path.substring(0, path.lastIndexOf('/'));
  }

  private static Path module(String name) {
    return PROJECT.resolve("integration-tests").resolve(name);
  }

  /** From the folder of any module. */
  private static Path project(Path start) {
    Path folder = start;
    while (!Files.isDirectory(folder.resolve("integration-tests/clients"))) {
      folder = folder.getParent();
      if (folder == null) {
        throw new IllegalStateException(
            "Start it in a folder of the project, not in " + start + ".");
      }
    }
    return folder;
  }
}
