package io.managedidentity.agent.target;

import java.net.IDN;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Classifies the spelling of a host. Whatever two programs could read differently is {@link
 * HostKind#INVALID}: user info, blanks, control characters, percent signs, slashes, zone ids, empty
 * labels, and numbers that are an IPv4 address to some resolvers only (octal, hexadecimal, short
 * and 32-bit forms).
 */
public final class HostName {
  /** Longest name of DNS without its trailing dot (RFC 1035 section 3.1). */
  private static final int MAX_LENGTH = 253;

  private static final int MAX_LABEL = 63;

  private HostName() {}

  /** What this host is. Allocates nothing. */
  public static HostKind kindOf(String host) {
    int length = host.length();
    int labelStart = 0;
    int lastLabelStart = 0;
    boolean ascii = true;
    for (int i = 0; i < length; i++) {
      char c = host.charAt(i);
      if (c == '.') {
        if (i == labelStart || i - labelStart > MAX_LABEL) {
          return HostKind.INVALID;
        }
        lastLabelStart = labelStart;
        labelStart = i + 1;
      } else if (c == ':' || c == '[') {
        return isIpv6(host) ? HostKind.IPV6 : HostKind.INVALID;
      } else if (c > 127) {
        ascii = false;
      } else if (!isNamePart(c)) {
        return HostKind.INVALID;
      }
    }
    int end = end(host);
    boolean rooted = end < length;
    if (end == 0 || end > MAX_LENGTH || length - labelStart > MAX_LABEL) {
      return HostKind.INVALID;
    }
    if (!ascii) {
      return HostKind.NON_ASCII;
    }
    if (!isNumber(host, rooted ? lastLabelStart : labelStart, end)) {
      return HostKind.NAME;
    }
    return !rooted && Ipv4Literal.value(host) >= 0 ? HostKind.IPV4 : HostKind.INVALID;
  }

  /** Where the host ends when one trailing dot is left off. */
  public static int end(String host) {
    int length = host.length();
    return length > 0 && host.charAt(length - 1) == '.' ? length - 1 : length;
  }

  /** Lower case for ASCII letters only, whatever the default locale. */
  public static char lower(char c) {
    return c >= 'A' && c <= 'Z' ? (char) (c | 0x20) : c;
  }

  /**
   * The name in lower-case ASCII without a trailing dot, or null if it has no form that all IDNA
   * versions agree on: IDNA 2003 and 2008 differ on sharp s, final sigma and the two joiners, some
   * programs take ideographic full stops for dots, and compatibility forms (full-width letters,
   * ligatures) turn into plain ASCII names that the user never saw.
   */
  public static @Nullable String toAscii(String host) {
    String[] labels = host.substring(0, end(host)).split("\\.", -1);
    StringBuilder ascii = new StringBuilder();
    for (String label : labels) {
      String converted = isAscii(label) ? label.toLowerCase(Locale.ROOT) : idnLabel(label);
      if (converted == null) {
        return null;
      }
      ascii.append(ascii.length() > 0 ? "." : "").append(converted);
    }
    String result = ascii.toString();
    return kindOf(result) == HostKind.NAME ? result : null;
  }

  static boolean isAscii(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) > 127) {
        return false;
      }
    }
    return true;
  }

  static boolean isNamePart(char c) {
    return (c >= 'a' && c <= 'z')
        || (c >= '0' && c <= '9')
        || (c >= 'A' && c <= 'Z')
        || c == '-'
        || c == '_';
  }

  /** Whether a resolver may take this last label for a number, and so the host for an address. */
  static boolean isNumber(String host, int from, int to) {
    boolean hex = to - from >= 2 && host.charAt(from) == '0' && lower(host.charAt(from + 1)) == 'x';
    for (int i = hex ? from + 2 : from; i < to; i++) {
      char c = lower(host.charAt(i));
      if (!(c >= '0' && c <= '9') && !(hex && c >= 'a' && c <= 'f')) {
        return false;
      }
    }
    return true;
  }

  private static boolean isIpv6(String host) {
    return Ipv6Literal.isValid(host);
  }

  private static @Nullable String idnLabel(String label) {
    for (int i = 0; i < label.length(); i++) {
      char c = label.charAt(i);
      if (c == '\u00DF' || c == '\u1E9E' || c == '\u03C2' || c == '\u200C' || c == '\u200D') {
        return null;
      }
    }
    String converted;
    try {
      converted = IDN.toASCII(label);
    } catch (IllegalArgumentException e) {
      return null;
    }
    return converted.startsWith("xn--") && converted.indexOf('.') < 0 ? converted : null;
  }
}
