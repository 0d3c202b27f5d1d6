package io.managedidentity.agent.cli.live;

import io.managedidentity.agent.cli.TextTable;
import io.managedidentity.agent.token.AccessToken;
import org.jspecify.annotations.Nullable;

/** A report for people: for each mapping its token, and then its places. */
public final class LiveText {
  private LiveText() {}

  public static void print(LiveReport report, TextTable out) {
    for (LiveReport.Row row : report.rows()) {
      out.text(
          row.mapping.name()
              + ": "
              + row.verdict().label().replace('-', ' ')
              + (row.unused().isEmpty() ? "" : " (" + row.unused() + ")"));
      out.text("  " + token(row));
      for (Finding finding : row.findings) {
        out.text("  " + place(finding));
      }
    }
    for (Finding finding : report.unmapped()) {
      out.text(place(finding));
    }
  }

  private static String token(LiveReport.Row row) {
    TokenResult result = row.token;
    AccessToken token = result.token();
    if (token == null) {
      String source = result.source();
      return "no token"
          + (source.isEmpty() ? "" : " from " + source)
          + ": "
          + result.error()
          + ": "
          + result.message();
    }
    String objectId = result.objectId();
    String clientId = result.clientId();
    return "a token for "
        + row.mapping.shown("resource", row.request.resource())
        + " from "
        + result.source()
        + ", good for "
        + token.expiresInSeconds()
        + " s; audience "
        + orUnknown(result.audience())
        + ", identity "
        + orUnknown(objectId)
        + (clientId == null ? "" : " (client id " + clientId + ")");
  }

  private static String orUnknown(@Nullable String claim) {
    return claim == null ? "unknown" : claim;
  }

  private static String place(Finding finding) {
    StringBuilder line = new StringBuilder(finding.place().shown());
    if (!finding.addresses().isEmpty()) {
      line.append(" at ").append(String.join(", ", finding.addresses()));
    }
    String protocol = finding.protocol();
    if (protocol != null) {
      line.append(", ").append(protocol).append(", certificate issued by \"");
      line.append(finding.issuer()).append("\", valid until ").append(finding.validUntil());
    }
    String what = finding.what();
    line.append(": ").append(what);
    return what.endsWith(".") || what.endsWith(")") ? line.toString() : line.append('.').toString();
  }
}
