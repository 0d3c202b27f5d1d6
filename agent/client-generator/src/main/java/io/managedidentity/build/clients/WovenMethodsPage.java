package io.managedidentity.build.clients;

import java.util.ArrayList;
import java.util.List;

/** The page docs/woven-methods.md. */
final class WovenMethodsPage {
  private static final String HEAD =
      """
      # Woven methods

      Each method gets one call of the bridge. How this is done: [architecture.md](architecture.md#what-is-woven); how a client is declared: [adding-a-client.md](adding-a-client.md#the-declaration).
      This page is generated from `agent/clients`.
      """;

  private WovenMethodsPage() {}

  static String of(List<ClientDeclaration> clients) {
    StringBuilder page = new StringBuilder(HEAD);
    for (ClientDeclaration client : clients) {
      page.append("\n## ").append(client.title()).append("\n\n`instrumentation.");
      page.append(client.name()).append('`');
      if (client.about() != null) {
        page.append(". ").append(client.about());
      }
      if (client.isForDiscovery()) {
        page.append(" Woven only in mode `discover` or with `discover.report`.");
      }
      page.append(
          "\n\n| Method | What it does there | Handler | Why |\n| --- | --- | --- | --- |\n");
      for (ClientDeclaration.Row row : client.woven()) {
        page.append("| ").append(methods(client, row));
        page.append(" | ").append(where(row)).append(": ").append(row.does());
        page.append(" | `").append(Signature.of(first(row).handler()).name()).append('`');
        page.append(" | ").append(row.why() == null ? "" : row.why()).append(" |\n");
      }
    }
    return page.toString();
  }

  private static ClientDeclaration.Row first(ClientDeclaration.Row row) {
    return row.filled().get(0);
  }

  private static String methods(ClientDeclaration client, ClientDeclaration.Row row) {
    TypeNames types = new TypeNames(client.names());
    List<String> methods = new ArrayList<>();
    for (ClientDeclaration.Row filled : row.filled()) {
      Signature method = Signature.of(filled.method());
      String text =
          "`"
              + types.whole(filled.type())
              + "."
              + method.name()
              + "("
              + (method.isAny() ? "…" : String.join(", ", method.parameters()))
              + ")`";
      if (!methods.contains(text)) {
        methods.add(text);
      }
    }
    return String.join("<br>", methods) + conditions(row);
  }

  private static String conditions(ClientDeclaration.Row row) {
    List<String> conditions = new ArrayList<>();
    if (row.alternative()) {
      conditions.add("one of them");
    } else if (row.optional()) {
      conditions.add("not in all versions");
    }
    if (row.jdk() != null) {
      conditions.add(
          "JDK " + row.jdk().replaceFirst("\\.\\.$", " and later").replace("..", " to "));
    }
    if (row.whileOff()) {
      conditions.add("also while off");
    }
    return conditions.isEmpty() ? "" : " (" + String.join("; ", conditions) + ")";
  }

  private static String where(ClientDeclaration.Row row) {
    String place = row.at();
    if (place.startsWith("call ")) {
      return "in place of what `"
          + Signature.of(first(row).at().substring("call ".length())).name()
          + "`"
          + (row.filled().stream().map(ClientDeclaration.Row::at).distinct().count() > 1
              ? " and others return"
              : " returns");
    }
    return switch (place) {
      case "result" -> "in place of its result";
      case "entry" -> "at entry";
      case "return" -> "before return";
      case "answer" -> "at entry, may return in its place";
      case "thrown" -> "where it throws, may return in its place";
      default -> "in place of " + place;
    };
  }
}
