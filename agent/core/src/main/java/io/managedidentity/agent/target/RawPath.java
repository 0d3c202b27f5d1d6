package io.managedidentity.agent.target;

import org.jspecify.annotations.Nullable;

/**
 * The path of a request as it is sent, and the ways in which servers read it.
 *
 * <p>Dot segments are removed before a pattern is compared (RFC 3986 section 5.2.4). But servers
 * and proxies differ in what they take for one: some decode {@code %2e} first, some cut {@code
 * ;parameters} off each segment, some take {@code \}, {@code %5c} or {@code %2f} for a slash, some
 * merge empty segments, some decode twice. A path in which that can matter is {@link
 * Form#SEVERAL_READINGS}: a pattern matches it only if it matches every reading, and does not match
 * it only if it matches none. In between the request is ambiguous and gets no token, whether the
 * mapping would inject or skip. Percent codes of letters, digits, {@code -}, {@code _} and {@code
 * ~} are equal to those characters, and their hexadecimal digits to themselves in any case (RFC
 * 3986 section 6.2.2).
 */
public final class RawPath {
  /** How much work a path needs. */
  public enum Form {
    /** All servers read it as it is. */
    PLAIN,
    /** {@link RawPath#readings} gives the ways to read it. */
    SEVERAL_READINGS,
    /** Not a path that may be trusted: matches no pattern, and refuses a token. */
    MALFORMED
  }

  /** A longer path with something odd in it is not worth examining. */
  private static final int MAX_ODD_LENGTH = 8192;

  private static final int ENCODED_DOTS = 1;
  private static final int PARAMETERS = 2;
  private static final int SEPARATORS = 4;
  private static final int MERGED = 8;
  private static final int TWICE = 16;
  private static final int READINGS = 32;

  private RawPath() {}

  /** Where the path of a request target ends: at the query or the end. Allocates nothing. */
  public static int end(String target) {
    int query = target.indexOf('?');
    return query < 0 ? target.length() : query;
  }

  /** What the first {@code end} characters are. Allocates nothing. */
  public static Form formOf(String target, int end) {
    if (end == 0) {
      return Form.SEVERAL_READINGS; // an empty path is sent as "/"
    }
    if (target.charAt(0) != '/') {
      return Form.MALFORMED; // "*", an authority or a whole URL
    }
    Form form = Form.PLAIN;
    for (int i = 0; i < end; i++) {
      char c = target.charAt(i);
      if (c <= ' ' || c == 127 || c == '#') {
        return Form.MALFORMED;
      }
      if (c == '%') {
        int code = percentCode(target, i, end);
        if (code < ' ' || code == 127) {
          return Form.MALFORMED;
        }
        if (isOddCode(target, i, code)) {
          form = Form.SEVERAL_READINGS;
        }
      } else if (c == ';' || c == '\\') {
        form = Form.SEVERAL_READINGS;
      } else if (c == '/' && i + 1 < end && startsOddSegment(target, i + 1, end)) {
        form = Form.SEVERAL_READINGS;
      }
    }
    return form == Form.SEVERAL_READINGS && end > MAX_ODD_LENGTH ? Form.MALFORMED : form;
  }

  /** The different paths that servers may see, at least one. */
  public static String[] readings(String target, int end) {
    String path = end == 0 ? "/" : canonical(target.substring(0, end));
    String[] all = new String[READINGS];
    int count = 0;
    for (int flags = 0; flags < READINGS; flags++) {
      String reading = reading(path, flags);
      if (!contains(all, count, reading)) {
        all[count++] = reading;
      }
    }
    String[] distinct = new String[count];
    System.arraycopy(all, 0, distinct, 0, count);
    return distinct;
  }

  private static boolean contains(@Nullable String[] all, int count, String reading) {
    for (int i = 0; i < count; i++) {
      if (reading.equals(all[i])) {
        return true;
      }
    }
    return false;
  }

