package io.managedidentity.agent.secrets;

/** Percent-encoding (RFC 3986, 2.1). */
public final class PercentText {
  private static final char[] DIGITS = "0123456789ABCDEF".toCharArray();

  private PercentText() {}

  /** Each encoded byte as one character; what is no encoding stays. */
  public static String decoded(String text) {
    if (text.indexOf('%') < 0) {
      return text;
    }
    StringBuilder plain = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      int high = c == '%' && i + 2 < text.length() ? Character.digit(text.charAt(i + 1), 16) : -1;
      int low = high >= 0 ? Character.digit(text.charAt(i + 2), 16) : -1;
      if (low >= 0) {
        plain.append((char) (high * 16 + low));
        i += 2;
      } else {
        plain.append(c);
      }
    }
    return plain.toString();
  }

  /** A value of a form ({@code application/x-www-form-urlencoded}), where + is a blank. */
  public static String formDecoded(String text) {
    return decoded(text.replace('+', ' '));
  }

  /** Everything but letters, digits and {@code -._~} encoded, of a text in ASCII. */
  public static void append(StringBuilder to, String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean isPlain =
          (c >= 'a' && c <= 'z')
              || (c >= 'A' && c <= 'Z')
              || (c >= '0' && c <= '9')
              || "-._~".indexOf(c) >= 0;
      if (isPlain) {
        to.append(c);
      } else {
        to.append('%').append(DIGITS[c >> 4 & 15]).append(DIGITS[c & 15]);
      }
    }
  }
}
