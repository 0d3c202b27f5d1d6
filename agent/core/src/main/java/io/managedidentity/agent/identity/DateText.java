package io.managedidentity.agent.identity;

import io.managedidentity.agent.identity.http.CivilTime;

/**
 * The date forms of expires_on (R-EXP): {@code M/d/yyyy} in 12 or 24 hours and {@code yyyy-MM-dd},
 * with an offset or, in UTC, without. Parsed by hand, so neither the locale nor the JVM version
 * matters. Loaded only if an expiry is not a number.
 */
final class DateText {
  private final String text;
  private int at;
  private boolean bad;

  private DateText(String text) {
    this.text = text;
  }

  /** Milliseconds since the epoch, or -1 if the text is none of those forms. */
  static long parse(String text) {
    return new DateText(text.trim()).parse();
  }

  private long parse() {
    int first = number(1, 4);
    boolean yearFirst = peek() == '-';
    char separator = yearFirst ? '-' : '/';
    expect(separator);
    int second = number(1, 2);
    expect(separator);
    int third = number(yearFirst ? 1 : 4, yearFirst ? 2 : 4);
    if (peek() == 'T' && yearFirst) {
      at++;
    } else {
      expect(' ');
    }
    int hour = number(1, 2);
    expect(':');
    int minute = number(2, 2);
    expect(':');
    int secondOfMinute = number(2, 2);
    long millis = fraction();
    hour = halfDay(hour);
    long offset = offsetSeconds();
    long seconds =
        yearFirst
            ? CivilTime.epochSeconds(first, second, third, hour, minute, secondOfMinute)
            : CivilTime.epochSeconds(third, first, second, hour, minute, secondOfMinute);
    return bad || at != text.length() || seconds < 0 ? -1 : (seconds - offset) * 1000 + millis;
  }

  private long fraction() {
    if (peek() != '.') {
      return 0;
    }
    at++;
    int start = at;
    long millis = 0;
    while (isDigit(peek())) {
      millis = at - start < 3 ? millis * 10 + (peek() - '0') : millis;
      at++;
    }
    int digits = at - start;
    bad |= digits == 0 || digits > 9;
    return digits == 1 ? millis * 100 : digits == 2 ? millis * 10 : millis;
  }

  /** 12 AM is 0, 12 PM is 12; without a mark the hour is one of 24. */
  private int halfDay(int hour) {
    boolean morning = text.regionMatches(true, at, " AM", 0, 3);
    if (!morning && !text.regionMatches(true, at, " PM", 0, 3)) {
      return hour;
    }
    at += 3;
    bad |= hour < 1 || hour > 12;
    return hour % 12 + (morning ? 0 : 12);
  }

  private long offsetSeconds() {
    while (peek() == ' ') {
      at++;
    }
    char sign = peek();
    if (sign == 'Z' || sign == 'z') {
      at++;
      return 0;
    }
    if (sign != '+' && sign != '-') {
      return 0;
    }
    at++;
    int hours = number(2, 2);
    if (peek() == ':') {
      at++;
    }
    int minutes = number(2, 2);
    bad |= hours > 18 || minutes > 59;
    long seconds = hours * 3600L + minutes * 60L;
    return sign == '-' ? -seconds : seconds;
  }

  private int number(int minDigits, int maxDigits) {
    int start = at;
    int value = 0;
    while (at - start < maxDigits && isDigit(peek())) {
      value = value * 10 + (peek() - '0');
      at++;
    }
    bad |= at - start < minDigits;
    return value;
  }

  private void expect(char c) {
    bad |= peek() != c;
    at++;
  }

  private char peek() {
    return at < text.length() ? text.charAt(at) : 0;
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }
}
