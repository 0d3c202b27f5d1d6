package io.managedidentity.it.fuzz;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.managedidentity.it.jvm.Jdk;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Random programs: {@code -Dfuzz.seeds=N} for each client and JDK, {@code -Dfuzz.seed=N} for one,
 * {@code -Dfuzz.client=NAME}; by itself two minutes in all, each client on one JDK; with {@code
 * -Dfuzz=true} from a first seed that is new each day.
 */
class FuzzIT {
  private static final int MOST_BREACHES = 3;
  private static final long TWO_MINUTES = TimeUnit.MINUTES.toNanos(2);
  private static final boolean IS_OF_DAY = Boolean.getBoolean("fuzz");
  private static final boolean IS_BOUNDED =
      Long.getLong("fuzz.seeds") == null && Long.getLong("fuzz.seed") == null;
  private static final long BEGAN = System.nanoTime();
  private static int turnsLeft = FuzzSubject.all().size();
  private static Fuzzer fuzzer;

  @BeforeAll
  static void open() throws IOException {
    fuzzer = new Fuzzer(PlantedFault.agent(), IS_BOUNDED ? 50 : 200);
  }

  @AfterAll
  static void close() throws IOException {
    fuzzer.close();
  }

  @ParameterizedTest(name = "{0} on {1}")
  @MethodSource("clients")
  void letsNoTokenGoAstrayAndBorrowsNoThread(FuzzSubject client, Jdk jdk) throws IOException {
    long first = Long.getLong("fuzz.seed", Long.getLong("fuzz.first", IS_OF_DAY ? ofToday() : 1));
    long seeds = IS_BOUNDED ? Long.MAX_VALUE : Long.getLong("fuzz.seeds", 1);
    long nanos = IS_BOUNDED ? ofTwoMinutes() : TimeUnit.DAYS.toNanos(1);

    Fuzzer.Result result = fuzzer.run(client, jdk, first, seeds, nanos, MOST_BREACHES);

    System.out.println(client + " on " + jdk + ": " + result.programs() + " programs");
    assertTrue(
        result.breaches().isEmpty(),
        () -> jdk + ", from seed " + first + ":\n" + String.join("\n\n", result.breaches()));
  }

  /**
   * What is left of the two minutes, shared by the clients that are left: starts of JVMs and what
   * is played again to be sure count as well.
   */
  private static long ofTwoMinutes() {
    long left = TWO_MINUTES - (System.nanoTime() - BEGAN);
    return left / Math.max(1, turnsLeft--);
  }

  /** So that in time many are tried, and all runs of a day are alike. */
  private static long ofToday() {
    return TimeUnit.MILLISECONDS.toDays(System.currentTimeMillis()) * 1_000_000;
  }

  static List<Arguments> clients() {
    String wanted = System.getProperty("fuzz.client", "");
    List<Arguments> rows = new ArrayList<>();
    int number = 0;
    for (FuzzSubject client : FuzzSubject.all()) {
      if (wanted.isEmpty() || client.name().equals(wanted)) {
        List<Jdk> jdks = Jdk.from(client.lowestJdk());
        if (IS_BOUNDED && !jdks.isEmpty()) {
          jdks = List.of(jdks.get(number++ % jdks.size()));
        }
        jdks.forEach(jdk -> rows.add(Arguments.of(client, jdk)));
      }
    }
    return rows;
  }
}
