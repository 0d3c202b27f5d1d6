package io.managedidentity.agent.token;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/**
 * Lives of the token cache: 500, in continuous integration 10,000. A failing seed is named in the
 * message; {@code -Dsimulation.seed=N} runs it alone, {@code -Dsimulation.seeds=N} another number
 * of them.
 */
class CacheSimulationTest {
  private static final int RUNNERS = 2;

  @Test
  void holdsWhatItPromisesInEveryLife() throws Throwable {
    String one = System.getProperty("simulation.seed", "");
    if (!one.isEmpty()) {
      lives(Long.parseLong(one), Long.parseLong(one) + 1, 1);
      return;
    }
    int seeds = Integer.parseInt(System.getProperty("simulation.seeds", "500"));
    ExecutorService runners = Executors.newFixedThreadPool(RUNNERS);
    List<Future<long[]>> results = new ArrayList<>();
    for (int i = 0; i < RUNNERS; i++) {
      int first = i;
      results.add(runners.submit(() -> lives(first, seeds, RUNNERS)));
    }

    long served = 0;
    long failed = 0;
    try {
      for (Future<long[]> result : results) {
        served += result.get()[0];
        failed += result.get()[1];
      }
    } catch (ExecutionException e) {
      throw e.getCause();
    } finally {
      runners.shutdownNow();
    }

    System.out.println(
        seeds + " lives: " + served + " requests got a token, " + failed + " did not");
    assertTrue(served > failed, "most requests get a token");
    assertTrue(failed > 0, "the faults are felt, or the simulation proves nothing");
  }

  /** The same seed gives the same life: else a failing one could not be run again. */
  @Test
  void repeatsALife() {
    long[] first = lives(4711, 4712, 1);
    long[] second = lives(4711, 4712, 1);

    assertTrue(first[0] == second[0] && first[1] == second[1] && first[2] == second[2]);
  }

  private static long[] lives(long first, long end, int step) {
    long[] counts = new long[3];
    try (SimulatedTime time = new SimulatedTime()) {
      for (long seed = first; seed < end; seed += step) {
        CacheSimulation life = new CacheSimulation(seed, time);
        life.run();
        counts[0] += life.served;
        counts[1] += life.failed;
        counts[2] += time.mono();
      }
    }
    return counts;
  }
}
