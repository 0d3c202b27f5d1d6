package io.managedidentity.agent.report;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Writes {@code report.md}: the same as the page, for a repository or a ticket. */
final class ReportMarkdown {
  static final int MOST_ROWS = 100;

  private final Merged merged;
  private final Appendable out;

  private ReportMarkdown(Merged merged, Appendable out) {
    this.merged = merged;
    this.out = out;
  }

  static void write(Merged merged, Appendable out) throws IOException {
    new ReportMarkdown(merged, out).write();
  }

  private void write() throws IOException {
    out.append("# Stored secrets, and where they go\n\n");
    for (String sentence : Sentences.of(merged)) {
      out.append(Escapes.markdown(sentence)).append("  \n");
    }
    waves();
    places();
    secrets();
    hosts();
    shadows();
    blockers();
    faults();
  }

  private void waves() throws IOException {
    for (Move.Wave wave : Move.Wave.values()) {
      if (wave == Move.Wave.NOTHING || wave == Move.Wave.MOVED || merged.count(wave) == 0) {
        continue;
      }
      out.append("\n## Wave: ").append(wave.label).append("\n\n");
      out.append(capital(wave.meaning)).append(".\n\n");
      out.append("| Application | Host | Service | Secret | Requests | What to do |\n");
      out.append("| --- | --- | --- | --- | --- | --- |\n");
      long left = merged.count(wave);
      int rows = 0;
      for (Application application : merged.fleet.applications()) {
        for (Move move : merged.moves(application)) {
          if (move.wave == wave && rows < MOST_ROWS) {
            rows++;
            left--;
            row(
                Escapes.code(application.name),
                Escapes.code(move.place()),
                Escapes.code(move.serviceId()),
                Escapes.code(String.join(", ", move.kinds())),
                Long.toString(move.stored()),
                Escapes.markdown(Sentences.todo(move)));
          }
        }
      }
      more(left);
    }
  }

  private void places() throws IOException {
    if (merged.stored() == 0) {
      return;
    }
    out.append("\n## Where they are sent\n\n");
    out.append("| Application | Host | Secret | Place | Requests | Methods and paths | From |\n");
    out.append("| --- | --- | --- | --- | --- | --- | --- |\n");
    long rows = 0;
    for (Application application : merged.fleet.applications()) {
      for (Destination destination : application.destinations()) {
        for (SecretUse use : destination.secrets()) {
          if (use.isStored() && rows++ < MOST_ROWS) {
            row(
                Escapes.code(application.name),
                Escapes.code(destination.place()),
                Escapes.code(use.kind),
                Escapes.code(use.place),
                Long.toString(use.count()),
                codes(methods(destination), false),
                Escapes.code(use.site()));
          }
        }
      }
    }
    more(rows - MOST_ROWS);
  }

  /** With the first segment of the path, as records have it. */
  private static List<String> methods(Destination destination) {
    List<String> methods = new ArrayList<>();
    for (Destination.PathCount path : destination.paths()) {
      methods.add(path.method + " " + path.path + " (" + path.count + ")");
    }
    return methods;
  }

  private void secrets() throws IOException {
    List<SharedSecrets.Secret> secrets = merged.secrets.inOrder();
    if (secrets.isEmpty()) {
      return;
    }
    out.append("\n## Secrets, and who shares them\n\n");
    if (!merged.fleet.isComparable()) {
      out.append(Sentences.NOT_COMPARABLE).append("\n\n");
    }
    out.append("| Fingerprint | Kind | Applications | Hosts | Requests | Made for others |\n");
    out.append("| --- | --- | --- | --- | --- | --- |\n");
    for (int i = 0; i < secrets.size() && i < MOST_ROWS; i++) {
      SharedSecrets.Secret secret = secrets.get(i);
      row(
          Escapes.code(Fingerprint.shown(secret.fingerprint))
              + (Fingerprint.isComparable(secret.fingerprint) ? "" : " (one run)"),
          Escapes.code(String.join(", ", secret.kinds())),
          codes(secret.applications(), secret.hasMoreApplications()),
          codes(secret.hosts(), secret.hasMoreHosts()),
          Long.toString(secret.requests),
          Long.toString(secret.madeForOthers));
    }
    more(secrets.size() - MOST_ROWS);
  }

  private void hosts() throws IOException {
    List<Merged.HostSum> hosts = merged.hosts();
    out.append("\n## Hosts\n\n");
    out.append(
        "| Host | Service | Applications | Requests | With a stored secret | Wave | Note |\n");
    out.append("| --- | --- | --- | --- | --- | --- | --- |\n");
    for (int i = 0; i < hosts.size() && i < MOST_ROWS; i++) {
      Merged.HostSum host = hosts.get(i);
      row(
          Escapes.code(host.place),
          Escapes.code(host.service),
          Integer.toString(host.applications),
          Long.toString(host.requests),
          Long.toString(host.stored),
          host.worst.label,
          host.worst == Move.Wave.NOTHING ? Escapes.markdown(host.note) : "");
    }
    more(hosts.size() - MOST_ROWS);
  }

  private void shadows() throws IOException {
    List<String> shadows = Sentences.shadows(merged, MOST_ROWS);
    if (!shadows.isEmpty()) {
      out.append("\n## Repeated with the token\n\n");
      for (String shadow : shadows) {
        out.append("- ").append(Escapes.markdown(shadow)).append('\n');
      }
    }
  }

  private void blockers() throws IOException {
    List<String> blockers = Sentences.blockers(merged, MOST_ROWS);
    if (!blockers.isEmpty()) {
      out.append("\n## What is in the way\n\n");
      for (String blocker : blockers) {
        out.append("- ").append(Escapes.markdown(blocker)).append('\n');
      }
    }
  }

  private void faults() throws IOException {
    Faults faults = merged.fleet.faults();
    if (faults.all() == 0) {
      return;
    }
    out.append("\n## Lines of the records that are not as they were written\n\n");
    for (Fault fault : faults.named()) {
      out.append("- ").append(Escapes.markdown(fault.toString())).append('\n');
    }
    if (faults.unnamed() > 0) {
      out.append("- and ").append(Long.toString(faults.unnamed())).append(" more\n");
    }
  }

  private static String codes(Iterable<String> texts, boolean isCut) {
    List<String> codes = new ArrayList<>();
    for (String text : texts) {
      if (codes.size() == 5) {
        return String.join(", ", codes) + " …";
      }
      codes.add(Escapes.code(text));
    }
    return String.join(", ", codes) + (isCut ? " …" : "");
  }

  private void row(String... cells) throws IOException {
    for (String cell : cells) {
      out.append("| ").append(cell).append(' ');
    }
    out.append("|\n");
  }

  private void more(long rows) throws IOException {
    if (rows > 0) {
      out.append("\n").append(Long.toString(rows)).append(" more are in report.json.\n");
    }
  }

  static String capital(String words) {
    return Character.toUpperCase(words.charAt(0)) + words.substring(1);
  }
}
