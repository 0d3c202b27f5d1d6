package io.managedidentity.agent.discovery;

import java.time.Instant;

/** Times in records. */
final class RecordTime {
  private static final int WITHOUT_MILLIS = "2026-11-30T10:00:00Z".length();

  private RecordTime() {}

  /** ISO 8601 in UTC, with milliseconds. */
  static String text(long wallMillis) {
    String text = Instant.ofEpochMilli(wallMillis).toString();
    return text.length() == WITHOUT_MILLIS ? text.replace("Z", ".000Z") : text;
  }
}
