package io.managedidentity.it.fuzz;

import io.managedidentity.probe.Message;
import java.io.Closeable;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.regex.Pattern;

/** Programs that one pair of JVMs plays: each with the agent and without, at the same time. */
final class FuzzBatch implements Closeable {
  private static final int FEWEST = 3; // programs with the agent, however late it is
  private static final int MORE_RUNS = 300; // of a program that seems to differ: as rare are races
  private static final int MORE_CHANNELS = 100; // of the last programs, by chance
  private static final int MORE_SOCKETS = 8; // kept alive to the identity endpoint, being closed
  private static final int SOCKETS_OF_ATTACHING = 6; // of the JMX connector that it starts

  private static final int PATIENCE_MILLIS = 1500; // for what is left to go

  /**
   * Where something is: a client that a program closed may wait until its calls time out, and a
   * pool's thread may be idle for a minute before it ends.
   */
  private static final int MORE_LOOKS = 50;

  /** Where known breaches stand before the one that is looked for. */
  private static final Pattern IS_LOOKED_FOR = Pattern.compile(System.getProperty("fuzz.only", ""));

  /** Of 25 and later, the last one: the JVM's, for virtual threads that wait for a time. */
  private static final Pattern IS_OF_OTHERS =
      Pattern.compile(
          "Attach Listener|RMI .*|.*commonPool-worker-.*|globalEventExecutor-.*"
              + "|ForkJoinPool-N-delayScheduler");

  /** Jetty's client leaves a selector running by itself, once in some four hundred programs. */
  private static final Pattern IS_LEFT_BY_JETTY =
      Pattern.compile("HttpClientN-.*|pool-N-thread-N|few-N");

  private final FuzzWorld world;
  private final FuzzSubject client;
  private final List<FuzzProgramText> programs;
  private final FuzzJvm guarded;
  private final FuzzJvm plain;
  private final Function<String, Set<String>> knownThreads;
  private final List<Suspicion> suspicions;
  private boolean isAttached;
  private boolean isSound = true;
  private CompletableFuture<Void> attached = CompletableFuture.completedFuture(null);
  private long endNanos;

  FuzzBatch(
      FuzzWorld world,
      FuzzSubject client,
      List<FuzzProgramText> programs,
      FuzzJvm guarded,
      FuzzJvm plain,
      Function<String, Set<String>> knownThreads,
      List<Suspicion> suspicions) {
    this.world = world;
    this.client = client;
    this.programs = programs;
    this.guarded = guarded;
    this.plain = plain;
    this.knownThreads = knownThreads;
    this.suspicions = suspicions;
  }

  /**
   * A thread of which no run without the agent has told yet. It is a breach if none has when all
   * programs are played.
   */
  record Suspicion(String thread, String executor, ViewRule rule, String report) {
    boolean isBreach() {
      return !rule.isKnown(thread);
    }

    @Override
    public String toString() {
      return report + "  known: " + String.join("\n         ", rule.ofKind(thread)) + "\n";
    }
  }

  /** The agent comes while the first programs are played, instead of with the JVM. */
  void attach(Runnable how) {
    isAttached = true;
    attached = CompletableFuture.runAsync(how);
  }

  /**
   * @param end after which no more are played than {@link #FEWEST} with the agent
   * @return how many were played; the rest needs new JVMs where one of these hangs
   */
  int play(long end, List<String> breaches, int most) {
    int played = 0;
    int withAgent = 0;
    for (int i = 0; i < programs.size(); i++, played++) {
      if (breaches.size() >= most || withAgent >= FEWEST && System.nanoTime() - end >= 0) {
        break;
      }
      if (attached.isDone()) {
        attached.join(); // or it says why there is no agent
        withAgent++;
      }
      FuzzProgramText program = programs.get(i);
      String breach = play(program, "s" + i);
      boolean isBreach = breach != null && IS_LOOKED_FOR.matcher(breach).find();
      if (isBreach) {
        breaches.add(report(program, breach));
      }
      if (isBreach || !isSound) {
        return i + 1; // what follows begins with JVMs that are sound
      }
    }
    attached.join();
    long begin = System.nanoTime();
    String left = end();
    endNanos = System.nanoTime() - begin;
    if (left != null) {
      breaches.add(
          client + ", seeds " + programs.get(0).seed() + " and later: " + left + guarded.stderr());
    }
    return played;
  }

