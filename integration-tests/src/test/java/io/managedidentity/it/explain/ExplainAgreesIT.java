package io.managedidentity.it.explain;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.managedidentity.it.jvm.Jdk;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What {@code explain} says of a running JVM is what its next request meets: for {@code
 * -Dexplain.triples=N} random triples of mapping, request and state of the token on each JDK, from
 * {@code -Dexplain.seed=N} on. The command itself is asked about {@code -Dexplain.commands=N} of
 * them, the JMX object, as the command asks it, about all others.
 */
class ExplainAgreesIT {
  private static final int MOST_SHOWN = 5;

  /** Of so many some meet each reason; fewer may not. */
  private static final int ENOUGH = 5000;

  @TempDir Path folder;

  static List<Jdk> jdks() {
    return Jdk.outermost(8);
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void saysWhatTheWireShows(Jdk jdk) throws IOException {
    int triples = Integer.getInteger("explain.triples", 500);
    int commands = Integer.getInteger("explain.commands", 6);
    long seed = Long.getLong("explain.seed", 1);

    try (ExplainRun run = new ExplainRun(jdk, folder)) {
      run.play(seed, triples, commands);

      System.out.println(jdk + ": " + run.counts());
      List<String> wrong = run.disagreements();
      assertTrue(
          wrong.isEmpty(),
          () ->
              wrong.size()
                  + " from seed "
                  + seed
                  + " on:\n"
                  + String.join("\n\n", wrong.subList(0, Math.min(MOST_SHOWN, wrong.size()))));
      assertTrue(run.counts().triples() >= triples, run.counts()::toString);
      if (triples >= ENOUGH) {
        assertEquals(List.of(), run.counts().missing(), run.counts()::toString);
      }
      assertTrue(run.counts().changed() * 50 < triples, run.counts()::toString);
    }
  }
}
