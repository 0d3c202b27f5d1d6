package io.managedidentity.agent.injection;

import static io.managedidentity.agent.injection.Bench.MUST_NOT_WAIT;
import static io.managedidentity.agent.injection.Bench.headers;
import static io.managedidentity.agent.injection.Bench.text;
import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is removed, cut and set beside the token, and what of it counts as a secret. */
class RouteInjectionHeadersTest {
  @Test
  void removesEveryHeaderThatTheMappingNames() throws Exception {
    Bench bench = new Bench("'removeHeaders': ['x-key', 'x-code']");
    bench.hold("t1");

    WireEdit edit =
        bench.send(headers("X-Key", "k", "Accept", "*/*", "x-code", "c", "x-key", "other"));

    assertEquals("Accept: */* | Authorization: Bearer t1", text(edit.headers()));
    assertEquals("requests 1 injected 1 secret 1", bench.counts());
  }

  @Test
  void cutsEveryParameterThatTheMappingNames() throws Exception {
    Bench bench = new Bench("'removeQuery': ['code', 'sig']");
    bench.hold("t1");

    WireEdit edit = bench.route().edit(headers(), "/a?code=s&x=1&SIG=s&y=2", null, MUST_NOT_WAIT);

    assertEquals("/a?x=1&y=2", edit.target());
    assertEquals("requests 1 injected 1 secret 1", bench.counts());
  }

  @Test
  void seesNoSecretWhereNothingOfTheApplicationGoesAway() throws Exception {
    Bench bench =
        new Bench(
            "'existingAuthorization': 'replace'",
            "'removeHeaders': ['x-key']",
            "'removeQuery': ['code']",
            "'setHeaders': {'x-ms-version': '2'}");
    bench.hold("t1");

    WireEdit edit =
        bench.route().edit(headers("x-ms-version", "1"), "/a?x=code", null, MUST_NOT_WAIT);

    assertEquals("x-ms-version: 2 | Authorization: Bearer t1", text(edit.headers()));
    assertEquals("/a?x=code", edit.target());
    assertEquals("requests 1 injected 1", bench.counts());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'2017-11-09' | 2026-01-01 | 2017-11-09",
        "'2017-11-09' | | 2017-11-09",
        "{'atLeast': '2017-11-09'} | | 2017-11-09",
        "{'atLeast': '2017-11-09'} | 2015-01-01 | 2017-11-09",
        "{'atLeast': '2017-11-09'} | 2017-11-09 | 2017-11-09",
        "{'atLeast': '2017-11-09'} | 2026-01-01 | 2026-01-01",
      },
      quoteCharacter = '`')
  void setsAHeaderOrRaisesItsVersion(String setting, String present, String wanted)
      throws Exception {
    Bench bench = new Bench("'setHeaders': {'x-ms-version': %s}".formatted(setting));
    bench.hold("t1");
    HeaderList headers = present == null ? headers() : headers("x-ms-version", present);

    WireEdit edit = bench.send(headers);

    assertEquals(wanted, edit.headers().first("x-ms-version"));
    assertEquals(2, edit.headers().size());
  }

  @Test
  void setsEachOfSeveralHeaders() throws Exception {
    Bench bench = new Bench("'setHeaders': {'a': {'atLeast': '1'}, 'b': '2', 'c': '3'}");
    bench.hold("t1");

    WireEdit edit = bench.send(headers("a", "9", "c", "0"));

    assertEquals("a: 9 | c: 3 | Authorization: Bearer t1 | b: 2", text(edit.headers()));
  }

  @Test
  void doesTheSameToHeadersThatAreCompletedLater() throws Exception {
    Bench bench = new Bench("'removeHeaders': ['x-key']", "'setHeaders': {'b': '2'}");
    bench.hold("t1");
    WireEdit edit = bench.send(headers());
    HeaderList later = headers("x-key", "k", "Accept", "*/*");

    edit.applyTo(later);

    assertEquals("Accept: */* | Authorization: Bearer t1 | b: 2", text(later));
    assertEquals("requests 1 injected 1", bench.counts());
  }

  @ParameterizedTest
  @CsvSource({
    "Accept, /a, true",
    "Authorization, /a?codes=1, true",
    "x-code, /a, false",
    "X-Key, /a, false",
    "Accept, /a?x=1&code=s, false",
    "x-key, /a?code=s, false",
  })
  void tellsWhetherItOnlySetsHeaders(String header, String target, boolean isOnlySet)
      throws Exception {
    Bench bench =
        new Bench(
            "'removeHeaders': ['x-key', 'x-code']",
            "'removeQuery': ['code']",
            "'setHeaders': {'b': '2'}");

    boolean onlySets = bench.route().onlySetsHeaders(headers(header, "v"), target);

    assertEquals(isOnlySet, onlySets);
  }
}
