package io.managedidentity.agent.secrets;

/** Stored secrets among the parameters of a query. */
public final class QuerySecrets {
  /** A functions key is longer; the code of a login that a browser brings back is not sent here. */
  private static final int SHORTEST_FUNCTIONS_KEY = 20;

  private QuerySecrets() {}

  /**
   * The kinds in the query of a request target or URL, as a set.
   *
   * @param target as on the wire; names are compared as services read them, without case
   */
  public static int of(String target) {
    int question = target.indexOf('?');
    if (question < 0) {
      return 0;
    }
    int fragment = target.indexOf('#', question);
    int to = fragment < 0 ? target.length() : fragment;
    boolean isSigned = false;
    boolean hasTerms = false;
    int kinds = 0;
    int end;
    for (int start = question + 1; start < to; start = end + 1) {
      end = target.indexOf('&', start);
      end = end < 0 || end > to ? to : end;
      int equals = target.indexOf('=', start);
      if (equals < 0 || equals >= end) {
        continue;
      }
      int length = equals - start;
      if (is(target, start, length, "sig")) {
        isSigned = end > equals + 1;
      } else if (is(target, start, length, "sv")
          || is(target, start, length, "se")
          || is(target, start, length, "sp")
          || is(target, start, length, "si")
          || is(target, start, length, "sr")) {
        hasTerms = true;
      } else if (is(target, start, length, "code")) {
        kinds |= end - equals > SHORTEST_FUNCTIONS_KEY ? SecretKind.FUNCTIONS_KEY.bit() : 0;
      } else if (is(target, start, length, "subscription-key")) {
        kinds |= SecretKind.SUBSCRIPTION_KEY.bit();
      } else if (is(target, start, length, "api-key") || is(target, start, length, "apikey")) {
        kinds |= SecretKind.API_KEY.bit();
      }
    }
    return isSigned && hasTerms ? kinds | SecretKind.SAS.bit() : kinds;
  }

  private static boolean is(String text, int from, int length, String name) {
    if (length == name.length()) {
      return text.regionMatches(true, from, name, 0, length);
    }
    return text.indexOf('%', from) >= 0
        && text.indexOf('%', from) < from + length
        && PercentText.decoded(text.substring(from, from + length)).equalsIgnoreCase(name);
  }
}
