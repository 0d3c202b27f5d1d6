package io.managedidentity.it.fuzz;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a program may see with the agent: what it saw in one of its runs without. Threads are known
 * for the client and executor, from all programs.
 */
final class ViewRule {
  private static final long ALLOWANCE_MILLIS = 4000;
  private static final Pattern MADE_BY_APPLICATION =
      Pattern.compile(
          "(.*) group=(?:main|application|VirtualThreads) loader=(?:application|system)"
              + " inherited=application(?: daemon)?");

  /** Up to JDK 17 in the group of whoever had the pool start it. */
  private static final Pattern WORKER_OF_COMMON_POOL =
      Pattern.compile(
          "(.* ForkJoinPool.commonPool-worker-N) group=(?:main|application) loader=system"
              + " inherited=null daemon");

  private final List<Seen> plain = new ArrayList<>();
  private final Set<String> knownThreads;
  private final FuzzProgramText program;

  /**
   * @param knownThreads of programs with this executor, to which those of this one are added
   */
  ViewRule(FuzzProgramText program, Set<String> knownThreads) {
    this.program = program;
    this.knownThreads = knownThreads;
  }

  void addPlain(Seen seen) {
    plain.add(seen);
    knownThreads.addAll(seen.threads());
    knownThreads.addAll(seen.live());
  }

  /** What differs from all runs without the agent so far, or null. */
  String difference(Seen seen) {
    if (!seen.hasEnded()) {
      return plain.stream().allMatch(Seen::hasEnded)
          ? "it did not come to its end; what each step saw: "
              + seen.outcomes()
              + "\n"
              + seen.stacks()
          : null;
    }
    for (String thread : seen.threads()) {
      if (thread.contains("managed-identity-agent")) {
        return "code of the application on a thread of the agent: " + thread;
      }
    }
    if (program.isRacy()) {
      return null;
    }
    long longest = plain.stream().mapToLong(Seen::millis).max().orElse(0);
    if (seen.millis() > 3 * longest + ALLOWANCE_MILLIS) {
      return "it took " + seen.millis() + " ms instead of " + longest;
    }
    for (int i = 0; i < seen.outcomes().size(); i++) {
      String difference = ofStep(i, seen.outcomes().get(i));
      if (difference != null) {
        return difference;
      }
    }
    if (program.message().has("shareContext")) {
      return null; // in it stand the host and the protocol of whichever request was last
    }
    for (String shape : seen.shapes()) {
      if (plain.stream().noneMatch(run -> run.shapes().contains(shape))) {
        return "a request that never arrives without the agent: " + shape;
      }
    }
    return null;
  }

  /**
   * Whether a token request arrives without credentials by the client itself, which may leave a
   * header out when it follows a redirect.
   */
  boolean isBareWithout(Arrival arrival) {
    String target = targetOf(arrival);
    return plain.stream()
        .flatMap(run -> run.arrivals().stream())
        .anyMatch(same -> targetOf(same).equals(target) && !FormRule.hasCredentials(same));
  }

  private static String targetOf(Arrival arrival) {
    return arrival.target().replace(arrival.run(), "RUNLABEL");
  }

  /** A thread of which no run without the agent has told so far; null where there is none. */
  String unknownThread(Seen seen) {
    for (String thread : seen.threads()) {
      if (!isKnown(thread)) {
        return thread;
      }
    }
    return null;
  }

  /** Whether runs without the agent, of whatever program, have told of this one by now. */
  boolean isKnown(String thread) {
    if (knownThreads.contains(thread)) {
      return true;
    }
    // Which thread makes a pool start a worker is chance; an application's own is as good as any.
    String whole = thread.replace(" interrupted", "");
    if (isKnownOtherwise(MADE_BY_APPLICATION.matcher(whole))
        || isKnownOtherwise(WORKER_OF_COMMON_POOL.matcher(whole))) {
      return true;
    }
    return isCaller(whole)
        || isOfDirectExecutor(whole)
        || program.isRacy() && isKnownOfStopped(whole);
  }

  /** Whoever calls may run a callback himself, where an answer is quicker than he is. */
  private static boolean isCaller(String thread) {
    return thread.contains(" on application-") && MADE_BY_APPLICATION.matcher(thread).matches();
  }

  /**
   * An executor that runs a task where it is handed in leaves it to chance whether that is the
   * thread that reads.
   */
  private boolean isOfDirectExecutor(String thread) {
    return "direct".equals(program.message().get("executor"))
        && thread.contains(" on HttpClient-N-SelectorManager ");
  }

  /** Whether one of that name is known, whoever made it. */
  private boolean isKnownOtherwise(Matcher made) {
    return made.matches()
        && knownThreads.stream().anyMatch(known -> known.startsWith(made.group(1) + " group="));
  }

  /**
   * A call that is stopped may end on the very thread that stops it, or on another one of the
   * client's.
   */
  private boolean isKnownOfStopped(String thread) {
    return MADE_BY_APPLICATION.matcher(thread).matches() && thread.contains(" on Thread-")
        || knownThreads.contains(thread)
        || knownThreads.contains(withoutKind(thread));
  }

  /** As it is told of a thread that lives. */
  private static String withoutKind(String thread) {
    return thread.substring(thread.indexOf(" on ") + 4, thread.indexOf(" inherited="));
  }

  /** Those that run code of the application at the same event. */
  List<String> ofKind(String thread) {
    String kind = thread.substring(0, thread.indexOf(' '));
    return knownThreads.stream().filter(known -> known.startsWith(kind + " ")).sorted().toList();
  }

  private String ofStep(int step, List<String> outcome) {
    Set<List<String>> known = new HashSet<>();
    plain.forEach(run -> known.add(run.outcomes().get(step)));
    boolean mayBeRejected =
        program.kind() == TokenKind.REJECTED && outcome.contains("answer 401 rejected");
    return known.contains(outcome)
            || mayBeRejected
            || isRejectionOfHead(outcome)
            || isKnownTimeout(outcome)
        ? null
        : "step " + step + " saw " + outcome + "\n  without the agent: " + known;
  }

  /** Which of its calls a race of the client makes wait for ever is chance. */
  private boolean isKnownTimeout(List<String> outcome) {
    return outcome.size() == 1
        && outcome.get(0).matches("failure \\S*Timeout\\S*")
        && plain.stream().anyMatch(run -> run.outcomes().contains(outcome));
  }

  private boolean isRejectionOfHead(List<String> outcome) {
    return program.kind() == TokenKind.REJECTED && outcome.contains("answer 401 ");
  }
}
