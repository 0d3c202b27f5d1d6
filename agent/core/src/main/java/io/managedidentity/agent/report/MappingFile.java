package io.managedidentity.agent.report;

import io.managedidentity.agent.catalogue.CatalogueService;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Writes an application's mapping file. What is sure is a mapping; what is not is one in a comment,
 * with the reason before it, so the file loads as it is.
 */
final class MappingFile {
  private final Appendable out;
  private final Set<String> names = new HashSet<>();

  private MappingFile(Appendable out) {
    this.out = out;
  }

  static void write(Application application, List<Move> moves, Appendable out) throws IOException {
    new MappingFile(out).write(application, moves);
  }

  private void write(Application application, List<Move> moves) throws IOException {
    String cloud = cloud(moves);
    List<Move> sure = new ArrayList<>();
    List<Move> doubtful = new ArrayList<>();
    int without = 0;
    for (Move move : moves) {
      if (move.wave == Move.Wave.NOTHING) {
        without++;
      } else if (isSure(move, cloud)) {
        sure.add(move);
      } else {
        doubtful.add(move);
      }
    }
    comment("", "Written from the records of " + application.name + ".");
    comment(
        "",
        "Before it is used: give the roles in roles.sh, and have the file checked: check mapping.json");
    comment(
        "",
        "With \"mode\": \"observe\" nothing changes on the wire, and counters say what would have happened.");
    comment(
        "",
        "\"fallbackOnRejection\" sends a rejected request once more with the old secret. Remove it when the roles work.");
    out.append("{\n  \"mode\": \"inject\",\n");
    out.append("  \"cloud\": ").append(Escapes.json(cloud)).append(",\n  \"mappings\": [\n");
    for (Move move : sure) {
      for (String note : move.notes) {
        comment("    ", note);
      }
      if (move.wave == Move.Wave.MOVED) {
        comment(
            "    ",
            "It is moved already: the mapping in use decides, and nothing falls back by this one.");
      }
      mapping(move, "    ");
    }
    if (!doubtful.isEmpty()) {
      out.append('\n');
      comment(
          "    ", "Not in use yet: each needs what is said before it. Remove the slashes then.");
    }
    for (Move move : doubtful) {
      out.append('\n');
      comment("    ", move.place() + ": " + counted(move));
      if (move.wave == Move.Wave.MOVED) {
        comment("    ", "It has a mapping already: keep that one, which says more than a record.");
      }
      for (String doubt : move.doubts) {
        comment("    ", doubt);
      }
      if (move.service != null && !move.cloud.equals(cloud)) {
        comment(
            "    ",
            "Its host is one of the cloud " + move.cloud + ", and a file is for one cloud.");
      }
      for (String note : move.notes) {
        comment("    ", note);
      }
      mapping(move, "    // ");
    }
    cannotMove(application);
    if (without > 0) {
      comment(
          "    ",
          without + " more " + (without == 1 ? "host gets" : "hosts get") + " no stored secret.");
    }
    for (Move move : moves) {
      if (move.wave == Move.Wave.NOTHING && !move.notes.isEmpty()) {
        comment("    ", move.place() + ": " + String.join(" ", move.notes));
      }
    }
    out.append("  ]\n}\n");
  }

  private static boolean isSure(Move move, String cloud) {
    boolean isInUse = move.wave == Move.Wave.MOVED && move.doubts.isEmpty();
    return (isInUse || move.wave == Move.Wave.EASY || move.wave == Move.Wave.SHARED)
        && (move.isLogin || move.cloud.equals(cloud));
  }

  /** That of most of the hosts. */
  private static String cloud(List<Move> moves) {
    Map<String, Integer> clouds = new TreeMap<>();
    for (Move move : moves) {
      if (move.service != null && move.wave != Move.Wave.NOTHING) {
        clouds.merge(move.cloud, 1, Integer::sum);
      }
    }
    String most = "public";
    int count = 0;
    for (Map.Entry<String, Integer> cloud : clouds.entrySet()) {
      if (cloud.getValue() > count) {
        most = cloud.getKey();
        count = cloud.getValue();
      }
    }
    return most;
  }

  private void cannotMove(Application application) throws IOException {
    if (!application.connections().isEmpty()) {
      out.append('\n');
      comment(
          "    ",
          "No mapping reaches these connections, which are not HTTP that the agent can read:");
    }
    for (Connection connection : application.connections()) {
      comment(
          "    ",
          connection.protocol
              + " to "
              + connection.place()
              + (connection.site().isEmpty() ? "" : ", from " + connection.site()));
    }
  }

  private static String counted(Move move) {
    return move.stored()
        + " of "
        + move.requests()
        + " requests with "
        + String.join(", ", move.kinds())
        + ", by "
        + String.join(", ", move.clients());
  }

  private void mapping(Move move, String indent) throws IOException {
    if (!move.isLogin) {
      line(indent, move, target(move), move.wave != Move.Wave.MOVED);
      return;
    }
    List<String> tenants = Moves.tenants(move);
    if (tenants.isEmpty()) {
      tenants.add("TENANT");
    }
    for (String tenant : tenants) {
      String endpoint = "https://" + move.place() + "/" + tenant;
      line(indent, move, "\"tokenEndpoint\": " + Escapes.json(endpoint), false);
    }
  }

  private static String target(Move move) {
    CatalogueService service = move.service;
    String host = "\"host\": " + Escapes.json(move.place());
    if (service == null || !service.takesToken()) {
      return host + ", \"resource\": \"RESOURCE\"";
    }
    StringBuilder text = new StringBuilder();
    text.append("\"service\": ").append(Escapes.json(service.id()));
    if (service.confidence(move.cloud).equals("low")) {
      text.append(", \"confirm\": true");
    }
    text.append(", ").append(host);
    if (service.resource(move.cloud) == null) {
      text.append(", \"resource\": \"RESOURCE\"");
    }
    for (String need : service.needs()) {
      text.append(
          need.startsWith("setHeaders/")
              ? ", \"setHeaders\": { \""
                  + need.substring("setHeaders/".length())
                  + "\": \"VALUE\" }"
              : ", \"" + need + "\": \"VALUE\"");
    }
    return text.toString();
  }

  private void line(String indent, Move move, String target, boolean canFallBack)
      throws IOException {
    out.append(indent).append("{ \"name\": ").append(Escapes.json(name(move)));
    // In a comment a host may have any form; what ends the line is shown as something else.
    out.append(", ").append(Escapes.line(target));
    out.append(canFallBack ? ", \"fallbackOnRejection\": true },\n" : " },\n");
  }

  /** The host without what its service adds; unique in the file. */
  private String name(Move move) {
    String place = Escapes.word(move.place(), ".-");
    String name = place;
    for (int i = 2; !names.add(name); i++) {
      name = place + "-" + i;
    }
    return name;
  }

  private void comment(String indent, String text) throws IOException {
    out.append(indent).append("// ").append(Escapes.line(text)).append('\n');
  }
}
