package io.managedidentity.agent.identity.http;

/** The date form of HTTP, {@code Tue, 01 Jan 2030 00:00:00 GMT} (RFC 9110 section 5.6.7). */
public final class HttpDate {
  private static final String MONTHS = "JanFebMarAprMayJunJulAugSepOctNovDec";
  private static final int LENGTH = 29;

  private HttpDate() {}

  /** Milliseconds since the epoch, or -1 if the text is not of that form. */
  public static long parse(String text) {
    String date = text.trim();
    if (date.length() == LENGTH - 1) {
      date = date.substring(0, 5) + "0" + date.substring(5); // as java.time writes the first nine
    }
    if (date.length() != LENGTH
        || date.charAt(3) != ','
        || date.charAt(19) != ':'
        || date.charAt(22) != ':'
        || !date.endsWith(" GMT")) {
      return -1;
    }
    int month = MONTHS.indexOf(date.substring(8, 11));
    if (month < 0 || month % 3 != 0) {
      return -1;
    }
    long seconds =
        CivilTime.epochSeconds(
            number(date, 12, 16),
            month / 3 + 1,
            number(date, 5, 7),
            number(date, 17, 19),
            number(date, 20, 22),
            number(date, 23, 25));
    return seconds < 0 ? -1 : seconds * 1000;
  }

  private static int number(String text, int from, int to) {
    int value = 0;
    for (int i = from; i < to; i++) {
      char c = text.charAt(i);
      if (c < '0' || c > '9') {
        return -1;
      }
      value = value * 10 + c - '0';
    }
    return value;
  }
}
