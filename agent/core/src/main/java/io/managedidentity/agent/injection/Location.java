package io.managedidentity.agent.injection;

import io.managedidentity.agent.routing.RequestUrl;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Resolves the header {@code Location} as clients do (RFC 9110, 10.2.2; RFC 3986, 5.2), also where
 * its path has characters that no URL may have; not where clients differ.
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
    if (location.length() > MOST_CHARACTERS || hasBackslash(location)) {
      return null;
    }
    try {
      RequestUrl to = named(location, from);
      return to == null ? null : to.at(encoded(to.target()));
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  /** A slash to some clients, in a path or before a host. */
  private static boolean hasBackslash(String location) {
    int end = 0;
    while (end < location.length() && "?#".indexOf(location.charAt(end)) < 0) {
      end++;
    }
    return location.lastIndexOf('\\', end) >= 0;
  }

  private static @Nullable RequestUrl named(String location, RequestUrl from) {
    if (isAt(location, "http://") || isAt(location, "https://")) {
      return RequestUrl.parse(location);
    }
    if (location.startsWith("//")) {
      return RequestUrl.parse(from.scheme() + ":" + location);
    }
    return hasScheme(location) ? null : from.at(target(location, from.target()));
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
    return path.substring(0, path.lastIndexOf('/') + 1) + reference; // mappings see through dots
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
}
