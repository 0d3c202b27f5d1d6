package io.managedidentity.it.fuzz;

import io.managedidentity.probe.Message;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * One run: what the program saw of each step, and what arrived.
 *
 * @param outcomes of each step, its events without the threads
 * @param threads for each kind of event, the threads on which it came
 * @param live those that there were at its end
 * @param shapes what arrived, without tokens
 */
record Seen(
    boolean hasEnded,
    long millis,
    List<List<String>> outcomes,
    Set<String> threads,
    Set<String> live,
    Set<String> shapes,
    List<Arrival> arrivals,
    String stacks) {
  /**
   * Events of which only the thread is judged: that a request is sent races with its answer, that
   * it is queued with whoever takes it out of the queue, and which of several calls opens the
   * connection that they share is chance.
   */
  private static final Set<String> IS_CHANCE = Set.of("queued", "sent", "resolver");

  static Seen of(Message answer, String run, List<Arrival> arrivals) {
    List<List<String>> outcomes = new ArrayList<>();
    Set<String> threads = new TreeSet<>();
    for (String step : answer.all("seen")) {
      List<String> outcome = new ArrayList<>();
      String[] events = step.replace(run, "RUNLABEL").split("\n");
      for (int i = 1; i < events.length; i++) {
        String[] event = events[i].split("\\|", 3);
        if (event.length == 3) {
          if (!IS_CHANCE.contains(event[0])) {
            outcome.add(event[0] + " " + event[1]);
          }
          threads.add(event[0] + " on " + event[2]);
        }
      }
      outcomes.add(outcome);
    }
    Set<String> shapes = new TreeSet<>();
    for (Arrival arrival : arrivals) {
      shapes.add(arrival.withoutToken(run));
    }
    return new Seen(
        "true".equals(answer.get("ended")),
        Long.parseLong(answer.get("millis", "0")),
        outcomes,
        threads,
        new TreeSet<>(answer.all("live")),
        shapes,
        arrivals,
        answer.get("stacks", answer.get("broken", "")));
  }
}
