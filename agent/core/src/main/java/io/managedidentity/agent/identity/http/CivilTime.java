package io.managedidentity.agent.identity.http;

/** Seconds since 1970 from a date of the Gregorian calendar, without loading {@code java.time}. */
public final class CivilTime {
  private static final long SECONDS_PER_DAY = 86400;
  private static final int[] DAYS = {31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};

  private CivilTime() {}

  /**
   * Seconds since 1970-01-01T00:00:00Z, or -1 if there is no such time from 1970 to 9999 in UTC.
   *
   * @param month from 1
   */
  public static long epochSeconds(int year, int month, int day, int hour, int minute, int second) {
    if (year < 1970
        || year > 9999
        || month < 1
        || month > 12
        || day < 1
        || day > DAYS[month - 1]
        || (month == 2 && day == 29 && !isLeap(year))
        || hour < 0
        || hour > 23
        || minute < 0
        || minute > 59
        || second < 0
        || second > 60) {
      return -1;
    }
    long days = 365L * (year - 1970) + leapYearsBefore(year) - leapYearsBefore(1970) + day - 1;
    for (int m = 1; m < month; m++) {
      days += m == 2 && !isLeap(year) ? 28 : DAYS[m - 1];
    }
    return days * SECONDS_PER_DAY + hour * 3600L + minute * 60L + second;
  }

  private static boolean isLeap(int year) {
    return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
  }

  private static int leapYearsBefore(int year) {
    int last = year - 1;
    return last / 4 - last / 100 + last / 400;
  }
}
