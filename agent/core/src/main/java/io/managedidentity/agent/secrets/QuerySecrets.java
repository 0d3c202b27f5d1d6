package io.managedidentity.agent.secrets;

/** Stored secrets among the parameters of a query. */
public final class QuerySecrets {
  /** A functions key is longer; the code of a login that a browser brings back is not sent here. */
  private static final int SHORTEST_FUNCTIONS_KEY = 20;

  /** The bit that tells small letters from capitals in ASCII. */
  private static final int ASCII_LOWER = 0x20;

  // What a parameter is, told by its name.
  private static final int OTHER = 0;
  private static final int SIGNATURE = 1;
  private static final int TERM = 2;
  private static final int CODE = 3;
  private static final int SUBSCRIPTION_KEY = 4;
  private static final int API_KEY = 5;

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
      switch (parameter(target, start, equals)) {
        case SIGNATURE:
          isSigned = end > equals + 1;
          break;
        case TERM:
          hasTerms = true;
          break;
        case CODE:
          kinds |= end - equals > SHORTEST_FUNCTIONS_KEY ? SecretKind.FUNCTIONS_KEY.bit() : 0;
          break;
        case SUBSCRIPTION_KEY:
          kinds |= SecretKind.SUBSCRIPTION_KEY.bit();
          break;
        case API_KEY:
          kinds |= SecretKind.API_KEY.bit();
          break;
        default:
          break;
      }
    }
    return isSigned && hasTerms ? kinds | SecretKind.SAS.bit() : kinds;
  }

  private static int parameter(String target, int start, int end) {
    for (int i = start; i < end; i++) {
      if (target.charAt(i) == '%') {
        String plain = PercentText.decoded(target.substring(start, end));
        return parameterNamed(plain, 0, plain.length());
      }
    }
    return parameterNamed(target, start, end - start);
  }

  private static int parameterNamed(String text, int from, int length) {
    switch (length) {
      case 2: // sv, se, sp, si, sr
        boolean isTerm =
            (text.charAt(from) | ASCII_LOWER) == 's'
                && "vepir".indexOf(text.charAt(from + 1) | ASCII_LOWER) >= 0;
        return isTerm ? TERM : OTHER;
      case 3:
        return is(text, from, "sig") ? SIGNATURE : OTHER;
      case 4:
        return is(text, from, "code") ? CODE : OTHER;
      case 6:
        return is(text, from, "apikey") ? API_KEY : OTHER;
      case 7:
        return is(text, from, "api-key") ? API_KEY : OTHER;
      case 16:
        return is(text, from, "subscription-key") ? SUBSCRIPTION_KEY : OTHER;
      default:
        return OTHER;
    }
  }

  private static boolean is(String text, int from, String name) {
    return text.regionMatches(true, from, name, 0, name.length());
  }
}
