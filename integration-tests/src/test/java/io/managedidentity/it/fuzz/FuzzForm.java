package io.managedidentity.it.fuzz;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Random;

/**
 * The body of a token request, or what looks like one, as a program makes it.
 *
 * @param authenticatesClient whether an assertion may take the place of something in it
 */
record FuzzForm(String body, List<String> headers, boolean authenticatesClient) {
  private static final String FORM = "Content-Type: application/x-www-form-urlencoded";
  private static final String START = "grant_type=client_credentials";
  private static final String ID = "&client_id=" + FormRule.CLIENT;
  private static final String SECRET = "&client_secret=s%2Be~cret%26";
  private static final String BASIC =
      "Authorization: Basic "
          + Base64.getEncoder()
              .encodeToString((FormRule.CLIENT + ":s%2Becret").getBytes(StandardCharsets.UTF_8));

  /** Issued by the client that it is about. */
  private static final String OWN_ASSERTION =
      "&client_assertion_type=urn%3Aietf%3Aparams%3Aoauth%3Aclient-assertion-type%3Ajwt-bearer"
          + "&client_assertion="
          + part("{\"alg\":\"RS256\"}")
          + "."
          + part("{\"iss\":\"app-1\",\"sub\":\"app-1\"}")
          + ".c2ln";

  private static String part(String json) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(json.getBytes());
  }

  static FuzzForm of(Random random) {
    String end = "&scope=" + "x".repeat(random.nextInt(200));
    switch (random.nextInt(10)) {
      case 0, 1, 2, 3:
        return new FuzzForm(START + ID + SECRET + end, List.of(FORM), true);
      case 4, 5, 6:
        return new FuzzForm(START + end, List.of(FORM, BASIC), true);
      case 7:
        return new FuzzForm(START + ID + OWN_ASSERTION + end, List.of(FORM), true);
      case 8:
        return new FuzzForm("grant_type=refresh_token" + ID + end, List.of(FORM), false);
      default:
        return new FuzzForm(START + ID + SECRET + end, List.of("Content-Type: text/plain"), false);
    }
  }

  /** What a URL says of it, so that whoever gets it knows how it was made. */
  String asQuery() {
    return "made=" + hash(body) + "&client=" + authenticatesClient;
  }

  static String hash(String body) {
    return Integer.toHexString(body.hashCode());
  }
}
