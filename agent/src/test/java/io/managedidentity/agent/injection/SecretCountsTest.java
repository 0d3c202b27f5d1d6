package io.managedidentity.agent.injection;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.managedidentity.agent.token.GivenUp;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What was seen of stored secrets, and what of them left. */
class SecretCountsTest {
  private static final String KEY = "SharedKey account:c2ln";

  @Test
  void countsReplacedSecretAsSeenOnly() throws Exception {
    Bench bench = new Bench("'existingAuthorization': 'replace-stored-secret'");
    bench.hold("t");

    bench.send(Bench.headers("Authorization", KEY));

    assertEquals("seen shared-key 1", secrets(bench));
    assertTrue(bench.injector.counters("m").isClean());
  }

  @Test
  void countsKeptSecretAsLeft() throws Exception {
    Bench bench = new Bench();
    bench.hold("t");

    bench.send(Bench.headers("Authorization", KEY));

    assertEquals("seen shared-key 1 | left shared-key (kept) 1", secrets(bench));
    assertFalse(bench.injector.counters("m").isClean());
  }

  @Test
  void letsNoPlaceholderLeaveOverAConnectionToAnotherPlace() throws Exception {
    Bench bench = new Bench("'placeholder': 'dummy-secret'");
    ClientInjector client = bench.injector.forClient("c");

    RouteInjection elsewhere = client.proven(bench.route(), Bench.HOST, Bench.OTHER_HOST);
    RouteInjection proxied =
        client.match("https", Bench.HOST, 443, "GET", "https://" + Bench.OTHER_HOST + "/");

    for (RouteInjection guard : List.of(elsewhere, proxied)) {
      assertNull(guard.editNow(Bench.headers("api-key", "k"), "/", null));
      assertThrows(
          RequestRefusedException.class,
          () -> guard.editNow(Bench.headers("api-key", "dummy-secret"), "/", null));
    }
  }

  @Test
  void countsSecretBesideTheToken() throws Exception {
    Bench bench = new Bench();
    bench.hold("t");

    bench.send(Bench.headers("api-key", "k"));

    assertEquals("seen api-key 1 | left api-key (not removed) 1", secrets(bench));
  }

  @Test
  void countsSecretThatLeavesWithoutToken() throws Exception {
    Bench bench = Bench.impatient("'removeHeaders': ['api-key']");
    RouteInjection route = bench.route();

    assertNull(route.editNow(Bench.headers("api-key", "k"), "/?sv=1&sig=s", null));

    assertEquals(
        "seen sas 1 | seen api-key 1 | left sas (no token) 1 | left api-key (no token) 1",
        secrets(bench));
  }

  @Test
  void countsNothingOfRequestThatIsGivenUp() throws Exception {
    Bench bench = new Bench("'existingAuthorization': 'replace'");
    GivenUp givenUp = () -> true;

    assertNull(bench.route().edit(Bench.headers("Authorization", KEY), "/", null, givenUp));

    assertEquals("seen shared-key 1", secrets(bench));
  }

  @Test
  void countsWhatIsObservedAsLeft() throws Exception {
    Bench bench = new Bench("'mode': 'observe'", "'existingAuthorization': 'replace'");

    bench.send(Bench.headers("Authorization", KEY));

    assertEquals("seen shared-key 1 | left shared-key (observed) 1", secrets(bench));
  }

  @Test
  void takesTokenOfEntraForNoSecret() throws Exception {
    Bench bench = new Bench("'existingAuthorization': 'replace'");
    bench.hold("t");

    bench.send(
        Bench.headers(
            "Authorization",
            "Bearer eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiJodHRwczovL3N0cy53aW5kb3dzLm5ldC90LyJ9.c2ln"));

    assertEquals("", secrets(bench));
  }

  @Test
  void takesWhatAMappingRemovesForSecretWhateverItsForm() throws Exception {
    Bench bench = new Bench("'removeHeaders': ['x-own']");
    bench.hold("t");

    bench.send(Bench.headers("x-own", "k"));

    assertEquals("seen api-key 1", secrets(bench));
  }

  @Test
  void treatsShareOfRequests() throws Exception {
    Bench bench = new Bench("'share': 25", "'existingAuthorization': 'replace'");
    hold(bench);
    int treated = 0;

    for (int i = 0; i < 100; i++) {
      treated += bench.send(Bench.headers("Authorization", KEY)) == null ? 0 : 1;
    }

    assertEquals(25, treated);
    assertTrue(secrets(bench).endsWith("left shared-key (not in share) 75"), secrets(bench));
    assertEquals(75, bench.injector.counters("m").leftOut());
  }

