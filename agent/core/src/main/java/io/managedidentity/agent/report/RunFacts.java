package io.managedidentity.agent.report;

import java.util.ArrayList;
import java.util.List;

/** What the records say of one process: the last line of each thing. */
final class RunFacts {
  final String run;
  final String first;
  final String last;
  final boolean isEnded;

  /** Whether a later process writes in the same file. */
  final boolean isFollowed;

  /** Whether there were more things than a recorder writes. */
  final boolean isOverfull;

  final List<JsonObject> destinations = new ArrayList<>();
  final List<JsonObject> connections = new ArrayList<>();
  final List<JsonObject> keys = new ArrayList<>();
  final List<JsonObject> mappings = new ArrayList<>();
  final List<JsonObject> limits = new ArrayList<>();

  String name = "";
  String host = "";
  String mode = "";
  String salt = "none";
  String agent = "";
  String java = "";
  String program = "";

  RunFacts(
      String run,
      String first,
      String last,
      boolean isEnded,
      boolean isFollowed,
      boolean isOverfull) {
    this.run = run;
    this.first = first;
    this.last = last;
    this.isEnded = isEnded;
    this.isFollowed = isFollowed;
    this.isOverfull = isOverfull;
  }

  void add(String type, JsonObject line) {
    switch (type) {
      case "start":
        name = line.text("name").isEmpty() ? line.text("application") : line.text("name");
        host = line.text("host");
        mode = line.text("mode");
        salt = line.text("salt").isEmpty() ? "none" : line.text("salt");
        agent = line.text("agent");
        java = line.text("java");
        program = line.text("application");
        break;
      case "destination":
        destinations.add(line);
        break;
      case "connection":
        connections.add(line);
        break;
      case "key":
        keys.add(line);
        break;
      case "mapping":
        mappings.add(line);
        break;
      case "limit":
        limits.add(line);
        break;
      default: // a type of a later version that says less than its number
    }
  }
}
