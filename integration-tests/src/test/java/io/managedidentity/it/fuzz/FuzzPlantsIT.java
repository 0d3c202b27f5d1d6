package io.managedidentity.it.fuzz;

import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.managedidentity.it.jvm.Jdk;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A fuzzer that finds nothing planted is no fuzzer. */
class FuzzPlantsIT {
  private static final int SEEDS = 500;

  /** Threads are judged when a round is played. */
  private static final int ROUND = 10;

  /** Breaches of a round, each of which costs new JVMs; a fault may make others than its own. */
  private static final int MOST = 3;

  private static final Pattern SEED = Pattern.compile("-Dfuzz.seed=([0-9]+)");

  @ParameterizedTest(name = "plant {0}")
  @MethodSource("plants")
  void findsEachPlantedFault(String plant) throws IOException {
    Path agent = PlantedFault.plantedIn(plant); // always, so that plants go with the sources
    assumeTrue(Boolean.getBoolean("fuzz"), "-Dfuzz=true runs it");

    String found = find(plant, agent);

    assertNotNull(found, "not found");
    Matcher seed = SEED.matcher(found);
    System.out.println(
        "plant "
            + plant
            + ": seed "
            + (seed.find() ? seed.group(1) : "?")
            + ", "
            + firstLine(found));
  }

  /** The first breach that is the planted fault's; null where there is none. */
  private static String find(String plant, Path agent) throws IOException {
    String name = PlantedFault.clientOf(plant);
    Pattern looked = PlantedFault.breachOf(plant);
    FuzzSubject client =
        FuzzSubject.all().stream().filter(each -> each.name().equals(name)).findFirst().get();
    long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(5);
    try (Fuzzer fuzzer = new Fuzzer(agent, ROUND)) {
      for (long next = 1; next <= SEEDS && System.nanoTime() - end < 0; ) {
        long seeds = Math.min(ROUND, SEEDS + 1 - next);
        Fuzzer.Result result =
            fuzzer.run(client, Jdk.current(), next, seeds, end - System.nanoTime(), MOST);
        for (String breach : result.breaches()) {
          if (looked.matcher(breach).find()) {
            return breach;
          }
        }
        next += result.programs();
      }
    }
    return null;
  }

  private static String firstLine(String text) {
    return text.lines().findFirst().orElse("");
  }

  static List<String> plants() throws IOException {
    return PlantedFault.names();
  }
}
