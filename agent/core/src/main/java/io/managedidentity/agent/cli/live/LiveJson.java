package io.managedidentity.agent.cli.live;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.managedidentity.agent.token.AccessToken;
import io.managedidentity.agent.token.TokenDigest;
import java.security.NoSuchAlgorithmException;
import org.jspecify.annotations.Nullable;

/** A report as members of a JSON document. */
public final class LiveJson {
  private LiveJson() {}

  public static void put(LiveReport report, ObjectNode document) throws NoSuchAlgorithmException {
    ArrayNode tokens = document.putArray("tokens");
    ArrayNode places = document.putArray("places");
    ArrayNode results = document.putArray("results");
    for (LiveReport.Row row : report.rows()) {
      token(row, tokens.addObject());
      for (Finding finding : row.findings) {
        place(row.mapping.name(), finding, places.addObject());
      }
      ObjectNode result = results.addObject();
      result.put("mapping", row.mapping.name());
      result.put("mode", row.mapping.mode().label());
      result.put("share", row.mapping.share());
      result.put("result", row.verdict().label());
      result.put("because", row.verdict() == Verdict.WORKS ? "" : row.reason());
    }
    for (Finding finding : report.unmapped()) {
      place(null, finding, places.addObject());
    }
    ObjectNode counts = document.putObject("counts");
    for (Verdict verdict : Verdict.values()) {
      counts.put(verdict.label(), report.count(verdict));
    }
    document.put("result", report.verdict().label());
    document.put("summary", report.summary());
  }

  private static void token(LiveReport.Row row, ObjectNode to) throws NoSuchAlgorithmException {
    TokenResult result = row.token;
    to.put("mapping", row.mapping.name());
    to.put("resource", row.mapping.shown("resource", row.request.resource()));
    to.put("identity", row.mapping.shownIdentity());
    AccessToken token = result.token();
    if (token == null) {
      to.put("error", result.error());
      if (!result.source().isEmpty()) {
        to.put("sourceReason", result.source());
      }
      to.put("message", result.message());
      return;
    }
    to.put("source", token.source());
    to.put("sourceReason", result.source());
    to.put("expiresInSeconds", token.expiresInSeconds());
    to.put("tokenSha256", TokenDigest.sha256(token.value()));
    to.put("audience", result.audience());
    to.put("objectId", result.objectId());
    to.put("clientId", result.clientId());
    to.put("tenantId", result.tenantId());
  }

  private static void place(@Nullable String mapping, Finding finding, ObjectNode to) {
    to.put("mapping", mapping);
    to.put("place", finding.place().shown());
    to.put("method", finding.place().method());
    to.put("result", finding.verdict().label());
    to.put("what", finding.what());
    finding.addresses().forEach(to.putArray("addresses")::add);
    to.put("tls", finding.protocol());
    to.put("issuer", finding.issuer());
    to.put("validUntil", finding.validUntil());
    to.put("statusWithoutToken", finding.statusWithout());
    to.put("status", finding.status());
  }
}
