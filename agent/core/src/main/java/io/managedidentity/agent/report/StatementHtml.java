package io.managedidentity.agent.report;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Writes {@code statement.html}: a page for an auditor. */
final class StatementHtml {
  private StatementHtml() {}

  static void write(Statement statement, Appendable out) throws IOException {
    Page page = Page.begin(out, "Statement about " + statement.scope.asked);
    page.raw("<p class=\"verdict ").raw(statement.isClean() ? "clean" : "refused").raw("\">");
    page.text(statement.verdict()).raw("</p>\n");
    for (String figure : statement.figures()) {
      page.paragraph(figure);
    }
    if (!statement.isClean()) {
      page.heading("Why not").raw("<ul>\n");
      for (Statement.Reason reason : statement.reasons()) {
        page.raw("<li>").text(reason.what).raw(" <b>").text(reason.todo).raw("</b></li>\n");
      }
      page.raw("</ul>\n");
    }
    counts(statement, page);
    page.heading("What it cannot see").list(Arrays.asList(Statement.CANNOT_SEE));
    page.heading("Confirm it by the server's log");
    for (ServerLog log : ServerLog.of(statement.scope.hosts)) {
      if (log.query.isEmpty()) {
        page.paragraph(ReportMarkdown.capital(log.where) + ".");
      } else {
        page.paragraph(
            ReportMarkdown.capital(log.where) + "; no rows in seven days of work confirm it:");
        page.code(log.lines());
      }
    }
    lastStep(statement, page);
    page.end();
  }

  private static void counts(Statement statement, Page page) throws IOException {
    page.heading("Counts by mapping");
    page.beginTable(
        "Application",
        "Mapping",
        "Mode",
        "Requests",
        "With token",
        "Sent by the application",
        "Left",
        "Cannot be read");
    int rows = 0;
    for (Scope.Of<MappingCounts> of : statement.scope.mappings) {
      if (rows++ < 200) {
        MappingCounts counts = of.it;
        page.raw("<tr>").cell("Application", of.application.name).cell("Mapping", counts.name);
        page.cell("Mode", counts.mode).number("Requests", counts.requests);
        page.number("With token", counts.withToken);
        page.cell("Sent by the application", kinds(counts.secretSeen));
        page.cell("Left", kinds(counts.secretLeft));
        page.number("Cannot be read", counts.cannotBeRead).raw("</tr>\n");
      }
    }
    page.endTable();
    if (rows > 200) {
      page.paragraph((rows - 200) + " more are in statement.json.");
    }
  }

  private static String kinds(Map<String, Long> counts) {
    List<String> texts = new ArrayList<>();
    for (Map.Entry<String, Long> count : counts.entrySet()) {
      texts.add(count.getValue() + " " + count.getKey());
    }
    return texts.isEmpty() ? "0" : String.join(", ", texts);
  }

  private static void lastStep(Statement statement, Page page) throws IOException {
    page.heading("The last step");
    LastStep last = LastStep.of(statement);
    if (!last.isOpen()) {
      page.paragraph(last.why());
      return;
    }
    for (LastStep.Command command : last.commands()) {
      page.code(command.command);
      page.paragraph("It breaks: " + command.breaks);
    }
  }
}
