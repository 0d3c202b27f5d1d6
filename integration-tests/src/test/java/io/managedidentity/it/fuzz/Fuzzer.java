package io.managedidentity.it.fuzz;

import io.managedidentity.it.jvm.Jdk;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/** Plays the programs of a range of seeds on one client and JDK, until the time is up. */
final class Fuzzer implements Closeable {
  /** Both runs without the agent: what is told then is a fault of the fuzzer. */
  static final boolean IS_NULL_TEST = Boolean.getBoolean("fuzz.null");

  /** Of so many pairs of JVMs one gets the agent while its first programs run. */
  private static final int ATTACHED = 4;

  /** One program again and again. */
  private static final boolean IS_REPEATED = Boolean.getBoolean("fuzz.repeat");

  /** Of which the threads are known that a client may use. */
  private static final int ENOUGH_PROGRAMS = 100;

  private static final long LONGEST_END_NANOS = TimeUnit.SECONDS.toNanos(3);

  private final FuzzWorld world = new FuzzWorld();
  private final Path agent;
  private final int batchSize;
  private final Map<String, Set<String>> knownThreads = new ConcurrentHashMap<>();

  /** What the looks at what is left took the last time. */
  private long endNanos = LONGEST_END_NANOS;

  /**
   * @param agent the jar, perhaps with a planted fault
   * @param batchSize most programs for each pair of JVMs; their mappings are read at the start
   */
  Fuzzer(Path agent, int batchSize) throws IOException {
    this.agent = agent;
    this.batchSize = batchSize;
  }

  /** What a range of seeds came to. */
  record Result(long programs, List<String> breaches) {}

  /**
   * @param nanos for all of it: the starts, the programs and the looks at what is left
   * @param most breaches after which no more is looked for
   */
  Result run(FuzzSubject client, Jdk jdk, long firstSeed, long seeds, long nanos, int most)
      throws IOException {
    long end = System.nanoTime() + nanos;
    List<String> breaches = new ArrayList<>();
    List<FuzzBatch.Suspicion> suspicions = new ArrayList<>();
    long played = 0;
    long lastProgram;
    do {
      List<FuzzProgramText> programs = new ArrayList<>();
      for (long i = played; i < Math.min(played + batchSize, seeds); i++) {
        programs.add(ProgramMaker.make(client, IS_REPEATED ? firstSeed : firstSeed + i));
      }
      try (FuzzBatch batch = start(client, jdk, programs, suspicions)) {
        lastProgram = end - endNanos;
        played += batch.play(lastProgram, breaches, most);
        endNanos = Math.min(batch.endNanos(endNanos), LONGEST_END_NANOS);
      }
    } while (played < seeds && breaches.size() < most && System.nanoTime() - lastProgram < 0);
    for (FuzzBatch.Suspicion suspicion : suspicions) {
      if (suspicion.isBreach() && breaches.size() < most && played < ENOUGH_PROGRAMS) {
        learn(client, jdk, suspicion.executor());
      }
      if (suspicion.isBreach() && breaches.size() < most) {
        breaches.add(suspicion.toString());
      }
    }
    return new Result(played, breaches);
  }

  /** What runs of more programs without the agent tell of threads. */
  private void learn(FuzzSubject client, Jdk jdk, String executor) throws IOException {
    List<FuzzProgramText> programs = new ArrayList<>();
    for (long seed = 1_000_001; programs.size() < ENOUGH_PROGRAMS; seed++) {
      FuzzProgramText program = ProgramMaker.make(client, seed);
      if (program.executor().equals(executor)) {
        programs.add(program);
      }
    }
    try (FuzzBatch batch = start(client, jdk, programs, new ArrayList<>())) {
      batch.learn();
    }
  }

  private FuzzBatch start(
      FuzzSubject client,
      Jdk jdk,
      List<FuzzProgramText> programs,
      List<FuzzBatch.Suspicion> suspicions)
      throws IOException {
    Map<String, TokenKind> kinds = new LinkedHashMap<>();
    for (int i = 0; i < programs.size(); i++) {
      kinds.put("s" + i, programs.get(i).kind());
    }
    Path mapping = world.mapping(kinds);
    List<String> options = new ArrayList<>(world.certificates.trustOptions());
    options.add("-Djdk.http.auth.tunneling.disabledSchemes=");
    List<String> plainOptions = List.copyOf(options);
    long number = programs.get(0).seed() + client.name().hashCode();
    boolean isAttached = !IS_NULL_TEST && Math.floorMod(number, ATTACHED) == 0;
    if (!IS_NULL_TEST && !isAttached) {
      options.add("-javaagent:" + agent + "=config=" + mapping);
    }
    CompletableFuture<FuzzJvm> plain =
        CompletableFuture.supplyAsync(() -> jvm(jdk, client, plainOptions));
    FuzzJvm guarded = jvm(jdk, client, options);
    FuzzBatch batch =
        new FuzzBatch(
            world,
            client,
            programs,
            guarded,
            plain.join(),
            executor -> threadsOf(client + " on " + jdk + " " + executor),
            suspicions);
    if (isAttached) {
      batch.attach(() -> attach(jdk, guarded.pid(), mapping));
    }
    return batch;
  }

  private FuzzJvm jvm(Jdk jdk, FuzzSubject client, List<String> options) {
    try {
      return FuzzJvm.start(jdk, client, options, world.identity.environment());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void attach(Jdk jdk, long pid, Path mapping) {
    try {
      Process command =
          new ProcessBuilder(
                  jdk.java(),
                  "-jar",
                  agent.toString(),
                  "attach",
                  String.valueOf(pid),
                  mapping.toString())
              .redirectErrorStream(true)
              .start();
      String said = new String(command.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (command.waitFor() != 0) {
        throw new IllegalStateException(said);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private Set<String> threadsOf(String key) {
    return knownThreads.computeIfAbsent(key, unused -> new TreeSet<>());
  }

  @Override
  public void close() throws IOException {
    world.close();
  }
}