  private static boolean startsOddSegment(String target, int at, int end) {
    char c = target.charAt(at);
    if (c == '/') {
      return true;
    }
    if (c != '.') {
      return false;
    }
    int next = at + 1 < end && target.charAt(at + 1) == '.' ? at + 2 : at + 1;
    return next >= end || target.charAt(next) == '/';
  }

  /** The octet, or -1 if no two hexadecimal digits follow. */
  private static int percentCode(String target, int at, int end) {
    if (at + 2 >= end) {
      return -1;
    }
    int high = Ipv6Literal.hexDigit(target.charAt(at + 1));
    int low = Ipv6Literal.hexDigit(target.charAt(at + 2));
    return high < 0 || low < 0 ? -1 : high << 4 | low;
  }

  private static boolean isOddCode(String target, int at, int code) {
    return isUnreserved((char) code)
        || code == '.'
        || code == '/'
        || code == '\\'
        || code == ';'
        || code == '%'
        || target.charAt(at + 1) >= 'a'
        || target.charAt(at + 2) >= 'a';
  }

  private static boolean isUnreserved(char c) {
    return (c < 128 && HostName.isNamePart(c)) || c == '~';
  }

  /** Percent codes in the one form of RFC 3986 section 6.2.2; {@code %2E} stays. */
  private static String canonical(String path) {
    StringBuilder result = new StringBuilder(path.length());
    for (int i = 0; i < path.length(); i++) {
      char c = path.charAt(i);
      int code = c == '%' ? percentCode(path, i, path.length()) : -1;
      if (code < 0) {
        result.append(c);
      } else if (isUnreserved((char) code)) {
        result.append((char) code);
        i += 2;
      } else {
        result.append('%').append(upper(path.charAt(i + 1))).append(upper(path.charAt(i + 2)));
        i += 2;
      }
    }
    return result.toString();
  }

  private static char upper(char c) {
    return c >= 'a' && c <= 'f' ? (char) (c - 32) : c;
  }

  private static String reading(String path, int flags) {
    String text = (flags & TWICE) != 0 ? canonical(path.replace("%25", "%")) : path;
    if ((flags & SEPARATORS) != 0) {
      text = text.replace('\\', '/').replace("%5C", "/").replace("%2F", "/");
    }
    String[] segments = new String[text.length() + 1];
    int count = 0;
    boolean endsInSlash = false;
    int from = 1;
    while (from <= text.length()) {
      int slash = text.indexOf('/', from);
      int to = slash < 0 ? text.length() : slash;
      String segment = text.substring(from, to);
      String dots = plainDots(segment, flags);
      endsInSlash = dots.equals(".") || dots.equals("..");
      if (dots.equals("..")) {
        count = Math.max(0, count - 1);
      } else if (segment.isEmpty() && (flags & MERGED) != 0) {
        endsInSlash = true;
      } else if (!endsInSlash) {
        segments[count++] = cutParameters(segment, flags);
      }
      from = to + 1;
    }
    return join(segments, count, endsInSlash);
  }

  private static String join(@Nullable String[] segments, int count, boolean endsInSlash) {
    StringBuilder result = new StringBuilder();
    for (int i = 0; i < count; i++) {
      result.append('/').append(segments[i]);
    }
    return endsInSlash || count == 0 ? result.append('/').toString() : result.toString();
  }

  private static String plainDots(String segment, int flags) {
    String bare = cutParameters(segment, flags);
    return (flags & ENCODED_DOTS) != 0 ? bare.replace("%2E", ".") : bare;
  }

  private static String cutParameters(String segment, int flags) {
    if ((flags & PARAMETERS) == 0) {
      return segment;
    }
    int plain = segment.indexOf(';');
    int encoded = segment.indexOf("%3B");
    int cut = plain < 0 ? encoded : encoded < 0 ? plain : Math.min(plain, encoded);
    return cut < 0 ? segment : segment.substring(0, cut);
  }
}
