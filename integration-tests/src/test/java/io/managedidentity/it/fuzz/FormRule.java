package io.managedidentity.it.fuzz;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where an assertion may be, and what may be beside it: in a form that authenticates a client, at
 * the token endpoint that a mapping names, over TLS to that very place. Anywhere else a body is
 * byte for byte the application's.
 */
final class FormRule {
  static final String CLIENT = "app-1";

  private static final Pattern ENDPOINT =
      Pattern.compile("/tenant-(w|s\\d+)/oauth2(?:/v2\\.0)?/token");
  private static final Pattern ASSERTION = Pattern.compile("assertion~([a-z0-9.]*)~\\d+");
  private static final Pattern TOKEN = Pattern.compile("token~[a-z0-9.]*~\\d+");

  private FormRule() {}

  /**
   * @param kind of the token of the request's slot; null for the common one
   * @return what is wrong with the body or with an assertion that came; null where nothing is
   */
  static String breach(Arrival arrival, TokenKind kind) {
    if (TOKEN.matcher(decoded(arrival.body())).find()) {
      return "a token in a body";
    }
    if (ASSERTION.matcher(decoded(arrival.head())).find()) {
      return "an assertion where none may be, in the head";
    }
    List<String> assertions = assertions(arrival);
    if (assertions.isEmpty()) {
      return isAsMade(arrival) ? null : "a body that is not the application's";
    }
    if (!mayBeEdited(arrival)) {
      return "an assertion where none may be";
    }
    if (!assertions.equals(List.of(FuzzIdentity.assertion(kind, arrival.slot())))) {
      return "not one assertion of this mapping, but " + assertions;
    }
    return besideAssertion(arrival);
  }

  private static String besideAssertion(Arrival arrival) {
    if (!arrival.authorization().isEmpty()) {
      return "an assertion beside other authorization";
    }
    List<String> fields = List.of(arrival.body().split("&"));
    if (fields.stream().anyMatch(field -> field.startsWith("client_secret="))) {
      return "an assertion beside the secret";
    }
    boolean isWhole =
        count(fields, "client_id=" + CLIENT) == 1
            && count(fields, "client_assertion=assertion~") == 1
            && count(
                    fields,
                    "client_assertion_type="
                        + "urn%3Aietf%3Aparams%3Aoauth%3Aclient-assertion-type%3Ajwt-bearer")
                == 1;
    return isWhole ? null : "a form with an assertion that no token endpoint understands";
  }

  private static long count(List<String> fields, String start) {
    return fields.stream().filter(field -> field.startsWith(start)).count();
  }

  /**
   * Whether a form has lost an assertion that it must have. After a redirect there may be none: a
   * stream is used up.
   */
  static boolean isMissing(Arrival arrival, TokenKind kind) {
    boolean isSure = arrival.slot().equals("w") || kind.isSure;
    return isSure && mayBeEdited(arrival) && !arrival.body().isEmpty() && !hasAssertion(arrival);
  }

  /** Whether there is something that an assertion may take the place of. */
  static boolean hasCredentials(Arrival arrival) {
    return !arrival.authorization().isEmpty()
        || arrival.body().contains("&client_secret=")
        || arrival.body().contains("&client_assertion=");
  }

  static boolean hasAssertion(Arrival arrival) {
    return !assertions(arrival).isEmpty();
  }

  static boolean hasFirstAssertion(Arrival arrival) {
    return decoded(arrival.body()).endsWith("~1");
  }

  /** The tenant's slot; null where there is no token endpoint. */
  static String slot(Arrival arrival) {
    Matcher matcher = ENDPOINT.matcher(withoutQuery(arrival.path()));
    return arrival.place() == FuzzPlace.LOGIN && matcher.matches() ? matcher.group(1) : null;
  }

  private static boolean mayBeEdited(Arrival arrival) {
    return isAtEndpoint(arrival) && arrival.target().contains("&client=true&");
  }

  /** Where a hook looks at the body. */
  private static boolean isAtEndpoint(Arrival arrival) {
    return arrival.isTls()
        && !arrival.isAtProxy()
        && arrival.method().equals("POST")
        && slot(arrival) != null;
  }

  /**
   * A redirect may have taken the body away. Where a redirect leads to is encoded in the query, and
   * so is not taken for what the query itself says.
   */
  private static boolean isAsMade(Arrival arrival) {
    return arrival.body().isEmpty()
        || !arrival.target().contains("&made=")
        || arrival.target().contains("&made=" + FuzzForm.hash(arrival.body()) + "&");
  }

  /** What is the same with an assertion and without. */
  static String withoutAuthentication(Arrival arrival) {
    if (!mayBeEdited(arrival)) {
      return arrival.body();
    }
    List<String> rest = new ArrayList<>();
    for (String field : arrival.body().split("&")) {
      if (!field.startsWith("client_")) {
        rest.add(field);
      }
    }
    return String.join("&", rest);
  }

  /** Whether a header says the same of a body that a hook has looked at, and so has collected. */
  static boolean isSame(Arrival arrival, String header) {
    String lower = header.toLowerCase();
    return !isAtEndpoint(arrival)
        || !lower.startsWith("content-length:") && !lower.startsWith("transfer-encoding:");
  }

  private static List<String> assertions(Arrival arrival) {
    List<String> found = new ArrayList<>();
    Matcher matcher = ASSERTION.matcher(decoded(arrival.body()));
    while (matcher.find()) {
      found.add(matcher.group(1));
    }
    return found;
  }

  private static String withoutQuery(String path) {
    int query = path.indexOf('?');
    return query < 0 ? path : path.substring(0, query);
  }

  /** With what it was, since an encoding may be broken. */
  private static String decoded(String text) {
    try {
      return URLDecoder.decode(text, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      return text;
    }
  }
}
