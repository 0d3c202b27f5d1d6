package io.managedidentity.it.fuzz;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.managedidentity.it.jvm.Jdk;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Random programs: {@code -Dfuzz.seeds=N} for each client and JDK, {@code -Dfuzz.seed=N} for one,
 * {@code -Dfuzz.client=NAME}; with {@code -Dfuzz=true} alone two minutes in all, from a first seed
 * that is new each day.
 */
class FuzzIT {
  private static final int MOST_BREACHES = 3;

  @ParameterizedTest(name = "{0} on {1}")
  @MethodSource("clients")
  void noTokenGoesAstrayAndNoThreadIsBorrowed(FuzzSubject client, Jdk jdk) throws IOException {
    assumeTrue(
        Boolean.getBoolean("fuzz") || isNamed(), "-Dfuzz=true, or a range of seeds, runs it");
    boolean isBounded = Long.getLong("fuzz.seeds") == null && Long.getLong("fuzz.seed") == null;
    long first = Long.getLong("fuzz.seed", Long.getLong("fuzz.first", ofToday()));
    long seeds = isBounded ? Long.MAX_VALUE : Long.getLong("fuzz.seeds", 1);
    long seconds = isBounded ? Math.max(3, 120 / clients().size()) : TimeUnit.DAYS.toSeconds(1);

    Fuzzer.Result result;
    try (Fuzzer fuzzer = new Fuzzer(PlantedFault.agent())) {
      result =
          fuzzer.run(client, jdk, first, seeds, TimeUnit.SECONDS.toNanos(seconds), MOST_BREACHES);
    }

    assertTrue(
        result.breaches().isEmpty(),
        () -> jdk + ", from seed " + first + ":\n" + String.join("\n\n", result.breaches()));
  }

  private static boolean isNamed() {
    return Long.getLong("fuzz.seeds") != null || Long.getLong("fuzz.seed") != null;
  }

  /** So that in time many are tried, and all runs of a day are alike. */
  private static long ofToday() {
    return TimeUnit.MILLISECONDS.toDays(System.currentTimeMillis()) * 1_000_000;
  }

  static List<Arguments> clients() {
    String wanted = System.getProperty("fuzz.client", "");
    List<Arguments> rows = new ArrayList<>();
    for (FuzzSubject client : FuzzSubject.all()) {
      if (wanted.isEmpty() || client.name().equals(wanted)) {
        for (Jdk jdk : Jdk.from(client.lowestJdk())) {
          rows.add(Arguments.of(client, jdk));
        }
      }
    }
    return rows;
  }
}
