package io.managedidentity.agent.injection;

import io.managedidentity.agent.secrets.HeaderSecrets;
import io.managedidentity.agent.secrets.QuerySecrets;
import org.jspecify.annotations.Nullable;

/** The stored secrets on a request, its body aside, as a set of kinds. */
final class RequestSecrets {
  private RequestSecrets() {}

  /**
   * @param except a header that is not looked at, since it has our own token; or null
   */
  static int of(HeaderList headers, String target, @Nullable String except) {
    int kinds = QuerySecrets.of(target);
    for (int i = 0; i < headers.size(); i++) {
      if (except == null || !headers.isNamed(i, except)) {
        kinds |= HeaderSecrets.of(bare(headers.name(i)), headers.value(i));
      }
    }
    return kinds;
  }

  /** As a lenient server reads it. */
  static String bare(String name) {
    int last = name.length() - 1;
    return last >= 0 && (name.charAt(last) <= ' ' || name.charAt(0) <= ' ') ? name.trim() : name;
  }
}
