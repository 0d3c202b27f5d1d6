package io.managedidentity.agent.report;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Whether no stored secret leaves for a resource any more, as far as the records can say. */
final class Statement {
  /** One reason why "clean" cannot be said. */
  static final class Reason {
    final String what;
    final String todo;

    Reason(String what, String todo) {
      this.what = what;
      this.todo = todo;
    }

    @Override
    public String toString() {
      return what + " " + todo;
    }
  }

  static final String[] CANNOT_SEE = {
    "JVMs without the agent or without a record in these directories, other programs and people.",
    "Requests of clients that the agent does not cover, as far as their connections are not"
        + " recorded.",
    "What a process did in its last 30 seconds if it was killed, and after the newest line.",
    "Secrets in bodies, other than those of token requests and batches.",
    "Whether a mapping has \"fallbackOnRejection\": it sends a rejected request once more with the"
        + " stored secret. Remove it before the last step.",
    "Files whose end was cut off with all later lines, unless the last process should have ended."
  };

  final Scope scope;
  final Merged merged;
  private final List<Reason> reasons;
  private final Set<Integer> runs;
  private String since = "";
  private String until = "";
  private long requests;
  private long withToken;
  private long cannotBeRead;

  /** By {@code POST}, where that may only read. */
  private long unsure;

  private final Map<String, Long> methods = new TreeMap<>();
  private final Map<String, Long> seen = new TreeMap<>();
  private final Map<String, Long> left = new TreeMap<>();

  private Statement(Merged merged, Scope scope) {
    this.merged = merged;
    this.scope = scope;
    this.runs = scope.runs();
    for (int run : runs) {
      since = Times.earlier(since, merged.fleet.runs().get(run).first);
      until = Times.later(until, merged.fleet.runs().get(run).last);
    }
    for (Scope.Of<MappingCounts> mapping : scope.mappings) {
      requests += mapping.it.requests;
      withToken += mapping.it.withToken;
      cannotBeRead += mapping.it.cannotBeRead;
      add(methods, mapping.it.byMethod);
      Long posts = mapping.it.byMethod.get("POST");
      boolean isLogin = !mapping.it.tokenEndpoint.isEmpty();
      unsure += posts != null && (isLogin || PostReads.canRead(mapping.it.service)) ? posts : 0;
      add(seen, mapping.it.secretSeen);
      add(left, mapping.it.secretLeft);
    }
    long unmapped = 0;
    for (Scope.Of<Destination> destination : scope.destinations) {
      if (destination.it.mapping == null) {
        unmapped += destination.it.requests();
        for (Destination.PathCount path : destination.it.paths()) {
          methods.merge(path.method, path.count, Long::sum);
          boolean isUnsure = path.method.equals("POST") && canRead(destination.it);
          unsure += isUnsure ? path.count : 0;
        }
        for (SecretUse use : destination.it.secrets()) {
          if (use.isStored()) {
            seen.merge(use.kind, use.count(), Long::sum);
            left.merge(use.kind + " (no mapping)", use.count(), Long::sum);
          }
        }
      }
    }
    requests += unmapped;
    this.reasons = new Reasons(this).all();
  }

  private static void add(Map<String, Long> sums, Map<String, Long> some) {
    for (Map.Entry<String, Long> one : some.entrySet()) {
      sums.merge(one.getKey(), one.getValue(), Long::sum);
    }
  }

  static Statement of(Merged merged, String asked) {
    return new Statement(merged, new Scope(merged, asked));
  }

  boolean isClean() {
    return reasons.isEmpty();
  }

  List<Reason> reasons() {
    return reasons;
  }

  /** Begin of the first run; empty if there is none. */
  String since() {
    return since;
  }

  String until() {
    return until;
  }

  long requests() {
    return requests;
  }

  /** Whether its runs go over a day. */
  private boolean isLong() {
    return Times.isApart(since, until, Duration.ofHours(24));
  }

  private boolean canRead(Destination destination) {
    return merged.services.isLoginHost(destination.host)
        || PostReads.canRead(merged.services.idOf(destination.host, destination.service()));
  }

  /** By methods that write, without a {@code POST} that may only read. */
  long writing() {
    long writing = 0;
    for (Map.Entry<String, Long> method : methods.entrySet()) {
      String name = method.getKey();
      boolean isReading = name.equals("GET") || name.equals("HEAD") || name.equals("OPTIONS");
      writing += isReading ? 0 : method.getValue();
    }
    return writing - unsure;
  }

  long secretSeen() {
    return MappingCounts.sum(seen);
  }

  long secretLeft() {
    return MappingCounts.sum(left);
  }

