package io.managedidentity.agent.injection;

import io.managedidentity.agent.routing.RequestUrl;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Resolves the header {@code Location} as clients do (RFC 9110, 10.2.2; RFC 3986, 5.2), also where
 * its path has characters that no URL may have. In time that grows with its length.
 */
final class Location {
  /** Longer ones are not read: no client needs them. */
  private static final int MOST_CHARACTERS = 8 * 1024;

  /** All of two digits as a number (RFC 3986, 2). */
  private static final String FORBIDDEN = " \"<>^`{|}";

  private Location() {}

  /**
   * @param from the request that is redirected
   * @return null if it is no place that a client could go to over HTTP
   */
  static @Nullable RequestUrl resolve(String location, RequestUrl from) {
    if (location.length() > MOST_CHARACTERS) {
      return null;
    }
    try {
      if (isAt(location, "http://") || isAt(location, "https://")) {
        return RequestUrl.parse(location);
      }
      if (location.startsWith("//")) {
        return RequestUrl.parse(from.scheme() + ":" + location);
      }
      return hasScheme(location) ? null : from.at(encoded(target(location, from.target())));
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  private static boolean isAt(String location, String scheme) {
    return location.regionMatches(true, 0, scheme, 0, scheme.length());
  }

  /** Whether it begins with something that clients take for a scheme. */
  private static boolean hasScheme(String location) {
    for (int i = 0; i < location.length(); i++) {
      char c = location.charAt(i);
      boolean isLetter = (c | 0x20) >= 'a' && (c | 0x20) <= 'z';
      if (!isLetter && (i == 0 || "+-.0123456789".indexOf(c) < 0)) {
        return c == ':' && i > 0;
      }
    }
    return false;
  }

  /** Path and query of a reference without scheme and host. */
  private static String target(String location, String base) {
    int fragment = location.indexOf('#');
    String reference = fragment < 0 ? location : location.substring(0, fragment);
    int query = base.indexOf('?');
    String path = query < 0 ? base : base.substring(0, query);
    if (reference.isEmpty()) {
      return base;
    }
    if (reference.startsWith("/")) {
      return reference;
    }
    if (reference.startsWith("?")) {
      return path + reference;
    }
    int end = reference.indexOf('?');
    String relative = end < 0 ? reference : reference.substring(0, end);
    return withoutDots(path.substring(0, path.lastIndexOf('/') + 1) + relative)
        + (end < 0 ? "" : reference.substring(end));
  }

  /** With the characters that no URL may have as clients write them. */
  private static String encoded(String target) {
    StringBuilder text = new StringBuilder(target.length());
    for (int i = 0; i < target.length(); i++) {
      char c = target.charAt(i);
      if (FORBIDDEN.indexOf(c) < 0) {
        text.append(c);
      } else {
        text.append('%').append(Integer.toHexString(c).toUpperCase(Locale.ROOT));
      }
    }
    return text.toString();
  }

  private static String withoutDots(String path) {
    Deque<String> segments = new ArrayDeque<>();
    int start = 1;
    while (start <= path.length()) {
      int slash = path.indexOf('/', start);
      int end = slash < 0 ? path.length() : slash;
      String segment = path.substring(start, end);
      boolean isUp = segment.equals("..");
      if (isUp) {
        segments.pollLast();
      } else if (!segment.equals(".")) {
        segments.addLast(segment);
      }
      if (slash < 0 && (isUp || segment.equals("."))) {
        segments.addLast("");
      }
      start = end + 1;
    }
    StringBuilder clean = new StringBuilder(path.length());
    for (Iterator<String> each = segments.iterator(); each.hasNext(); ) {
      clean.append('/').append(each.next());
    }
    return clean.toString();
  }
}
