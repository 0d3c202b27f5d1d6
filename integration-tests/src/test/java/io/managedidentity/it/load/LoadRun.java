package io.managedidentity.it.load;

import io.managedidentity.it.jvm.AgentJar;
import io.managedidentity.it.jvm.Jdk;
import io.managedidentity.it.jvm.RunningProgram;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The load program with the agent: 1,000 threads, on 21 and later 10,000 virtual ones. */
final class LoadRun implements AutoCloseable {
  private static final int VIRTUAL_FROM = 21;

  final FaultyIdentity identity;
  final EchoServer api;
  final RunningProgram program;
  final int threads;
  private final Path mapping;

  LoadRun(Jdk jdk, Path folder, int lifeSeconds, boolean isPaced) throws IOException {
    identity = new FaultyIdentity(lifeSeconds);
    api = new EchoServer(Map.of("127.0.0.1", "token-alpha-", "localhost", "token-beta-"));
    mapping = folder.resolve("mapping.json");
    write(0);
    boolean isVirtual = jdk.version() >= VIRTUAL_FROM;
    threads = isVirtual ? 10_000 : 1_000;
    // A thousand calls a second or so, whatever the number of threads.
    String pause = String.valueOf(isPaced ? threads : 0);
    program =
        RunningProgram.start(
            jdk,
            List.of("-Xmx512m", "-javaagent:" + AgentJar.path() + "=" + mapping),
            identity.environment(),
            "LoadProgram",
            String.valueOf(api.port()),
            String.valueOf(threads),
            isVirtual ? "virtual" : "platform",
            pause);
    if (!"ready".equals(program.line())) {
      throw new IOException(program.stderr());
    }
  }

  /** A new version of the mapping file, with that number in it. */
  void write(int number) throws IOException {
    Path next = mapping.resolveSibling("next.json");
    Files.writeString(
        next,
        """
        { "mappings": [
          { "name": "alpha", "host": "127.0.0.1:*", "resource": "alpha", "allowPlainHttp": true,
            "removeHeaders": ["x-api-key"], "setHeaders": { "x-version": "%d" } },
          { "name": "beta", "host": "localhost:*", "resource": "beta", "allowPlainHttp": true,
            "removeHeaders": ["x-api-key"] } ] }
        """
            .formatted(number));
    Files.move(
        next,
        mapping,
        java.nio.file.StandardCopyOption.REPLACE_EXISTING,
        java.nio.file.StandardCopyOption.ATOMIC_MOVE);
  }

  /** Figures since the last report, such as {@code token}, {@code none.p99}, {@code exceptions}. */
  Map<String, String> report() throws IOException {
    return figures(program.ask("report"));
  }

  Map<String, String> resources() throws IOException {
    return figures(program.ask("resources"));
  }

  /** The same while no request is under way and no connection is kept. */
  Map<String, String> rest() throws IOException {
    return figures(program.ask("rest"));
  }

  static long number(Map<String, String> figures, String name) {
    return (long) Double.parseDouble(figures.getOrDefault(name, "0"));
  }

  @Override
  public void close() throws IOException {
    program.close();
    api.close();
    identity.close();
  }

  private static Map<String, String> figures(String line) {
    Map<String, String> figures = new HashMap<>();
    for (String pair : line.split(" ")) {
      int equals = pair.indexOf('=');
      figures.put(pair.substring(0, equals), pair.substring(equals + 1));
    }
    return figures;
  }
}
