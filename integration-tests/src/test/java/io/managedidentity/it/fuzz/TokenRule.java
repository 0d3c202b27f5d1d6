package io.managedidentity.it.fuzz;

import java.util.List;

/** Where a token may be and where it must be, by what the server itself knows of the place. */
final class TokenRule {
  private TokenRule() {}

  /**
   * @param kind of the token of the request's slot; null for the common one
   * @return what is wrong with the token that came; null where nothing is
   */
  static String breach(Arrival arrival, TokenKind kind) {
    String ofForm = FormRule.breach(arrival, kind);
    List<String> values = arrival.authorization();
    if (ofForm != null || values.isEmpty() || values.stream().allMatch(TokenRule::isOwn)) {
      return ofForm;
    }
    if (!isDue(arrival)) {
      return "a token where none may be";
    }
    if (values.size() > 1) {
      return "more than one token";
    }
    String resource =
        kind == null
            ? arrival.place().audience + ".warm"
            : FuzzIdentity.resource(arrival.place(), kind, arrival.slot());
    return values.get(0).startsWith("Bearer token~" + resource + "~")
        ? null
        : "the token of another mapping, not of " + resource;
  }

  /** Whether a request has lost a token that it must have. */
  static boolean isMissing(Arrival arrival, TokenKind kind) {
    boolean isSure = arrival.slot().equals("w") || kind.isSure;
    return isSure && isDue(arrival) && arrival.authorization().isEmpty();
  }

  static boolean carriesFirstToken(Arrival arrival) {
    List<String> values = arrival.authorization();
    return values.size() == 1 && values.get(0).endsWith("~1")
        || FormRule.hasFirstAssertion(arrival);
  }

  /** Of the program, as a client's authentication in a token request. */
  private static boolean isOwn(String authorization) {
    return authorization.startsWith("Basic ");
  }

  /**
   * Mapped, and over TLS to that very place, unless the mapping allows plain HTTP. At a proxy that
   * reads the request the TLS session, if there is one, is the proxy's.
   */
  private static boolean isDue(Arrival arrival) {
    if (arrival.method().equals("CONNECT") || arrival.method().equals("TRACE")) {
      return false;
    }
    FuzzPlace place = arrival.place();
    if (place == null || place.audience == null) {
      return false;
    }
    return place.allowsPlain || arrival.isTls() && !arrival.isAtProxy();
  }
}
