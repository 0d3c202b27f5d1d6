package io.managedidentity.agent.report;

import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import org.jspecify.annotations.Nullable;

/** Times of records: ISO 8601 in UTC and milliseconds, so their order is that of the texts. */
final class Times {
  private Times() {}

  /** An empty text is no time. */
  static String earlier(String one, String other) {
    return one.isEmpty() || (!other.isEmpty() && other.compareTo(one) < 0) ? other : one;
  }

  static String later(String one, String other) {
    return other.compareTo(one) > 0 ? other : one;
  }

  /** Whether it has the form of a time, told without the cost of reading one. */
  static boolean isTime(String text) {
    return text.length() == 24
        && text.charAt(4) == '-'
        && text.charAt(10) == 'T'
        && text.charAt(23) == 'Z';
  }

  static @Nullable Instant parse(String time) {
    try {
      return Instant.parse(time);
    } catch (DateTimeParseException e) {
      return null;
    }
  }

  /** Whether the second is at least that much later than the first; true if one is no time. */
  static boolean isApart(String from, String to, Duration least) {
    Instant start = parse(from);
    Instant end = parse(to);
    return start == null || end == null || Duration.between(start, end).compareTo(least) >= 0;
  }

  /** Whole seconds, minutes, hours or days; "an unknown time" if one is no time. */
  static String between(String from, String to) {
    Instant start = parse(from);
    Instant end = parse(to);
    if (start == null || end == null) {
      return "an unknown time";
    }
    Duration between = Duration.between(start, end);
    long hours = between.toHours();
    if (between.toMinutes() < 2) {
      return Sentences.count(between.toMillis() / 1000, "second");
    }
    return hours < 2
        ? Sentences.count(between.toMinutes(), "minute")
        : hours < 48 ? Sentences.count(hours, "hour") : Sentences.count(hours / 24, "day");
  }

  /** Milliseconds since 1970; 0 if it is no time. */
  static long millis(String time) {
    Instant instant = isTime(time) ? parse(time) : null;
    return instant == null ? 0 : instant.toEpochMilli();
  }

  /** In the form of a record; empty for 0. */
  static String text(long millis) {
    String text = millis == 0 ? "" : Instant.ofEpochMilli(millis).toString();
    return text.length() == 20 ? text.substring(0, 19) + ".000Z" : text;
  }

  /** 0 is no time. */
  static long earlier(long one, long other) {
    return one == 0 || (other != 0 && other < one) ? other : one;
  }
}
