package io.managedidentity.it.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.managedidentity.it.jvm.Jdk;
import io.managedidentity.it.load.FaultyIdentity.Condition;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A thousand threads, or ten thousand virtual ones, over two mapped hosts and an unmapped one while
 * the identity endpoint goes through everything that it can go through. Prints the latencies: the
 * time that the agent adds is the difference between requests with a token and unmapped ones of the
 * same moment. Runs where {@code -Dload=true} is given: it wants the processors for itself.
 */
@EnabledIfSystemProperty(named = "load", matches = "true")
class ChaosLoadIT {
  private static final int PHASE_SECONDS = 4;
  private static final int TOKEN_SECONDS = 8;
  private static final int MEASURED_WINDOWS = 12;
  private static final int WINDOW_SECONDS = 5;
  private static final int WARM_SECONDS = 15;

  /** R-CACHE: a refusal is remembered for 30 s; then one more fetch. */
  private static final int RECOVERY_SECONDS = 45;

  @TempDir Path folder;

  /** 8, 17 and the newest of the run: what differs between releases is the kind of threads. */
  static List<Jdk> jdks() {
    List<Jdk> all = Jdk.all();
    return all.stream()
        .filter(
            jdk -> jdk.version() == 8 || jdk.version() == 17 || jdk.equals(all.get(all.size() - 1)))
        .toList();
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void bringsNoExceptionAndNoStallWhateverTheEndpointDoes(Jdk jdk) throws Exception {
    try (LoadRun run = new LoadRun(jdk, folder, TOKEN_SECONDS, true)) {
      run.program.ask("go");
      phase(run, jdk, Condition.UP, 2);
      Map<String, String> up = phase(run, jdk, Condition.UP, 2 * PHASE_SECONDS);
      assertTrue(LoadRun.number(up, "token") > 0, up::toString);
      assertEquals(0, LoadRun.number(up, "none"), "each request has its token: " + up);
      int before = run.identity.count();
      for (Condition fault :
          List.of(
              Condition.TOO_MANY,
              Condition.GONE,
              Condition.BROKEN,
              Condition.HANGING,
              Condition.RESETTING,
              Condition.GARBAGE)) {
        phase(run, jdk, fault, PHASE_SECONDS);
      }
      int during = run.identity.count() - before;

      run.identity.be(Condition.UP);
      awaitTokens(run);
      Map<String, String> after = phase(run, jdk, Condition.UP, PHASE_SECONDS);

      assertEquals(0, LoadRun.number(after, "none"), "each request has its token again: " + after);
      // Two tokens; at worst, each second one try of each.
      int bound = 2 * 6 * PHASE_SECONDS;
      assertTrue(during <= bound, during + " requests to the endpoint while it failed");
      assertEquals(Map.of(), run.api.faults());
      System.out.println(jdk + ": " + during + " requests to the endpoint in 6 kinds of failure");
    }
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void asksOnceForAllThreadsOfAColdStart(Jdk jdk) throws IOException {
    try (LoadRun run = new LoadRun(jdk, folder, 3600, true)) {
      run.identity.delay(1000);

      run.program.ask("go");

      // Two of three threads begin with a mapped host.
      long tokens = 0;
      long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
      while (tokens < run.threads * 2 / 3 && System.nanoTime() - end < 0) {
        Map<String, String> report = run.report();
        assertEquals(0, LoadRun.number(report, "exceptions"), report::toString);
        assertEquals(0, LoadRun.number(report, "none"), report::toString);
        tokens += LoadRun.number(report, "token");
      }
      assertTrue(tokens >= run.threads * 2 / 3, tokens + " requests with a token");
      assertEquals(2, run.identity.count(), "one request for each of the two tokens");
      assertEquals(Map.of(), run.api.faults());
    }
  }

  /**
   * What a valid token adds: requests to a mapped address against those to an unmapped one, at the
   * same moments. Medians of some moments, since one pause of the machine is a p99 of its own.
   */
  @ParameterizedTest
  @MethodSource("jdks")
  void printsWhatAValidTokenAdds(Jdk jdk) throws Exception {
    double[] p50 = new double[MEASURED_WINDOWS];
    double[] p99 = new double[MEASURED_WINDOWS];
    double[] bare = new double[MEASURED_WINDOWS];
    try (LoadRun run = new LoadRun(jdk, folder, 3600, true)) {
      run.program.ask("go");
      TimeUnit.SECONDS.sleep(WARM_SECONDS);
      run.report();
      for (int i = 0; i < MEASURED_WINDOWS; i++) {
        TimeUnit.SECONDS.sleep(WINDOW_SECONDS);
        Map<String, String> report = run.report();
        assertEquals(0, LoadRun.number(report, "exceptions"), report::toString);
        bare[i] = millis(report, "unmapped-none.p99");
        p50[i] = millis(report, "address-token.p50") - millis(report, "unmapped-none.p50");
        p99[i] = millis(report, "address-token.p99") - bare[i];
      }
    }
    Arrays.sort(p50);
    Arrays.sort(p99);
    Arrays.sort(bare);
    int middle = MEASURED_WINDOWS / 2;
    System.out.printf(
        "%s: a valid token adds, ms: p50 %.1f, p99 %.1f (quartiles %.1f and %.1f; p99 of unmapped requests %.1f)%n",
        jdk, p50[middle], p99[middle], p99[middle / 2], p99[middle + middle / 2], bare[middle]);
  }

  private static double millis(Map<String, String> report, String name) {
    return Double.parseDouble(report.get(name));
  }

  private static Map<String, String> phase(LoadRun run, Jdk jdk, Condition condition, int seconds)
      throws Exception {
    run.identity.be(condition);
    run.report();
    TimeUnit.SECONDS.sleep(seconds); // a phase is a length of time
    Map<String, String> report = run.report();
    System.out.println(jdk + ", endpoint " + condition + ": " + report);
    assertEquals(0, LoadRun.number(report, "exceptions"), condition + ": " + report);
    assertTrue(LoadRun.number(report, "unmapped-none") > 0, condition + ": " + report);
    assertEquals(0, LoadRun.number(report, "unmapped-token"), condition + ": " + report);
    return report;
  }

  private static void awaitTokens(LoadRun run) throws Exception {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(RECOVERY_SECONDS);
    Map<String, String> report = run.report();
    do {
      TimeUnit.SECONDS.sleep(1);
      report = run.report();
    } while ((LoadRun.number(report, "none") > 0 || LoadRun.number(report, "token") == 0)
        && System.nanoTime() - end < 0);
    assertTrue(
        LoadRun.number(report, "token") > 0 && LoadRun.number(report, "none") == 0,
        "recovered: " + report + run.program.stderr());
  }
}