  /** How long it took to see what was left, or this where nobody has looked. */
  long endNanos(long otherwise) {
    return endNanos == 0 ? otherwise : endNanos;
  }

  private String play(FuzzProgramText program, String slot) {
    boolean hasAgent = attached.isDone();
    ViewRule rule = rule(program);
    CompletableFuture<Seen> without =
        CompletableFuture.supplyAsync(() -> run(plain, program, slot));
    Seen seen = run(guarded, program, slot);
    List<String> misplaced = world.takeBreaches();
    Seen expected = without.join();
    if (!misplaced.isEmpty()) {
      return String.join("\n  ", misplaced);
    }
    if (seen == null || expected == null) {
      return (seen == null ? "with" : "without") + " the agent the JVM ended or says nothing";
    }
    if (Boolean.getBoolean("fuzz.trace")) {
      System.out.println(
          program.seed() + ": " + seen.millis() + " ms, without the agent " + expected.millis());
    }
    rule.addPlain(expected);
    String breach = hasAgent ? missing(program, rule, seen) : null;
    if (breach == null) {
      breach = rule.difference(seen);
    }
    isSound = seen.hasEnded() && expected.hasEnded();
    for (int i = 0; i < MORE_RUNS && breach != null; i++) {
      CompletableFuture<Void> load = CompletableFuture.runAsync(() -> runAgain(program, slot));
      Seen again = run(plain, program, slot);
      load.join();
      if (again == null) {
        return "without the agent the JVM ended";
      }
      rule.addPlain(again);
      String still = hasAgent ? missing(program, rule, seen) : null;
      breach = still == null ? rule.difference(seen) : still;
    }
    misplaced = world.takeBreaches(); // of the runs that were load
    if (!misplaced.isEmpty()) {
      return String.join("\n  ", misplaced);
    }
    if (breach == null && rule.unknownThread(seen) != null) {
      suspect(program, rule, seen);
    }
    return breach == null ? null : breach + "\n  arrived: " + lines(seen.arrivals());
  }

  /** So that the machine is as busy as it was. */
  private void runAgain(FuzzProgramText program, String slot) {
    if (isSound) {
      run(guarded, program, slot);
    }
  }

  private ViewRule rule(FuzzProgramText program) {
    return new ViewRule(program, knownThreads.apply(program.executor()));
  }

  /** Plays without the agent, for the threads. */
  void learn() {
    for (int i = 0; i < programs.size(); i++) {
      Seen seen = run(plain, programs.get(i), "s" + i);
      if (seen == null) {
        return;
      }
      rule(programs.get(i)).addPlain(seen);
    }
  }

  private void suspect(FuzzProgramText program, ViewRule rule, Seen seen) {
    String thread = rule.unknownThread(seen);
    String breach = "a thread that is never seen without the agent: " + thread;
    if (IS_LOOKED_FOR.matcher(breach).find()) {
      suspicions.add(
          new Suspicion(
              thread,
              program.executor(),
              rule,
              report(program, breach + "\n  arrived: " + lines(seen.arrivals()))));
    }
  }

  private String missing(FuzzProgramText program, ViewRule rule, Seen seen) {
    if (program.isRacy() || program.changesMode() || Fuzzer.IS_NULL_TEST) {
      return null;
    }
    for (Arrival arrival : seen.arrivals()) {
      if (TokenRule.isMissing(arrival, program.kind())) {
        return "no token where one must be: " + arrival;
      }
      if (client.can("forms")
          && FormRule.isMissing(arrival, program.kind())
          && !rule.isBareWithout(arrival)) {
        return "no assertion where one must be: " + arrival;
      }
    }
    return null;
  }

