package io.managedidentity.agent.identity;

import org.jspecify.annotations.Nullable;

/** How long a token lives (R-EXP) and when to refresh it ahead (R-REFRESH), in seconds. */
final class TokenLife {
  /** The answer has no expiry at all. */
  static final long MISSING = -1;

  /** The expiry has a form that is not known, and there is no other. */
  static final long UNREADABLE = -2;

  /** It is over already. */
  static final long EXPIRED = 0;

  /** Longer lives are cut to this, so that it fits into nanoseconds. */
  private static final long LONGEST = Integer.MAX_VALUE;

  /** A smaller expires_on is a number of seconds from now: the rule of MSAL.NET. */
  private static final long EARLIEST_EPOCH_SECOND = 978_307_200L;

  private static final long FIRST_EPOCH_MILLI = 1_000_000_000_000L;
  private static final long HALF_LIFE_FROM = 7200;
  private static final int MAX_DIGITS = 18;

  private TokenLife() {}

  /**
   * @param nowMillis wall clock of the sender
   * @return a positive number of seconds, or one of the constants
   */
  static long seconds(@Nullable String expiresOn, @Nullable String expiresIn, long nowMillis) {
    if (expiresOn == null && expiresIn == null) {
      return MISSING;
    }
    long on = expiresOn == null ? UNREADABLE : fromDate(expiresOn.trim(), nowMillis);
    long in = expiresIn == null ? UNREADABLE : wholeNumber(expiresIn.trim());
    if (on == UNREADABLE && in < 0) {
      return UNREADABLE;
    }
    if (on > 0 && in > 0) {
      return Math.min(LONGEST, Math.min(on, in));
    }
    return Math.min(LONGEST, Math.max(EXPIRED, Math.max(on, in)));
  }

  /** Seconds until refresh ahead; null for none. The server's value wins. */
  static @Nullable Long refreshIn(long life, @Nullable String serverWish) {
    long wish = serverWish == null ? 0 : wholeNumber(serverWish.trim());
    if (wish > 0 && wish < life) {
      return wish;
    }
    return life > HALF_LIFE_FROM ? life / 2 : null;
  }

  private static long fromDate(String text, long nowMillis) {
    long number = wholeNumber(text);
    if (number >= 0 && number < EARLIEST_EPOCH_SECOND) {
      return number;
    }
    long millis =
        number < 0 ? DateText.parse(text) : number >= FIRST_EPOCH_MILLI ? number : number * 1000;
    return millis < 0 ? UNREADABLE : Math.max(EXPIRED, (millis - nowMillis) / 1000);
  }

  /** Digits, perhaps with a fraction, which is dropped; else {@link #UNREADABLE}. */
  private static long wholeNumber(String text) {
    long value = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '.' && i > 0 && isZeros(text, i + 1)) {
        return value;
      }
      if (c < '0' || c > '9' || i == MAX_DIGITS) {
        return UNREADABLE;
      }
      value = value * 10 + (c - '0');
    }
    return text.isEmpty() ? UNREADABLE : value;
  }

  private static boolean isZeros(String text, int from) {
    for (int i = from; i < text.length(); i++) {
      if (text.charAt(i) != '0') {
        return false;
      }
    }
    return from < text.length();
  }
}
