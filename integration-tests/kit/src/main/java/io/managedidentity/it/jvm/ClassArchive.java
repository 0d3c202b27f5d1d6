package io.managedidentity.it.jvm;

import io.managedidentity.it.server.IdentityServer;
import io.managedidentity.it.server.TestTls;
import io.managedidentity.it.server.WireServer;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * An archive (class data sharing) of the JDK's own classes for HTTP and TLS, which the JDK's own
 * archive lacks: reading them takes a JVM that lives for seconds a seventh of its time. Classes of
 * the agent and of clients are not in it, so those load as always. Made once in a build for each
 * JDK from 17 to 24: later ones complain on stdout where an agent is there too. Programs about the
 * start of a JVM do without.
 */
public final class ClassArchive {
  private static final int FIRST = 17;
  private static final int LAST = 24;
  private static final Path FOLDER =
      AgentJar.project().resolve("integration-tests/target/class-archives");
  private static final Map<Jdk, List<String>> OPTIONS = new HashMap<>();

  private ClassArchive() {}

  /** Options of a JVM that uses it; none where this JDK has none. */
  public static synchronized List<String> options(Jdk jdk) {
    if (jdk.version() < FIRST || jdk.version() > LAST) {
      return List.of();
    }
    return OPTIONS.computeIfAbsent(jdk, ClassArchive::made);
  }

  private static List<String> made(Jdk jdk) {
    try {
      Files.createDirectories(FOLDER);
      String name = Integer.toHexString((jdk.home() + jdk.fullVersion()).hashCode());
      Path archive = FOLDER.resolve(name + ".jsa");
      try (FileChannel channel = // other forks of this build want the same
              FileChannel.open(
                  FOLDER.resolve(name + ".lock"),
                  StandardOpenOption.CREATE,
                  StandardOpenOption.WRITE);
          FileLock held = channel.lock()) {
        if (held.isValid() && !Files.exists(archive)) {
          make(jdk, archive);
        }
      }
      return List.of("-XX:SharedArchiveFile=" + archive);
    } catch (IOException e) {
      System.err.println(jdk + " works without an archive of classes, more slowly: " + e);
      return List.of();
    }
  }

  private static void make(Jdk jdk, Path archive) throws IOException {
    Set<String> lines =
        new LinkedHashSet<>(Files.readAllLines(jdk.home().resolve("lib").resolve("classlist")));
    Path list = Files.createTempFile(FOLDER, "classes", ".txt");
    Path mapping = Files.createTempFile(FOLDER, "mapping", ".json");
    Path made = Files.createTempFile(FOLDER, "classes", ".jsa");
    try (WireServer server = WireServer.https("server");
        IdentityServer identity = new IdentityServer()) {
      Files.writeString(
          mapping,
          "{ \"mappings\": [ { \"host\": \"localhost:%d\", \"resource\": \"classes\" } ] }"
              .formatted(server.port()));
      for (String probe : List.of("UrlConnectionProbe", "JavaHttpClientProbe")) {
        ProgramRun.on(jdk)
            .options(TestTls.shared().trustOptions())
            .options("-XX:DumpLoadedClassList=" + list)
            .client("java-http-client/" + AgentJar.NO_JARS)
            .agent("config=" + mapping)
            .environment(identity.environment())
            .run(
                "CallProgram",
                "io.managedidentity.probe." + probe,
                "https://localhost:" + server.port() + "/");
        Files.readAllLines(list).stream()
            .map(line -> line.replaceAll(" id: \\d+$", ""))
            .filter(ClassArchive::isOfJdk)
            .forEach(lines::add);
      }
      Files.write(list, lines);
      Files.delete(made);
      ProgramRun.Outcome outcome =
          ProgramRun.tool(jdk, "java")
              .options("-Xshare:dump", "-XX:SharedClassListFile=" + list)
              .options("-XX:SharedArchiveFile=" + made, "-cp", "/nowhere")
              .runCommand();
      if (outcome.exitCode() != 0) {
        throw new IOException(outcome.stdout() + outcome.stderr());
      }
      Files.move(made, archive, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(list);
      Files.deleteIfExists(mapping);
      Files.deleteIfExists(made);
    }
  }

  /** Whether a line names a class that is in a file of the JDK. */
  private static boolean isOfJdk(String line) {
    return line.matches("(java|javax|jdk|sun|com/sun)/[^ ]*")
        && !line.matches(".*(Lambda|\\$Proxy|Generated|ManagedIdentity).*");
  }
}
