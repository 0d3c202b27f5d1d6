package io.managedidentity.agent.target;

/**
 * IPv6 addresses in any spelling of RFC 4291 section 2.2, with or without square brackets; never
 * with a zone id. The 16 bytes are given as two numbers so that no object is needed.
 */
public final class Ipv6Literal {
  private static final int HIGH = 0;
  private static final int LOW = 1;
  private static final int VALID = 2;

  private Ipv6Literal() {}

  public static boolean isValid(String text) {
    return parse(text, VALID) == 1;
  }

  /** The first eight bytes of a valid address. */
  public static long high(String text) {
    return parse(text, HIGH);
  }

  /** The last eight bytes of a valid address. */
  public static long low(String text) {
    return parse(text, LOW);
  }

  /**
   * Reads the groups before and after {@code ::} into two 128-bit shift registers. One loop gives
   * three results, chosen by {@code wanted}: an object for all three would be garbage per request.
   */
  private static long parse(String text, int wanted) {
    int at = 0;
    int to = text.length();
    if (to > 1 && text.charAt(0) == '[') {
      if (text.charAt(to - 1) != ']') {
        return 0;
      }
      at = 1;
      to--;
    }
    long high = 0;
    long low = 0;
    long headHigh = 0;
    long headLow = 0;
    int count = 0;
    int headCount = -1; // groups before "::", or -1 while none was seen
    if (text.startsWith("::", at)) {
      headCount = 0;
      at += 2;
    }
    boolean expectGroup = headCount < 0;
    while (at < to) {
      int groupEnd = groupEnd(text, at, to);
      boolean dotted = groupEnd < to && text.charAt(groupEnd) == '.';
      long bits = dotted ? Ipv4Literal.value(text, at, to) : group(text, at, groupEnd);
      if (bits < 0) {
        return 0;
      }
      int shift = dotted ? 32 : 16;
      high = high << shift | low >>> (64 - shift);
      low = low << shift | bits;
      count += dotted ? 2 : 1;
      at = dotted ? to : groupEnd;
      expectGroup = false;
      if (count > 8) {
        return 0;
      }
      if (at < to && headCount < 0 && text.startsWith("::", at)) {
        headCount = count;
        headHigh = high;
        headLow = low;
        high = 0;
        low = 0;
        at += 2;
      } else if (at < to && text.charAt(at) == ':') {
        at++;
        expectGroup = true;
      } else if (at < to) {
        return 0;
      }
    }
    boolean complete = headCount < 0 ? count == 8 : count < 8;
    if (!complete || expectGroup) {
      return 0;
    }
    return answer(high, low, headHigh, headLow, headCount, wanted);
  }

  private static long answer(
      long high, long low, long headHigh, long headLow, int headCount, int wanted) {
    if (wanted == VALID) {
      return 1;
    }
    int shift = headCount < 0 ? 128 : 128 - 16 * headCount;
    if (wanted == HIGH) {
      long moved = shift >= 128 ? 0 : shift > 64 ? headLow << (shift - 64) : headHigh << shift;
      boolean both = shift < 64 && shift > 0;
      return high | (both ? moved | headLow >>> (64 - shift) : shift == 64 ? headLow : moved);
    }
    return low | (shift >= 64 ? 0 : headLow << shift);
  }

  private static int groupEnd(String text, int from, int to) {
    int at = from;
    while (at < to && at - from < 5 && hexDigit(text.charAt(at)) >= 0) {
      at++;
    }
    return at;
  }

  private static long group(String text, int from, int to) {
    if (to == from || to - from > 4) {
      return -1;
    }
    long value = 0;
    for (int i = from; i < to; i++) {
      value = value << 4 | hexDigit(text.charAt(i));
    }
    return value;
  }

  static int hexDigit(char c) {
    if (c >= '0' && c <= '9') {
      return c - '0';
    }
    char lower = HostName.lower(c);
    return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
  }
}
