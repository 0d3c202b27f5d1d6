package io.managedidentity.agent.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.managedidentity.agent.injection.Outcome;
import io.managedidentity.agent.injection.WhyLeft;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** What in a status needs a person, and what is worth knowing without being a fault. */
final class StatusVerdict {
  /** What left longer ago may have been mended since; counters never go back. */
  private static final Duration RECENT = Duration.ofHours(1);

  private final List<String> needs = new ArrayList<>();
  private final List<String> notes = new ArrayList<>();

  private StatusVerdict() {}

  static StatusVerdict of(JsonNode status, Instant now) {
    StatusVerdict verdict = new StatusVerdict();
    verdict.file(status.path("file"));
    if (status.path("switchedOff").asBoolean()) {
      verdict.notes.add("the agent is switched off from outside: the command on undoes it");
    }
    status.path("mappings").forEach(mapping -> verdict.mapping(mapping, now));
    status.path("tokens").forEach(verdict::token);
    status.path("clients").forEach(verdict::client);
    long suppressed = status.path("suppressedErrors").asLong();
    if (suppressed > 0) {
      verdict.needs.add(
          "faults of the agent were kept from the application ("
              + suppressed
              + "): report them with its log");
    }
    return verdict;
  }

  /** Each a part of a sentence; empty if all is well. */
  List<String> needs() {
    return needs;
  }

  List<String> notes() {
    return notes;
  }

  private void file(JsonNode file) {
    if (file.isMissingNode()) {
      return;
    }
    JsonNode problems = file.path("problems");
    if (!file.path("accepted").asBoolean()) {
      needs.add(
          "the configuration as it is now is invalid ("
              + problems.size()
              + (problems.size() == 1 ? " problem" : " problems")
              + "): correct it before the next start");
    } else if (!file.path("message").asText().endsWith("in use")) {
      notes.add("the configuration is " + file.path("message").asText());
    }
  }

  private void mapping(JsonNode mapping, Instant now) {
    String name = "mapping \"" + mapping.path("name").asText() + "\"";
    for (JsonNode left : mapping.path("secretLeft")) {
      String why = left.path("why").asText();
      String what = name + ": a stored secret leaves (" + left.path("kind").asText() + "): " + why;
      boolean isMeant = why.equals(WhyLeft.OBSERVED.label()) || why.equals(WhyLeft.SHARE.label());
      boolean isRecent = isAfter(left.path("last").asText(), now.minus(RECENT));
      (isRecent && !isMeant ? needs : notes)
          .add(
              what
                  + ", "
                  + left.path("count").asLong()
                  + " times, last at "
                  + left.path("last").asText());
    }
    answers(mapping, name);
    // Totals since the start, which may be over: what happens now is the last outcome.
    count(notes, mapping, "rejected401", name + ": requests with a token were answered with 401");
    count(notes, mapping, "rejected403", name + ": requests with a token were answered with 403");
    count(
        notes,
        mapping,
        "redirected",
        name + ": requests with a token were redirected away from it");
    List<String> missed = isOfUse(mapping) ? notes : needs;
    count(missed, mapping, "otherPort", name + ": requests went to a port that it does not name");
    count(
        missed,
        mapping,
        "otherName",
        name + ": requests went to its host by another name or an address");
    count(missed, mapping, "plainHttp", name + ": requests without TLS get no token");
    count(
        missed, mapping, "cannotBeRead", name + ": requests went out that could not be looked at");
    count(notes, mapping, "failed", name + ": requests were without a token");
    count(notes, mapping, "heldBack", name + ": requests with its placeholder did not leave");
  }

  /** What the service says to tokens now, whatever it said before. */
  private void answers(JsonNode mapping, String name) {
    JsonNode last = mapping.path("lastOutcome");
    String what = last.path("what").asText();
    int status = last.path("status").asInt();
    String where = last.has("host") ? ", at " + last.path("host").asText() : "";
    long injected = mapping.path("injected").asLong();
    long rejected = mapping.path("rejected401").asLong() + mapping.path("rejected403").asLong();
    if (injected > 0 && rejected >= injected) {
      needs.add(name + ": the service rejected every request with a token, with 401 or 403");
    } else if (what.equals(Outcome.INJECTED.label()) && (status == 401 || status == 403)) {
      needs.add(name + ": the last answer to a request with a token was " + status + where);
    }
    if (what.equals(Outcome.HELD_BACK.label())) {
      needs.add(name + ": the last request carried its placeholder and did not leave" + where);
    }
  }

  /** Whether a request has reached it and got, or would have got, a token: it names a host well. */
  private static boolean isOfUse(JsonNode mapping) {
    return mapping.path("injected").asLong()
            + mapping.path("observed").asLong()
            + mapping.path("leftOut").asLong()
        > 0;
  }

  private static void count(List<String> to, JsonNode mapping, String counter, String what) {
    long count = mapping.path(counter).asLong();
    if (count > 0) {
      to.add(what + " (" + counter + " " + count + ")");
    }
  }

  private void token(JsonNode token) {
    if (!token.has("lastError")) {
      return;
    }
    String what =
        " for " + token.path("resource").asText() + " as " + token.path("identity").asText();
    needs.add(
        token.path("usable").asBoolean()
            ? "the token"
                + what
                + " cannot be refreshed, and ends at "
                + token.path("expires").asText()
            : "there is no token" + what);
  }

  private void client(JsonNode client) {
    if (!client.path("covered").asBoolean()) {
      needs.add(
          "requests of " + client.path("name").asText() + " are not covered, so they get no token");
    }
  }

  private static boolean isAfter(String time, Instant limit) {
    return time.isEmpty() || Instant.parse(time).isAfter(limit);
  }
}
