package io.managedidentity.agent.injection;

import io.managedidentity.agent.secrets.PercentText;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

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

  /** These dummies and those of another. */
  Placeholder and(@Nullable Placeholder other) {
    if (other == null) {
      return this;
    }
    List<String> both = new ArrayList<>(dummies);
    both.addAll(other.dummies);
    return new Placeholder(both);
  }

  boolean isOn(HeaderList headers, String target, byte[] body) {
    if (isIn(target)) {
      return true;
    }
    for (int i = 0; i < headers.size(); i++) {
      if (isInHeader(headers.value(i))) {
        return true;
      }
    }
    return body.length > 0 && isIn(new String(body, StandardCharsets.UTF_8));
  }

  private boolean isInHeader(String value) {
    return isIn(value)
        || (value.regionMatches(true, 0, BASIC, 0, BASIC.length())
            && isIn(decoded(value.substring(BASIC.length()).trim())));
  }

  /** As it is, or encoded for a URL or a form. */
  private boolean isIn(String text) {
    return has(text)
        || (text.indexOf('%') >= 0 && has(PercentText.decoded(text)))
        || (text.indexOf('+') >= 0 && has(PercentText.formDecoded(text)));
  }

  private boolean has(String text) {
    for (int i = 0; i < dummies.size(); i++) {
      if (text.contains(dummies.get(i))) {
        return true;
      }
    }
    return false;
  }

  private static String decoded(String base64) {
    try {
      return new String(Base64.getDecoder().decode(base64), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      return "";
    }
  }
}
