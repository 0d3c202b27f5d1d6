package io.managedidentity.agent.injection;

import static io.managedidentity.agent.injection.Bench.headers;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Answers that lead requests with a token away from their mapping. */
class RedirectTest {
  private static final String HOST = "api.example";

  @Test
  void countsARedirectAwayFromTheMappingOnceForAnAnswer() throws Exception {
    Bench bench = bench();
    WireEdit edit = send(bench, "GET", "/v1/a");

    assertTrue(edit.answered(302));
    assertNull(edit.judge(302, Bench.answer("location", "https://login.example/in?s=1"), true));
    assertFalse(edit.answered(302), "judged already");
    edit.judge(302, Bench.answer("location", "https://login.example/in?s=1"), true);
    edit.judge(200, Bench.answer("location", "https://login.example/"), true);

    assertEquals(1, redirected(bench));
    assertEquals(
        List.of(
            "INFO mapping \"m\": \"api.example\" answered 302 to a request with its token, a redirect"
                + " to \"https://login.example\". A request there gets no token: No mapping matches."
                + " If it is a page for signing in, the service did not accept the token: check"
                + " \"resource\". If it needs a token, name that host in a mapping."),
        bench.lines);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "/v1/other",
        "/v1/other?next=https://login.example/",
        "/v1/items/{id}",
        "/v1/a b|c",
        "b c",
        "./b/./c/../d",
        "https://api.example/v1/a b|c",
        "//api.example/v1/items/{id}?f=\\",
        "b",
        "../v1/b",
        "?page=2",
        "#part",
        "//api.example/v1/b",
        "https://api.example/v1/b",
        "HTTPS://API.EXAMPLE:443/v1/b",
        "https://user@api.example/v1/b",
      })
  void isSilentWithinTheMapping(String location) throws Exception {
    Bench bench = bench();

    answer(bench, "GET", "/v1/a", 302, location);

    assertEquals(0, redirected(bench));
    assertEquals(List.of(), bench.lines);
  }

  @ParameterizedTest
  @CsvSource({
    "https://elsewhere.example:8443/v1/a, to \"https://elsewhere.example:8443\", No mapping matches.",
    "//elsewhere.example/v1/a, to \"https://elsewhere.example\", No mapping matches.",
    "https://elsewhere.example#@api.example/v1, to \"https://elsewhere.example\", No mapping matches.",
    "https://[2001:DB8::1]/v1/, to \"https://[2001:db8::1]\", No mapping matches.",
    "/v2/a, to \"https://api.example\", No mapping matches.",
    "../v2/a, to \"https://api.example\", No mapping matches.",
    "https://api.example:8443/v1/a, to \"https://api.example:8443\", No mapping matches.",
    "http://api.example/v1/a, to \"http://api.example\", The request is not encrypted.",
    "/v1/..%2fv2, to \"https://api.example\", Servers may read the path in different ways",
    "/v1/%zz, to \"https://api.example\", Servers may read the path in different ways",
    "/skipped/a, to \"https://api.example\", The mapping that matches says \"skip\": true.",
    "https://169.254.169.254/x, to \"https://169.254.169.254\", The host issues tokens",
    "https://0x7f.1/v1/a, to a place that the agent cannot read, The host has a form",
  })
  void saysWhyThereWillBeNoToken(String location, String place, String why) throws Exception {
    Bench bench = bench();

    answer(bench, "GET", "/v1/a", 302, location);

    assertEquals(1, redirected(bench));
    String line = bench.lines.get(0);
    assertTrue(
        line.contains("a redirect " + place + ". A request there gets no token: " + why), line);
  }

  @Test
  void namesTheMappingThatItLeadsTo() throws Exception {
    Bench bench = bench();

    answer(bench, "GET", "/v1/a", 308, "https://api.example/other/a");

    assertEquals(1, redirected(bench));
    assertEquals(
        List.of(
            "INFO mapping \"m\": \"api.example\" answered 308 to a request with its token, a redirect"
                + " to \"https://api.example\". A request there falls under mapping"
                + " \"other\"."),
        bench.lines);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "mailto:somebody",
        "https://api.example:port/",
        "ftp://api.example/v1/a",
        "app:x",
        "https://evil.example\\@api.example/",
        "/\\evil.example/x",
        "\\\\evil.example/x",
        "https://api.example\\@evil.example/",
        "/v1\\b"
      })
  void countsWhereItCannotReadThePlace(String location) throws Exception {
    Bench bench = bench();

    answer(bench, "GET", "/v1/a", 307, location);

    assertEquals(1, redirected(bench));
    assertEquals(
        List.of(
            "INFO mapping \"m\": \"api.example\" answered 307 to a request with its token, a redirect"
                + " to a place that the agent cannot read. If the client follows it, that request is"
                + " decided on its own."),
        bench.lines);
  }

  @Test
  void doesNotReadTwoPlacesOrAVeryLongOne() throws Exception {
    Bench bench = bench();

    send(bench, "GET", "/v1/a").judge(302, name -> List.of("/v1/b", "/v1/b"), true);
    answer(bench, "GET", "/v1/a", 302, "/v1/" + "a/../".repeat(100_000));

    assertEquals(2, redirected(bench));
    assertTrue(bench.lines.get(0).contains("to a place that the agent cannot read"));
  }

  @Test
  void isSilentWhereTheAnswerNamesNoPlace() throws Exception {
    Bench bench = bench();

    send(bench, "GET", "/v1/a").judge(308, Bench.NO_CHALLENGE, true);

    assertEquals(0, redirected(bench));
    assertEquals(List.of(), bench.lines);
  }

  @ParameterizedTest
  @CsvSource({
    "?page=2, 0",
    "'', 0",
    "#part, 0",
    "b, 1",
    "/v1/a, 0",
    "./a, 0",
    "a/., 1",
    "a/.., 1",
    "../v1/a?x, 0"
  })
  void resolvesReferencesAsTheStandardHasIt(String location, int counted) throws Exception {
    Bench bench = bench();
    bench.useAll(mapping("m", "'path': '/v1/a'"));

    answer(bench, "GET", "/v1/a?first", 302, location);

    assertEquals(counted, redirected(bench));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "session=0f3a-secret;goto=https://www.example.com/",
        "weird scheme, call 0800\u001b[2J://h/",
        "https://a\u009bb.example/",
        "https://a\u202eb.example/",
        "https://a\nb.example/",
        "https://secret user@a b.example/",
      })
  void showsNothingThatIsNoNameOfAHost(String location) throws Exception {
    Bench bench = bench();
    bench.useAll(mapping("m", "'path': '/v1/a'"));

    answer(bench, "GET", "/v1/a", 302, location);

    assertEquals(1, redirected(bench));
    String line = bench.lines.get(0);
    assertTrue(line.matches("[ -~]*") && !line.contains("secret") && !line.contains("0800"), line);
  }

  @Test
  void showsAnInternationalNameAsItIsLookedUp() throws Exception {
    Bench bench = bench();

    answer(bench, "GET", "/v1/a", 302, "https://b\u00fccher.example/");

    assertTrue(
        bench.lines.get(0).contains("to \"https://xn--bcher-kva.example\""), bench.lines::toString);
  }

  @ParameterizedTest
  @CsvSource({
    "https://login.microsoftonline.com/x, check \"resource\".",
    "/v2/a, 'check \"resource\". If it needs a token, a mapping must name its path and method.'",
    "https://API.example:443/v2/a, 'check \"resource\". If it needs a token, a mapping must name its path and method.'",
    "https://b.example/, 'check \"resource\". If it needs a token, name that host in a mapping.'",
    "http://api.example/v1/a, 'Use https, or set \"allowPlainHttp\": true in the mapping.'",
  })
  void endsWithWhatToDo(String location, String end) throws Exception {
    Bench bench = bench();

    answer(bench, "GET", "/v1/a", 302, location);

    assertTrue(bench.lines.get(0).endsWith(end), bench.lines::toString);
  }

  @ParameterizedTest
  @CsvSource({
    "POST, 307, 0",
    "POST, 308, 0",
    "POST, 303, 1",
    "POST, 302, 1",
    "POST, 301, 1",
  })
  void goesByTheMethodOfTheNextRequest(String method, int status, int counted) throws Exception {
    Bench bench = bench("'methods': ['POST', 'PUT']");

    answer(bench, method, "/v1/a", status, "/v1/b");

    assertEquals(counted, redirected(bench));
  }

  @Test
  void keepsHeadWhereAnswersSayGet() throws Exception {
    Bench bench = bench("'methods': ['HEAD']");

    answer(bench, "HEAD", "/v1/a", 303, "/v1/b");

    assertEquals(0, redirected(bench));
  }

  @Test
  void goesByTheMappingsInUse() throws Exception {
    Bench bench = bench();
    WireEdit edit = send(bench, "GET", "/v1/a");
    bench.useAll(mapping("m", "'path': ['/v1/**', '/v2/**']"));

    edit.judge(302, Bench.answer("location", "/v2/a"), true);

    assertEquals(0, redirected(bench));
  }

  @Test
  void showsNothingOfTheHeaderButThePlace() throws Exception {
    Bench bench = bench();

    answer(
        bench,
        "GET",
        "/v1/a",
        302,
        "https://user:pass@elsewhere.example/secret-path?sig=secret-query#secret-fragment");

    assertFalse(
        bench.lines.toString().matches("(?s).*(secret|pass|user).*"), bench.lines::toString);
  }

  @Test
  void saysEachKindOnce() throws Exception {
    Bench bench = bench();
    for (int i = 0; i < 1000; i++) {
      answer(bench, "GET", "/v1/a", 302, "https://host-" + i + ".example/");
      answer(bench, "GET", "/v1/a", 302, "http://api.example/v1/a");
    }

    assertEquals(2000, redirected(bench));
    assertEquals(2, bench.lines.size(), bench.lines::toString);
  }

  /** One mapping with a path, one beside it, and one that is skipped. */
  private static Bench bench(String... keys) throws Exception {
    Bench bench = new Bench();
    bench.hold("t");
    bench.useAll(
        "{'name': 'skipped', 'host': 'api.example', 'path': '/skipped/**', 'skip': true}",
        mapping("other", "'path': '/other/**'"),
        mapping("m", "'path': '/v1/**'", keys));
    return bench;
  }

  private static String mapping(String name, String path, String... keys) {
    return "{'name': '%s', 'host': 'api.example', 'resource': 'https://api', %s}"
        .formatted(
            name, String.join(", ", Stream.concat(Stream.of(path), Stream.of(keys)).toList()));
  }

  private static WireEdit send(Bench bench, String method, String target) throws Exception {
    RouteInjection route = bench.client().match("https", HOST, 443, method, target);
    return route.editNow(headers("A", "1"), target, null);
  }

  private static void answer(Bench bench, String method, String target, int status, String location)
      throws Exception {
    WireEdit edit = send(bench, method, target);
    assertTrue(edit.answered(status));
    assertNull(edit.judge(status, Bench.answer("location", location), true));
  }

  private static long redirected(Bench bench) {
    return bench.injector().counters("m").redirected();
  }
}
