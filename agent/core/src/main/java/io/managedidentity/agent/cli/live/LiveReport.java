package io.managedidentity.agent.cli.live;

import io.managedidentity.agent.config.MappingConfig;
import io.managedidentity.agent.config.Mode;
import io.managedidentity.agent.token.AccessToken;
import io.managedidentity.agent.token.TokenRequest;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What came of trying all mappings of a file. Filled by one thread. */
public final class LiveReport {
  /** Of one mapping. */
  static final class Row {
    final MappingConfig mapping;
    final TokenRequest request;
    final TokenResult token;
    final List<Finding> findings = new ArrayList<>();

    Row(MappingConfig mapping, TokenRequest request, TokenResult token) {
      this.mapping = mapping;
      this.request = request;
      this.token = token;
    }

    Verdict verdict() {
      Verdict verdict = token.token() == null ? Verdict.FAILS : Verdict.WORKS;
      for (Finding finding : findings) {
        verdict = verdict.or(finding.verdict());
      }
      return verdict;
    }

    /** A few words for the sum. */
    String reason() {
      if (token.token() == null) {
        return "no token";
      }
      for (Finding finding : findings) {
        if (finding.verdict() == verdict()) {
          return finding.words();
        }
      }
      return "";
    }

    /** What keeps tokens off the application's requests all the same; empty if nothing does. */
    String unused() {
      Mode mode = mapping.mode();
      return mode != Mode.INJECT ? "mode " + mode.label() : mapping.share() == 0 ? "share 0" : "";
    }
  }

  private final Map<MappingConfig, Row> rows = new LinkedHashMap<>();
  private final List<Finding> unmapped = new ArrayList<>();

  LiveReport() {}

  void add(MappingConfig mapping, TokenRequest request, TokenResult token) {
    rows.put(mapping, new Row(mapping, request, token));
  }

  /** After the token of its mapping. */
  void add(Finding finding) {
    MappingConfig mapping = finding.place().mapping();
    Row row = mapping == null ? null : rows.get(mapping);
    if (row == null) {
      unmapped.add(finding);
    } else {
      row.findings.add(finding);
    }
  }

  @Nullable AccessToken token(@Nullable MappingConfig mapping) {
    Row row = mapping == null ? null : rows.get(mapping);
    return row == null ? null : row.token.token();
  }

  List<Row> rows() {
    return new ArrayList<>(rows.values());
  }

  /** Of hosts and URLs of the command line that no mapping is for. */
  List<Finding> unmapped() {
    return Collections.unmodifiableList(unmapped);
  }

  /** That of the worst mapping. */
  public Verdict verdict() {
    Verdict verdict = unmapped.isEmpty() ? Verdict.WORKS : Verdict.FAILS;
    for (Row row : rows.values()) {
      verdict = verdict.or(row.verdict());
    }
    return verdict;
  }

  int count(Verdict verdict) {
    int count = 0;
    for (Row row : rows.values()) {
      count += row.verdict() == verdict ? 1 : 0;
    }
    return count;
  }

  /** Such as {@code 2 of 3 mappings work; does not work: api (no token)}. */
  public String summary() {
    int works = count(Verdict.WORKS);
    int all = rows.size();
    StringBuilder summary = new StringBuilder();
    summary.append(
        all == 0
            ? "no mapping asks for a token"
            : works == 0
                ? "no mapping works"
                : works < all
                    ? works + " of " + all + " mappings work"
                    : all == 1 ? "the mapping works" : "all " + all + " mappings work");
    list(summary, Verdict.IN_DOUBT, "in doubt");
    list(summary, Verdict.FAILS, "not working");
    listUnused(summary);
    if (!unmapped.isEmpty()) {
      summary.append("; not mapped: ");
      for (int i = 0; i < unmapped.size(); i++) {
        summary.append(i == 0 ? "" : ", ").append(unmapped.get(i).place().shown());
      }
    }
    return summary.toString();
  }

  private void list(StringBuilder summary, Verdict verdict, String words) {
    String joint = "; " + words + ": ";
    for (Row row : rows.values()) {
      if (row.verdict() == verdict) {
        summary.append(joint).append(row.mapping.name()).append(" (").append(row.reason());
        summary.append(')');
        joint = ", ";
      }
    }
  }

  private void listUnused(StringBuilder summary) {
    String joint = "; no token goes on requests yet: ";
    for (Row row : rows.values()) {
      if (!row.unused().isEmpty()) {
        summary.append(joint).append(row.mapping.name()).append(" (").append(row.unused());
        summary.append(')');
        joint = ", ";
      }
    }
  }
}