  @Test
  void letsNoPlaceholderLeaveWithoutToken() throws Exception {
    Bench bench =
        Bench.impatient("'placeholder': 'dummy-secret'", "'existingAuthorization': 'replace'");
    RouteInjection route = bench.route();

    for (HeaderList carrying :
        List.of(
            Bench.headers("Authorization", "Bearer dummy-secret"),
            Bench.headers("Authorization", "Basic dXNlcjpkdW1teS1zZWNyZXQ="),
            Bench.headers("x-any", "dummy-secret"))) {
      assertThrows(RequestRefusedException.class, () -> route.editNow(carrying, "/", null));
    }
    assertThrows(
        RequestRefusedException.class,
        () -> route.editNow(new HeaderList(), "/?code=dummy%2Dsecret", null));
    assertNull(route.editNow(Bench.headers("Authorization", "Basic eDp5"), "/", null));
  }

  @Test
  void replacesPlaceholderWithToken() throws Exception {
    Bench bench = new Bench("'placeholder': 'dummy-secret'", "'existingAuthorization': 'replace'");
    bench.hold("t");

    WireEdit edit = bench.send(Bench.headers("Authorization", "Bearer dummy-secret"));

    assertNotNull(edit);
    assertThrows(
        RequestRefusedException.class, () -> bench.send(Bench.headers("x-any", "dummy-secret")));
  }

  @Test
  void guardsUnmappedHostsAgainstPlaceholder() throws Exception {
    Bench bench = new Bench("'placeholder': 'dummy-secret'");
    RouteInjection guard = bench.injector.match("c", "https", "unmapped.example", 443, "GET", "/");

    assertNull(guard.editNow(Bench.headers("Authorization", KEY), "/", null));
    assertThrows(
        RequestRefusedException.class,
        () -> guard.editNow(Bench.headers("Authorization", "Bearer dummy-secret"), "/", null));
    assertFalse(guard.mayHaveToWait(new HeaderList()));
    assertNull(new Bench().injector.match("c", "https", "unmapped.example", 443, "GET", "/"));
  }

  @Test
  void holdsBackForTheMappingWhosePlaceholderItIs() throws Exception {
    Bench bench =
        new Bench(
            "'placeholder': 'dummy-of-m' }, { 'name': 'n', 'host': 'n.example', 'resource': 'r',"
                + " 'placeholder': 'dummy-of-n'");
    MappingCounters m = bench.injector.counters("m");
    MappingCounters n = bench.injector.counters("n");

    holdsBack(bench, "one.example", "dummy-of-m");
    assertEquals("1 0", m.heldBack() + " " + n.heldBack());
    holdsBack(bench, "two.example", "dummy-of-n");
    assertEquals("1 1", m.heldBack() + " " + n.heldBack());
    holdsBack(bench, "one.example", "dummy-of-n");
    holdsBack(bench, "n.example", "dummy-of-n");
    assertEquals("1 3", m.heldBack() + " " + n.heldBack());

    assertEquals(2, bench.lines.size(), bench.lines::toString);
    String carries = " still carries the mapping's placeholder and does not leave.";
    assertTrue(
        bench.lines.get(0).startsWith("WARN mapping \"m\": a request to \"one.example\"" + carries),
        bench.lines::toString);
    assertTrue(
        bench.lines.get(1).startsWith("WARN mapping \"n\": a request to \"two.example\"" + carries),
        bench.lines::toString);
  }

  private static void holdsBack(Bench bench, String host, String dummy) {
    RouteInjection route = bench.client().match("https", host, 443, "POST", "/");

    RequestRefusedException refused =
        assertThrows(
            RequestRefusedException.class,
            () -> route.editNow(Bench.headers("Authorization", "Bearer " + dummy), "/", null));

    assertTrue(refused.getMessage().contains("a request to \"" + host + "\" still"), dummy);
  }

  private static void hold(Bench bench) {
    RouteInjection route = bench.route();
    route.prefetch();
    bench.answer("t");
  }

  private static String secrets(Bench bench) {
    StringBuilder text = new StringBuilder();
    MappingCounters counters = bench.injector.counters("m");
    for (SecretCount seen : counters.secretsSeen()) {
      add(text, "seen " + seen.kind().label() + " " + seen.count());
    }
    for (SecretCount left : counters.secretsLeft()) {
      add(text, "left " + left.kind().label() + " (" + left.cause().label() + ") " + left.count());
    }
    return text.toString();
  }

  private static void add(StringBuilder text, String part) {
    text.append(text.length() == 0 ? "" : " | ").append(part);
  }
}
