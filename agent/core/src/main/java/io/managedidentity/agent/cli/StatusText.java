package io.managedidentity.agent.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A status for a person: what is zero or absent is left out; the last line says what to do. */
final class StatusText {
  private final JsonNode status;
  private final Instant now;
  private final TextTable table;

  StatusText(JsonNode status, Instant now, TextTable table) {
    this.status = status;
    this.now = now;
    this.table = table;
  }

  void print() {
    String mode = status.path("mode").asText();
    line(
        "agent",
        status.path("version").asText()
            + ", mode "
            + mode
            + (status.path("switchedOff").asBoolean() ? " (switched off from outside)" : ""));
    printFile();
    status.path("mappings").forEach(this::printMapping);
    status.path("tokens").forEach(this::printToken);
    status.path("clients").forEach(this::printClient);
    line("suppressed errors", status.path("suppressedErrors").asText());
    status.path("notes").forEach(note -> line("note", note.asText()));
    List<String> needs = new ArrayList<>();
    status.path("needs").forEach(need -> needs.add(need.asText()));
    table.text(
        needs.isEmpty()
            ? "nothing needs a person."
            : "needs a person: " + String.join("; ", needs) + ".");
  }

  private void printFile() {
    String file = status.path("configFile").asText();
    JsonNode check = status.path("file");
    String state = check.isMissingNode() ? "" : ": " + check.path("message").asText();
    line("configuration", (file.isEmpty() ? "no mapping file" : file) + state);
    check.path("problems").forEach(problem -> more(problem.asText()));
  }

  private void printMapping(JsonNode mapping) {
    String mode = mapping.path("mode").asText();
    List<String> counters = new ArrayList<>();
    for (Map.Entry<String, JsonNode> member : mapping.properties()) {
      if (member.getValue().isNumber()
          && member.getValue().asLong() > 0
          && !member.getKey().startsWith("shadow")) {
        counters.add(member.getKey() + " " + member.getValue().asText());
      }
    }
    line(
        "mapping",
        "\""
            + mapping.path("name").asText()
            + "\", mode "
            + mode
            + ": "
            + (counters.isEmpty() ? "no request" : String.join(", ", counters)));
    List<String> hosts = new ArrayList<>();
    mapping.path("hosts").forEach(host -> hosts.add(host.asText()));
    if (!hosts.isEmpty()) {
      more("hosts: " + String.join(", ", hosts));
    }
    printShadow(mapping, mode);
    printSecrets(mapping, "secretSeen", "secret seen");
    printSecrets(mapping, "secretLeft", "secret left");
    if (mapping.path("clean").asBoolean()) {
      more("clean: no stored secret left the JVM");
    }
    if (mapping.has("lastOutcome")) {
      printOutcome(mapping.path("lastOutcome"));
    }
  }

  private void printOutcome(JsonNode outcome) {
    more(
        "last outcome: "
            + outcome.path("what").asText()
            + (outcome.has("status")
                ? ", answered with " + outcome.path("status").asText() + " by the service"
                : "")
            + (outcome.has("host") ? ", at " + outcome.path("host").asText() : "")
            + ", "
            + time(outcome.path("at")));
  }

  private void printShadow(JsonNode mapping, String mode) {
    long repeated = mapping.path("shadowRepeated").asLong();
    if (repeated == 0 && !mode.equals("shadow")) {
      return;
    }
    StringBuilder text =
        new StringBuilder("would have worked ")
            .append(mapping.path("shadowAgreed").asLong())
            .append(" of ")
            .append(repeated);
    for (JsonNode refused : mapping.path("shadowRefused")) {
      text.append(", answered ")
          .append(refused.path("status").asText())
          .append(": ")
          .append(refused.path("count").asText());
    }
    long unanswered = mapping.path("shadowUnanswered").asLong();
    more(unanswered == 0 ? text.toString() : text + ", without an answer: " + unanswered);
  }

  private void printSecrets(JsonNode mapping, String member, String what) {
    for (JsonNode secret : mapping.path(member)) {
      more(
          what
              + ": "
              + secret.path("kind").asText()
              + (secret.has("why") ? ", " + secret.path("why").asText() : "")
              + ": "
              + secret.path("count").asText()
              + ", last at "
              + time(secret.path("last")));
    }
  }

  private void printToken(JsonNode token) {
    line("token", token.path("resource").asText() + " as " + token.path("identity").asText());
    if (token.has("source")) {
      more(
          "from "
              + token.path("source").asText()
              + (token.path("usable").asBoolean() ? ", usable" : ", not usable")
              + ", expires "
              + time(token.path("expires"))
              + ", refreshed "
              + time(token.path("lastRefresh")));
    } else if (!token.has("lastError")) {
      more("not asked for yet");
    }
    if (token.has("nextRefresh")) {
      more("asked for again " + time(token.path("nextRefresh")));
    }
    if (token.has("lastError")) {
      more("last error: " + token.path("lastError").asText());
    }
    if (token.has("advice")) {
      more("what to do: " + token.path("advice").asText());
      more("check: " + token.path("check").asText());
    }
  }

  private void printClient(JsonNode client) {
    String version = client.path("version").asText("");
    line(
        "client",
        client.path("name").asText()
            + (version.isEmpty() ? "" : " " + version)
            + ", loader "
            + client.path("loader").asText()
            + (client.path("covered").asBoolean()
                ? ": covered"
                : ": not covered. " + client.path("whyNot").asText()));
  }

  /** Such as {@code 2026-11-25T02:23:10Z (in 47 min)}. */
  private String time(JsonNode value) {
    if (value.isMissingNode()) {
      return "never";
    }
    Instant time = Instant.parse(value.asText());
    long seconds = time.getEpochSecond() - now.getEpochSecond();
    long size = Math.abs(seconds);
    String span =
        size < 120
            ? size + " s"
            : size < 7200
                ? size / 60 + " min"
                : size < 172_800 ? size / 3600 + " h" : size / 86_400 + " days";
    return Instant.ofEpochSecond(time.getEpochSecond())
        + (seconds < 0 ? " (" + span + " ago)" : " (in " + span + ")");
  }

  private void line(String name, String text) {
    table.row(name, text);
  }

  private void more(String text) {
    table.row("", text);
  }
}
