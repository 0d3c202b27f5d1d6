package io.managedidentity.it.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.managedidentity.it.jvm.Jdk;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * Full load for a long time, tokens of 20 s and a new version of the mapping file every 10 s: heap,
 * threads, classes and open files stay as they are. Runs where {@code -Dsoak.minutes=N} is given.
 */
@EnabledIfSystemProperty(named = "soak.minutes", matches = "\\d+")
class SoakIT {
  private static final int TOKEN_SECONDS = 20;
  private static final int RELOAD_SECONDS = 10;
  private static final int SAMPLE_SECONDS = 30;
  private static final int RESTS = 6;

  @TempDir Path folder;

  @Test
  void staysAsItIs() throws Exception {
    int minutes = Integer.getInteger("soak.minutes");
    List<Map<String, String>> samples = new ArrayList<>();
    List<Map<String, String>> rests = new ArrayList<>();
    long calls = 0;
    try (LoadRun run = new LoadRun(Jdk.current(), folder, TOKEN_SECONDS, false)) {
      run.program.ask("go");
      long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(minutes);
      for (int seconds = RELOAD_SECONDS; System.nanoTime() - end < 0; seconds += RELOAD_SECONDS) {
        TimeUnit.SECONDS.sleep(RELOAD_SECONDS);
        run.write(seconds);
        Map<String, String> report = run.report();
        calls += LoadRun.number(report, "token");
        assertEquals(0, LoadRun.number(report, "exceptions"), report::toString);
        assertEquals(0, LoadRun.number(report, "none"), "each has its token: " + report);
        if (seconds % SAMPLE_SECONDS == 0) {
          samples.add(run.resources());
          System.out.println(seconds + " s: " + samples.get(samples.size() - 1));
        }
        if (seconds % (minutes * 60 / RESTS) < RELOAD_SECONDS) {
          rests.add(run.rest());
          System.out.println(seconds + " s, at rest: " + rests.get(rests.size() - 1));
        }
      }
      rests.add(run.rest());
      assertEquals(Map.of(), run.api.faults());
    }

    System.out.println(calls + " requests with a token");
    assertFlat(samples, "threads", 3);
    assertFlat(samples, "classes", 30);
    // Under load most open files and half of the heap are requests under way, which come and go.
    assertFlat(samples, "heapKb", 16_384);
    assertFlat(rests, "heapKb", 1024);
    assertFlat(rests, "files", 3);
    assertFlat(rests, "threads", 3);
  }

  /** The median of the last third is that of the second third, within so much. */
  private static void assertFlat(List<Map<String, String>> samples, String what, long tolerance) {
    int third = samples.size() / 3;
    long before = median(samples.subList(third, 2 * third), what);
    long after = median(samples.subList(2 * third, samples.size()), what);
    System.out.println(what + ": " + before + ", later " + after);
    assertTrue(after - before <= tolerance, what + " grew from " + before + " to " + after);
  }

  private static long median(List<Map<String, String>> samples, String what) {
    long[] values =
        samples.stream().mapToLong(sample -> LoadRun.number(sample, what)).sorted().toArray();
    return values[values.length / 2];
  }
}
