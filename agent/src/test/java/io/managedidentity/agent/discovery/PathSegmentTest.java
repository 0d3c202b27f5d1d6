package io.managedidentity.agent.discovery;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PathSegmentTest {
  @ParameterizedTest
  @CsvSource({
    "/, /",
    "/invoices, /invoices",
    "/invoices/1?x=/y, /invoices",
    "/invoices?x=1, /invoices",
    "/a#b, /a",
    "/Customers(PartitionKey='smith'), /Customers",
    "/a;jsessionid=1, /a",
    "*, *",
    "'', ''"
  })
  void isWhatStandsBeforeTheSecondSlash(String target, String segment) {
    assertEquals(segment, target.substring(0, PathSegment.end(target)));
  }

  @ParameterizedTest
  @CsvSource({
    "/invoices, false",
    "/v1.2, false",
    "/2026, false",
    "/insights-logs-2024-backup-eu-west, false",
    "/$batch, false",
    "/oauth2, false",
    "/12345, true",
    "/%73%65%63%72%65%74, true",
    "/smith@example.com, true",
    "/abcdef0123456789, true",
    "/AbCdEfGh-IjKl-01, true",
    "/11111111-2222-3333-4444-555555555555, true",
    "/bot123456:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw, true",
    "/0123456789abcdef01234, true",
    "/T00000000-B00000000aXXXX, true",
    "/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa, true"
  })
  void whatLooksLikeAnIdentifierOrASecretIsNotWritten(String target, boolean isOpaque) {
    assertEquals(isOpaque, PathSegment.isOpaque(target, PathSegment.end(target)));
  }
}
