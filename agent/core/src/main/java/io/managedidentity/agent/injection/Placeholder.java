package io.managedidentity.agent.injection;

import io.managedidentity.agent.secrets.PercentText;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/**
 * A dummy that stands where the application's secret stood. A request that carries it anywhere must
 * not leave the JVM: it would tell a server nothing, and say that the migration has failed too
 * late.
 */
final class Placeholder {
  private static final String BASIC = "basic ";

  private final List<String> dummies;

  Placeholder(List<String> dummies) {
    this.dummies = dummies;
  }

  /** These dummies, and after them those of another. */
  Placeholder and(Placeholder other) {
    List<String> both = new ArrayList<>(dummies);
    both.addAll(other.dummies);
    return new Placeholder(both);
  }

  boolean isOn(HeaderList headers, String target, byte[] body) {
    return find(headers, target, body) >= 0;
  }

  /**
   * @return index of a dummy that the request carries; -1 if it carries none
   */
  int find(HeaderList headers, String target, byte[] body) {
    int found = findIn(target);
    for (int i = 0; found < 0 && i < headers.size(); i++) {
      found = findInHeader(headers.value(i));
    }
    return found < 0 && body.length > 0 ? findIn(new String(body, StandardCharsets.UTF_8)) : found;
  }

  private int findInHeader(String value) {
    int found = findIn(value);
    return found < 0 && value.regionMatches(true, 0, BASIC, 0, BASIC.length())
        ? findIn(decoded(value.substring(BASIC.length()).trim()))
        : found;
  }

  /** As it is, or encoded for a URL or a form. */
  private int findIn(String text) {
    int found = index(text);
    if (found < 0 && text.indexOf('%') >= 0) {
      found = index(PercentText.decoded(text));
    }
    return found < 0 && text.indexOf('+') >= 0 ? index(PercentText.formDecoded(text)) : found;
  }

  private int index(String text) {
    for (int i = 0; i < dummies.size(); i++) {
      if (text.contains(dummies.get(i))) {
        return i;
      }
    }
    return -1;
  }

  private static String decoded(String base64) {
    try {
      return new String(Base64.getDecoder().decode(base64), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      return "";
    }
  }
}
