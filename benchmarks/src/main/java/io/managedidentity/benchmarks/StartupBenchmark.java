package io.managedidentity.benchmarks;

import io.managedidentity.benchmarks.program.EmptyAgent;
import io.managedidentity.benchmarks.program.Hello;
import io.managedidentity.benchmarks.program.HttpProgram;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;

/**
 * What the agent adds to a start: whole processes, run in turn, medians of the differences within a
 * round. Arguments: number of rounds, then JDK homes (17 or later). The budget is in
 * docs/architecture.md.
 */
public final class StartupBenchmark {
  private static final String KEPT = "Bearer kept";

  private final Path folder;
  private final Path agent;
  private final LoopbackServers servers;

  private StartupBenchmark(Path folder, Path agent, LoopbackServers servers) {
    this.folder = folder;
    this.agent = agent;
    this.servers = servers;
  }

  public static void main(String[] args) throws Exception {
    int rounds = args.length > 0 ? Integer.parseInt(args[0]) : 15;
    List<String> jdks =
        new ArrayList<>(List.of(args).subList(Math.min(1, args.length), args.length));
    if (jdks.isEmpty()) {
      jdks.add(System.getProperty("java.home"));
    }
    Path agent =
        Path.of(System.getProperty("agent.jar", "agent/target/managed-identity-agent.jar"))
            .toAbsolutePath();
    Path folder = Files.createTempDirectory("startup");
    try (LoopbackServers servers = new LoopbackServers()) {
      for (String jdk : jdks) {
        new StartupBenchmark(folder, agent, servers).run(Path.of(jdk), rounds);
      }
    }
  }

  private void run(Path jdk, int rounds) throws Exception {
    String java = jdk.resolve("bin/java").toString();
    String classes =
        Path.of(StartupBenchmark.class.getProtectionDomain().getCodeSource().getLocation().toURI())
            .toString();
    String empty = "-javaagent:" + emptyAgent();
    String ours = "-javaagent:" + agent + "=" + mapping();
    String url = servers.apiUrl();
    Map<String, List<String>> commands = new LinkedHashMap<>();
    commands.put("hello, no agent", List.of(java, "-cp", classes, Hello.class.getName()));
    commands.put("hello, empty agent", List.of(java, empty, "-cp", classes, Hello.class.getName()));
    commands.put("hello, agent", List.of(java, ours, "-cp", classes, Hello.class.getName()));
    commands.put(
        "http, no agent", List.of(java, "-cp", classes, HttpProgram.class.getName(), url, KEPT));
    commands.put(
        "http, empty agent",
        List.of(java, empty, "-cp", classes, HttpProgram.class.getName(), url, KEPT));
    commands.put(
        "http, agent, mapped, own authorization kept",
        List.of(java, ours, "-cp", classes, HttpProgram.class.getName(), url, KEPT));
    commands.put(
        "http, agent, token fetched",
        List.of(java, ours, "-cp", classes, HttpProgram.class.getName(), url));
    Map<String, List<ProcessRun>> runs = measure(commands, rounds);
    System.out.println("JDK " + jdk + ", medians of " + rounds + " rounds, ms");
    print(runs, "hello, empty agent", "hello, no agent");
    print(runs, "hello, agent", "hello, no agent");
    print(runs, "hello, agent", "hello, empty agent");
    print(runs, "http, empty agent", "http, no agent");
    print(runs, "http, agent, mapped, own authorization kept", "http, no agent");
    print(runs, "http, agent, token fetched", "http, no agent");
    System.out.println(
        "  Budget (docs/architecture.md), and the same at the speed it was set for:");
    Budget.printAll(jdk, runs);
  }

  private Map<String, List<ProcessRun>> measure(Map<String, List<String>> commands, int rounds)
      throws Exception {
    Map<String, String> environment =
        Map.of("IDENTITY_ENDPOINT", servers.identityEndpoint(), "IDENTITY_HEADER", "benchmark");
    Map<String, List<ProcessRun>> runs = new LinkedHashMap<>();
    for (int round = -1;
        round < rounds;
        round++) { // the first warms the page cache and is not counted
      for (Map.Entry<String, List<String>> command : commands.entrySet()) {
        ProcessRun run = ProcessRun.of(command.getValue(), environment);
        if (round >= 0) {
          runs.computeIfAbsent(command.getKey(), key -> new ArrayList<>()).add(run);
        }
      }
    }
    return runs;
  }

  private static void print(Map<String, List<ProcessRun>> runs, String what, String base) {
    double[] wall = differences(runs.get(what), runs.get(base), ProcessRun::wallMillis);
    double[] cpu = differences(runs.get(what), runs.get(base), ProcessRun::cpuMillis);
    System.out.printf(
        "  %-45s over %-20s  wall %+5.0f (%+.0f..%+.0f)  CPU %+5.0f (%+.0f..%+.0f)%n",
        what,
        base,
        quantile(wall, 0.5),
        quantile(wall, 0.25),
        quantile(wall, 0.75),
        quantile(cpu, 0.5),
        quantile(cpu, 0.25),
        quantile(cpu, 0.75));
  }

  static double[] differences(
      List<ProcessRun> runs, List<ProcessRun> bases, ToDoubleFunction<ProcessRun> time) {
    double[] differences = new double[runs.size()];
    for (int i = 0; i < differences.length; i++) {
      differences[i] = time.applyAsDouble(runs.get(i)) - time.applyAsDouble(bases.get(i));
    }
    return differences;
  }

  static double quantile(double[] values, double q) {
    double[] sorted = values.clone();
    java.util.Arrays.sort(sorted);
    return sorted[(int) Math.round(q * (sorted.length - 1))];
  }

  private Path mapping() throws IOException {
    return Files.writeString(
        folder.resolve("mapping.json"),
        "{ \"mappings\": [ { \"host\": \"127.0.0.1:*\", \"resource\": \"https://vault.azure.net\", \"allowPlainHttp\": true } ] }\n");
  }

  private Path emptyAgent() throws IOException {
    Path jar = folder.resolve("empty-agent.jar");
    Manifest manifest = new Manifest();
    manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
    manifest
        .getMainAttributes()
        .put(new Attributes.Name("Premain-Class"), EmptyAgent.class.getName());
    String entry = EmptyAgent.class.getName().replace('.', '/') + ".class";
    try (OutputStream file = Files.newOutputStream(jar);
        JarOutputStream out = new JarOutputStream(file, manifest);
        InputStream in = StartupBenchmark.class.getClassLoader().getResourceAsStream(entry)) {
      out.putNextEntry(new JarEntry(entry));
      in.transferTo(out);
      out.closeEntry();
    }
    return jar;
  }
}
