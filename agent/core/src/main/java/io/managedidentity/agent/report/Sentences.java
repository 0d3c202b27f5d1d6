package io.managedidentity.agent.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What the page and the text say in the same words. Texts of records in them are not escaped. */
final class Sentences {
  static final String NOT_COMPARABLE =
      "The fingerprints of different runs are not comparable: the records were written without a"
          + " salt, or with several. Set discover.salt to one text in all of them.";

  private Sentences() {}

  /** What was read, and the sums. */
  static List<String> of(Merged merged) {
    Fleet fleet = merged.fleet;
    List<String> sentences = new ArrayList<>();
    sentences.add(
        count(fleet.applications().size(), "application")
            + " in "
            + count(fleet.runs().size(), "run")
            + ", from "
            + day(fleet.first())
            + " to "
            + day(fleet.last())
            + " ("
            + count(fleet.files(), "record file")
            + ").");
    long running = running(fleet);
    if (running > 0) {
      sentences.add(
          "Newest record: "
              + fleet.last()
              + "; "
              + (running == 1
                  ? "the process has written no end and may still run: up to 30 s are not in it."
                  : running
                      + " processes have written no end and may still run: up to 30 s of each are"
                      + " not in it."));
    }
    sentences.add(
        merged.stored()
            + " of "
            + count(merged.requests(), "request")
            + (merged.replaced() == 0
                ? " carried a stored secret; "
                : " carried a stored secret when the application made them, and mappings replaced it"
                    + " on "
                    + merged.replaced()
                    + " of these; ")
            + count(merged.secrets.size(), "secret")
            + " can be told apart"
            + (fleet.isComparable() ? "." : ", but not between runs."));
    sentences.add(
        "Of the pairs of application and host: "
            + merged.count(Move.Wave.MOVED)
            + " moved, "
            + merged.count(Move.Wave.EASY)
            + " easy, "
            + merged.count(Move.Wave.SHARED)
            + " with a shared secret, "
            + merged.count(Move.Wave.QUESTION)
            + " with a question, "
            + merged.count(Move.Wave.BLOCKED)
            + " blocked, "
            + merged.count(Move.Wave.NOTHING)
            + " without a stored secret. "
            + count(merged.connections(), "connection")
            + " cannot be moved.");
    return sentences;
  }

  private static long running(Fleet fleet) {
    long running = 0;
    for (RunInfo run : fleet.runs()) {
      running += run.isEnded || fleet.wasKilled(run) ? 0 : 1;
    }
    return running;
  }

  /** What is to be done with one host. */
  static String todo(Move move) {
    if (!move.doubts.isEmpty()) {
      return String.join(" ", move.doubts);
    }
    String notes = move.notes.isEmpty() ? "" : " " + String.join(" ", move.notes);
    return "Give the role and use the mapping." + notes;
  }

  /** What no mapping can change, at most that many. */
  static List<String> blockers(Merged merged, int most) {
    List<String> blockers = new ArrayList<>();
    for (Application application : merged.fleet.applications()) {
      for (Connection connection : application.connections()) {
        blockers.add(
            application.name
                + " connects to "
                + connection.place()
                + " by "
                + connection.protocol
                + (connection.site().isEmpty() ? "" : " (" + connection.site() + ")")
                + ": no header reaches that.");
      }
      for (SigningKey key : application.keys()) {
        if (key.madeForOthers() > 0) {
          blockers.add(
              application.name
                  + " made "
                  + count(key.madeForOthers(), "signature")
                  + " for others with the key #"
                  + Fingerprint.shown(key.fingerprint)
                  + (key.site().isEmpty() ? "" : " (" + key.site() + ")")
                  + ": they stop working when the key is deleted.");
        }
      }
      for (Map.Entry<String, Long> limit : application.limits().entrySet()) {
        blockers.add(
            Limit.of(limit.getKey()).what
                + ": "
                + application.name
                + " ("
                + Limit.counted(limit.getKey(), limit.getValue())
                + ").");
      }
      if (blockers.size() > most) {
        List<String> cut = new ArrayList<>(blockers.subList(0, most));
        cut.add("And more: report.json has all.");
        return cut;
      }
    }
    return blockers;
  }

  /** What mappings in mode shadow found, at most that many. */
  static List<String> shadows(Merged merged, int most) {
    List<String> shadows = new ArrayList<>();
    for (Application application : merged.fleet.applications()) {
      for (MappingCounts mapping : application.mappings()) {
        if (mapping.shadowRepeated + mapping.shadowUnanswered > 0 && shadows.size() < most) {
          StringBuilder refused = new StringBuilder();
          for (Map.Entry<String, Long> status : mapping.shadowRefused.entrySet()) {
            refused.append(refused.length() == 0 ? " Refused: " : ", ");
            refused.append(status.getValue()).append(" with ").append(status.getKey());
          }
          shadows.add(
              "The mapping \""
                  + mapping.name
                  + "\" of "
                  + application.name
                  + ": would have worked "
                  + mapping.shadowAgreed
                  + " of "
                  + mapping.shadowRepeated
                  + "."
                  + (refused.length() == 0 ? "" : refused + ".")
                  + (mapping.shadowUnanswered == 0
                      ? ""
                      : " Unanswered: " + mapping.shadowUnanswered + "."));
        }
      }
    }
    return shadows;
  }

  static String count(long number, String noun) {
    return number + " " + noun + (number == 1 ? "" : "s");
  }

  /** Minutes are enough for people. */
  static String day(String time) {
    return Times.isTime(time)
        ? time.substring(0, 10) + " " + time.substring(11, 16) + " UTC"
        : time;
  }
}
