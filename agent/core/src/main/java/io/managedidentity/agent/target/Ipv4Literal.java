package io.managedidentity.agent.target;

/**
 * IPv4 addresses as four decimal numbers, the one form that all resolvers read alike (RFC 6943
 * section 3.1.1).
 */
public final class Ipv4Literal {
  private Ipv4Literal() {}

  /** The 32 bits of the address, or -1 if the text is not four decimal numbers up to 255. */
  public static long value(String text) {
    return value(text, 0, text.length());
  }

  static long value(String text, int from, int to) {
    long value = 0;
    int at = from;
    for (int part = 0; part < 4; part++) {
      int start = at;
      int number = 0;
      while (at < to && at - start < 3 && isDigit(text.charAt(at))) {
        number = number * 10 + text.charAt(at++) - '0';
      }
      boolean leadingZero = at - start > 1 && text.charAt(start) == '0';
      if (at == start || number > 255 || leadingZero) {
        return -1;
      }
      value = value << 8 | number;
      if (part < 3 && (at >= to || text.charAt(at++) != '.')) {
        return -1;
      }
    }
    return at == to ? value : -1;
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }
}
