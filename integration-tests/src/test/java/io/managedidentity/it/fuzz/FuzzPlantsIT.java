package io.managedidentity.it.fuzz;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.managedidentity.it.jvm.Jdk;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A fuzzer that finds nothing planted is no fuzzer. */
class FuzzPlantsIT {
  private static final int SEEDS = 500;

  @ParameterizedTest(name = "plant {0}")
  @MethodSource("plants")
  void findsEachPlantedFault(String plant) throws IOException {
    assumeTrue(Boolean.getBoolean("fuzz"), "-Dfuzz=true runs it");
    String name = PlantedFault.clientOf(plant);
    FuzzSubject client =
        FuzzSubject.all().stream().filter(each -> each.name().equals(name)).findFirst().get();

    Fuzzer.Result result;
    try (Fuzzer fuzzer = new Fuzzer(PlantedFault.plantedIn(plant))) {
      result = fuzzer.run(client, Jdk.current(), 1, SEEDS, TimeUnit.MINUTES.toNanos(5), 1);
    }

    assertEquals(
        1,
        result.breaches().size(),
        () -> "not found in " + result.programs() + " programs of " + client);
  }

  static List<String> plants() throws IOException {
    return PlantedFault.names();
  }
}
