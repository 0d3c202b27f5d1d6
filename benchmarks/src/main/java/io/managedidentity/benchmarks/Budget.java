package io.managedidentity.benchmarks;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * The start-up budget, in ms, and whether a run keeps it.
 *
 * <p>It was set on a machine that runs the programs of this benchmark without any agent in the
 * times given here. Another machine is slower or faster by the same programs' times without an
 * agent in the same run; the measured figure is divided by that.
 */
record Budget(
    String what,
    String base,
    String bare,
    String unit,
    double most,
    double bareOn17,
    double bareOn25) {

  private static final List<Budget> ALL =
      List.of(
          new Budget("hello, agent", "hello, empty agent", "hello, no agent", "CPU", 80, 35, 37),
          new Budget("hello, agent", "hello, empty agent", "hello, no agent", "wall", 15, 35, 31),
          new Budget(
              "http, agent, mapped, own authorization kept",
              "http, no agent",
              "http, no agent",
              "CPU",
              150,
              401,
              468),
          new Budget(
              "http, agent, token fetched",
              "http, no agent",
              "http, no agent",
              "CPU",
              200,
              401,
              468));

  static void printAll(Path jdk, Map<String, List<ProcessRun>> runs) throws Exception {
    int version = version(jdk);
    for (Budget budget : ALL) {
      budget.print(runs, version);
    }
  }

  private void print(Map<String, List<ProcessRun>> runs, int version) {
    ToDoubleFunction<ProcessRun> time =
        unit.equals("CPU") ? ProcessRun::cpuMillis : ProcessRun::wallMillis;
    double measured =
        StartupBenchmark.quantile(
            StartupBenchmark.differences(runs.get(what), runs.get(base), time), 0.5);
    double bareHere =
        StartupBenchmark.quantile(runs.get(bare).stream().mapToDouble(time).toArray(), 0.5);
    double slower = bareHere / (version < 21 ? bareOn17 : bareOn25);
    double scaled = measured / slower;
    String verdict =
        measured <= most ? "held" : scaled <= most ? "held at that speed only" : "NOT HELD";
    System.out.printf(
        "  %-45s over %-20s %4s at most +%.0f: %+.0f; this machine is %.1f times slower: %+.0f. %s%n",
        what, base, unit, most, measured, slower, scaled, verdict);
  }

  private static int version(Path jdk) throws Exception {
    for (String line : java.nio.file.Files.readAllLines(jdk.resolve("release"))) {
      if (line.startsWith("JAVA_VERSION=")) {
        return Integer.parseInt(line.replaceAll("[^0-9.]", "").split("\\.")[0]);
      }
    }
    throw new IllegalStateException(jdk + " has no version in its file release");
  }
}
