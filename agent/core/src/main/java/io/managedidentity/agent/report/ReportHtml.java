package io.managedidentity.agent.report;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Writes {@code report.html}. */
final class ReportHtml {
  private static final int MOST_ROWS = 200;

  private final Merged merged;
  private final Page page;

  private ReportHtml(Merged merged, Page page) {
    this.merged = merged;
    this.page = page;
  }

  static void write(Merged merged, Appendable out) throws IOException {
    new ReportHtml(merged, Page.begin(out, "Stored secrets, and where they go")).write();
  }

  private void write() throws IOException {
    for (String sentence : Sentences.of(merged)) {
      page.paragraph(sentence);
    }
    page.raw("<ul class=\"tiles\">\n");
    page.tile(Long.toString(merged.fleet.applications().size()), "applications");
    page.tile(Long.toString(merged.stored()), "requests with a stored secret");
    for (Move.Wave wave : Move.Wave.values()) {
      if (wave != Move.Wave.NOTHING) {
        page.tile(Long.toString(merged.count(wave)), wave.label);
      }
    }
    page.tile(Long.toString(merged.connections()), "connections that cannot be moved");
    page.raw("</ul>\n");
    if (merged.stored() > 0) {
      page.heading("Flows");
      page.raw("<p class=\"soft\">The width grows with the logarithm of the requests.</p>\n");
      FlowPicture.write(merged, page);
    }
    waves();
    secrets();
    hosts();
    List<String> shadows = Sentences.shadows(merged, MOST_ROWS);
    if (!shadows.isEmpty()) {
      page.heading("Repeated with the token").list(shadows);
    }
    List<String> blockers = Sentences.blockers(merged, MOST_ROWS);
    if (!blockers.isEmpty()) {
      page.heading("What is in the way").list(blockers);
    }
    faults();
    page.end();
  }

  private void waves() throws IOException {
    for (Move.Wave wave : Move.Wave.values()) {
      if (wave == Move.Wave.NOTHING || wave == Move.Wave.MOVED || merged.count(wave) == 0) {
        continue;
      }
      page.heading("Wave: " + wave.label);
      page.paragraph(ReportMarkdown.capital(wave.meaning) + ".");
      page.beginTable(
          "Application", "Host", "Service", "Secret", "Requests", "Where", "What to do");
      int rows = 0;
      for (Application application : merged.fleet.applications()) {
        for (Move move : merged.moves(application)) {
          if (move.wave == wave && rows++ < MOST_ROWS) {
            row(move);
          }
        }
      }
      page.endTable();
      more(merged.count(wave) - MOST_ROWS);
    }
  }

  private void row(Move move) throws IOException {
    page.raw("<tr>").cell("Application", move.application).cell("Host", move.place());
    page.cell("Service", move.serviceId()).cell("Secret", String.join(", ", move.kinds()));
    page.number("Requests", move.stored()).cell("Where", site(move));
    page.cell("What to do", Sentences.todo(move)).raw("</tr>\n");
  }

  private static String site(Move move) {
    for (SecretUse use : move.uses()) {
      if (!use.site().isEmpty()) {
        return use.site();
      }
    }
    return "";
  }

  private void secrets() throws IOException {
    List<SharedSecrets.Secret> secrets = merged.secrets.inOrder();
    if (secrets.isEmpty()) {
      return;
    }
    page.heading("Secrets, and who shares them");
    if (!merged.fleet.isComparable()) {
      page.paragraph(Sentences.NOT_COMPARABLE);
    }
    page.beginTable("Fingerprint", "Kind", "Applications", "Hosts", "Requests", "Made for others");
    for (int i = 0; i < secrets.size() && i < MOST_ROWS; i++) {
      SharedSecrets.Secret secret = secrets.get(i);
      boolean isComparable = Fingerprint.isComparable(secret.fingerprint);
      page.raw("<tr>");
      page.cell(
          "Fingerprint",
          "#" + Fingerprint.shown(secret.fingerprint) + (isComparable ? "" : " (one run)"));
      page.cell("Kind", String.join(", ", secret.kinds()));
      page.cell("Applications", some(secret.applications(), secret.hasMoreApplications()));
      page.cell("Hosts", some(secret.hosts(), secret.hasMoreHosts()));
      page.number("Requests", secret.requests).number("Made for others", secret.madeForOthers);
      page.raw("</tr>\n");
    }
    page.endTable();
    more(secrets.size() - MOST_ROWS);
  }

  private void hosts() throws IOException {
    List<Merged.HostSum> hosts = merged.hosts();
    page.heading("Hosts");
    page.beginTable(
        "Host", "Service", "Applications", "Requests", "With a stored secret", "Wave", "Note");
    for (int i = 0; i < hosts.size() && i < MOST_ROWS; i++) {
      Merged.HostSum host = hosts.get(i);
      page.raw("<tr>").cell("Host", host.place).cell("Service", host.service);
      page.number("Applications", host.applications).number("Requests", host.requests);
      page.number("With a stored secret", host.stored).wave(host.worst);
      page.cell("Note", host.worst == Move.Wave.NOTHING ? host.note : "").raw("</tr>\n");
    }
    page.endTable();
    more(hosts.size() - MOST_ROWS);
  }

  private void faults() throws IOException {
    Faults faults = merged.fleet.faults();
    if (faults.all() == 0) {
      return;
    }
    page.heading("Lines of the records that are not as they were written");
    List<String> texts = new ArrayList<>();
    for (Fault fault : faults.named()) {
      texts.add(fault.toString());
    }
    if (faults.unnamed() > 0) {
      texts.add("and " + faults.unnamed() + " more");
    }
    page.list(texts);
  }

  private static String some(Iterable<String> texts, boolean isCut) {
    List<String> some = new ArrayList<>();
    for (String text : texts) {
      if (some.size() == 5) {
        return String.join(", ", some) + " …";
      }
      some.add(text);
    }
    return String.join(", ", some) + (isCut ? " …" : "");
  }

  private void more(long rows) throws IOException {
    if (rows > 0) {
      page.paragraph(rows + " more are in report.json.");
    }
  }
}