  String verdict() {
    return isClean()
        ? "Clean: no stored secret left for " + scope.asked + "."
        : "Clean cannot be said of " + scope.asked + ".";
  }

  /** The figures, in sentences. */
  List<String> figures() {
    List<String> figures = new ArrayList<>();
    if (requests == 0) {
      figures.add("The records hold no request to it.");
      return figures;
    }
    figures.add(
        Sentences.count(requests, "request")
            + " ("
            + writing()
            + " by methods that write"
            + (unsure == 0 ? "" : ", " + unsure + " by POST, which may only read there")
            + ") since "
            + Sentences.day(since)
            + ", until "
            + Sentences.day(until)
            + " ("
            + Times.between(since, until)
            + "), in "
            + Sentences.count(runs.size(), "run")
            + " of "
            + Sentences.count(scope.applications().size(), "application")
            + "; "
            + withToken
            + " with the token of a managed identity.");
    if (!isLong()) {
      figures.add(
          "That is less than 24 hours. It says something only if the longest job of the application"
              + " has come round in it, and the server's log must confirm it.");
    }
    figures.add(
        secretLeft()
            + " left with a stored secret; "
            + cannotBeRead
            + " connections or requests could not be read.");
    figures.add(
        secretSeen() == 0
            ? "The application itself sent no stored secret."
            : isClean()
                ? "The application still sends a stored secret ("
                    + secretSeen()
                    + " times); it is replaced, so removing it is safe."
                : "The application itself sent a stored secret " + secretSeen() + " times.");
    Faults faults = merged.fleet.faults();
    figures.add(
        faults.thatBreakProof() == 0
            ? "The chain of all "
                + merged.fleet.lines()
                + " lines in "
                + Sentences.count(merged.fleet.files(), "file")
                + " is whole, over all restarts."
            : "The chain of the record files is broken.");
    return figures;
  }

  /** For a terminal. */
  List<String> lines() {
    List<String> lines = new ArrayList<>();
    lines.add(verdict());
    lines.addAll(figures());
    for (Reason reason : reasons) {
      lines.add("- " + reason);
    }
    if (isClean()) {
      lines.addAll(serverLogLines());
    }
    LastStep last = LastStep.of(this);
    if (last.isOpen()) {
      lines.add("The last step:");
      for (LastStep.Command command : last.commands()) {
        lines.add("  " + command.command);
        lines.add("  It breaks: " + command.breaks);
      }
    } else if (isClean()) {
      lines.add(last.why());
    }
    return lines;
  }

  private List<String> serverLogLines() {
    List<String> lines = new ArrayList<>();
    for (ServerLog log : ServerLog.of(scope.hosts)) {
      if (log.query.isEmpty()) {
        lines.add("Server's log: " + log.where + ".");
      } else {
        lines.add("Confirm it by the " + log.where + ": no rows in seven days of work.");
        for (String line : log.lines().split("\n", -1)) {
          lines.add("  " + line);
        }
      }
    }
    return lines;
  }

  /** The members of {@code statement.json}. */
  void members(JsonWriter out) throws IOException {
    out.put("about", scope.asked);
    out.put("clean", isClean());
    out.put("since", since).put("until", until);
    out.put("applications", scope.applications());
    out.put("runs", runs.size());
    out.put("hosts", scope.hosts.keySet());
    out.put("requests", requests).put("withToken", withToken);
    out.putCounts("byMethod", methods);
    out.putCounts("secretSeen", seen);
    out.putCounts("secretLeft", left);
    out.put("cannotBeRead", cannotBeRead);
    out.put("connections", scope.connections.size());
    out.put("chainIsWhole", merged.fleet.faults().thatBreakProof() == 0);
    out.beginArray("reasons");
    for (Reason reason : reasons) {
      out.beginObject().put("what", reason.what).put("todo", reason.todo).endObject();
    }
    out.endArray();
    out.put("sentences", figures());
    out.put("cannotSee", java.util.Arrays.asList(CANNOT_SEE));
    out.beginArray("serverLogs");
    for (ServerLog log : ServerLog.of(scope.hosts)) {
      out.beginObject().put("where", log.where).put("query", log.query).endObject();
    }
    out.endArray();
    LastStep last = LastStep.of(this);
    out.beginArray("lastStep");
    for (LastStep.Command command : last.commands()) {
      out.beginObject().put("command", command.command).put("breaks", command.breaks).endObject();
    }
    out.endArray();
    out.put("lastStepWaitsFor", last.waitsFor());
    out.beginArray("mappings");
    for (Scope.Of<MappingCounts> mapping : scope.mappings) {
      ReportJson.mapping(mapping.it, out);
    }
    out.endArray();
  }
}