  private Seen run(FuzzJvm jvm, FuzzProgramText program, String slot) {
    String run = world.nextRun();
    Message answer = jvm.play(world.forRun(program.line(), slot, run));
    if (answer != null && answer.has("broken")) {
      throw new IllegalStateException(
          client + " cannot play " + program + answer.get("broken") + "\n" + tail(jvm.stderr()));
    }
    return answer == null ? null : Seen.of(answer, run, world.takeArrivals(run));
  }

  /**
   * After another small program, since what the agent knows of requests that are gone is cleared
   * when it meets the next ones.
   */
  private String end() {
    CompletableFuture<Message> other = CompletableFuture.supplyAsync(() -> ending(plain));
    Message with = ending(guarded);
    Message without = other.join();
    String left = left(with, without);
    for (int i = 0; i < MORE_LOOKS && left != null; i++) {
      with = guarded.play("do=end&patience=" + PATIENCE_MILLIS);
      left = left(with, without);
    }
    return left;
  }

  private String left(Message with, Message without) {
    if (with == null || without == null) {
      return "a JVM did not end";
    }
    if (Long.parseLong(with.get("errors")) > 0) {
      return with.get("errors") + " suppressed errors\n";
    }
    if (!ofProgram(without).containsAll(ofProgram(with))) {
      return "threads left "
          + ofProgram(with)
          + ", not "
          + ofProgram(without)
          + "\n"
          + with.get("stacks");
    }
    int sockets = mostSockets(Integer.parseInt(without.get("sockets")));
    if (Integer.parseInt(with.get("sockets")) > sockets) {
      return with.get("sockets") + " sockets are open, not " + sockets;
    }
    if (!with.get("leaks").isEmpty() && without.get("leaks").isEmpty()) {
      return "buffers left: " + with.get("leaks");
    }
    int channels = Integer.parseInt(with.get("channels"));
    int most = Integer.parseInt(without.get("channels")) + MORE_CHANNELS;
    if (channels > most) {
      return channels + " channels are left, not " + most;
    }
    List<String> objects = new ArrayList<>(with.all("object"));
    objects.removeIf(object -> countOf(object) <= channels);
    return objects.isEmpty() ? null : "objects left: " + objects + ", channels: " + channels;
  }

  /**
   * A client that leaves some open by itself leaves more or fewer by chance: two runs without the
   * agent differ as much.
   */
  private int mostSockets(int without) {
    int chance = (int) (3 * Math.sqrt(2.0 * without));
    return without + chance + MORE_SOCKETS + (isAttached ? SOCKETS_OF_ATTACHING : 0);
  }

  /** Of {@code name=count}. A channel that the client leaves behind holds one of some classes. */
  private static int countOf(String object) {
    return Integer.parseInt(object.substring(object.indexOf('=') + 1));
  }

  private Message ending(FuzzJvm jvm) {
    jvm.play("do=collect");
    run(jvm, ProgramMaker.last(client), "w");
    return jvm.play("do=end&patience=" + PATIENCE_MILLIS);
  }

  /**
   * The threads that are left, without those of whoever attached to the JVM and of pools that end
   * theirs some time after the last use.
   */
  private Set<String> ofProgram(Message end) {
    Set<String> threads = new TreeSet<>(end.all("thread"));
    threads.removeIf(name -> IS_OF_OTHERS.matcher(name).matches());
    if (client.name().startsWith("jetty")) {
      threads.removeIf(name -> IS_LEFT_BY_JETTY.matcher(name).matches());
    }
    return threads;
  }

  private String report(FuzzProgramText program, String breach) {
    return client
        + ", "
        + breach
        + "\n"
        + program
        + "  again: -Dfuzz.client="
        + client
        + " -Dfuzz.seed="
        + program.seed()
        + "\n  the agent said:\n"
        + tail(guarded.stderr());
  }

  private static String lines(List<Arrival> arrivals) {
    List<String> lines = new ArrayList<>();
    arrivals.forEach(arrival -> lines.add(arrival.toString()));
    return String.join("\n           ", lines);
  }

  private static String tail(String text) {
    return text.substring(Math.max(0, text.length() - 1500));
  }

  @Override
  public void close() {
    guarded.close();
    plain.close();
  }
}
