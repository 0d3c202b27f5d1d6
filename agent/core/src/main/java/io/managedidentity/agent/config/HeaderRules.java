package io.managedidentity.agent.config;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/** What may be the name, the value and the format of a header (RFC 9110 sections 5.1 and 5.5). */
final class HeaderRules {
  /** Headers that say where the request goes or how its body is framed: never ours to change. */
  private static final List<String> FRAMING =
      Collections.unmodifiableList(
          Arrays.asList(
              "host",
              "content-length",
              "transfer-encoding",
              "connection",
              "te",
              "trailer",
              "upgrade",
              "keep-alive",
              "proxy-connection",
              "expect"));

  private HeaderRules() {}

  /** A token of RFC 9110 section 5.6.2: also the rule for methods. */
  static boolean isToken(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean letterOrDigit =
          (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
      if (!letterOrDigit && "!#$%&'*+-.^_`|~".indexOf(c) < 0) {
        return false;
      }
    }
    return !text.isEmpty();
  }

  static boolean isFraming(String header) {
    return FRAMING.contains(header.toLowerCase(Locale.ROOT));
  }

  /** Visible ASCII and blanks, so that no line can be added. */
  static boolean isValue(String text) {
    return badAt(text) < 0;
  }

  /** Place of the first character that a header value cannot have, or -1. */
  static int badAt(String text) {
    int last = text.length() - 1;
    for (int i = 0; i <= last; i++) {
      char c = text.charAt(i);
      if (c < ' ' || c > 126 || (c == ' ' && (i == 0 || i == last))) {
        return i;
      }
    }
    return -1;
  }

  /** Whether all braces are known placeholders, and there is one. */
  static boolean isFormat(String format) {
    String rest = format.replace("{token:urlencoded}", "{token}");
    String without = rest.replace("{token}", "");
    return without.length() == rest.length() - "{token}".length()
        && without.indexOf('{') < 0
        && without.indexOf('}') < 0;
  }
}
