package io.managedidentity.agent.injection;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.managedidentity.agent.clock.AgentClock;
import io.managedidentity.agent.config.AgentConfig;
import io.managedidentity.agent.config.MappingConfig;
import io.managedidentity.agent.config.Mode;
import io.managedidentity.agent.log.AgentLog;
import io.managedidentity.agent.log.LogLevel;
import io.managedidentity.agent.routing.RouteTable;
import io.managedidentity.agent.target.HostPattern;
import io.managedidentity.agent.target.PatternException;
import io.managedidentity.agent.token.AccessToken;
import io.managedidentity.agent.token.GivenUp;
import io.managedidentity.agent.token.ManagedIdentityId;
import io.managedidentity.agent.token.Scheduled;
import io.managedidentity.agent.token.TokenCache;
import io.managedidentity.agent.token.TokenRequest;
import io.managedidentity.agent.token.TokenThreads;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** One configuration after the other, and the switch that is above all of them. */
class TokenInjectorReloadTest {
  private final List<String> lines = new ArrayList<>();
  private final List<Runnable> scheduled = new ArrayList<>();
  private final AgentLog log =
      new AgentLog(LogLevel.INFO, (level, message) -> lines.add(level + " " + message));
  private final TokenThreads threads =
      new TokenThreads() {
        @Override
        public void fetch(List<String> lane, Runnable task) {
          task.run();
        }

        @Override
        public Scheduled later(Runnable task, long delayNanos) {
          scheduled.add(task);
          return () -> {};
        }
      };
  private final TokenCache cache =
      new TokenCache(
          (request, options) ->
              new AccessToken(
                  "token-" + request.resource(),
                  "imds",
                  AgentClock.SYSTEM.nanoTime(),
                  86_400,
                  43_200L,
                  1),
          AgentClock.SYSTEM,
          threads,
          log);
  private final TokenInjector injector = new TokenInjector(log);

  @Test
  void countsOnByNameAndBeginsAnewForANewName() throws Exception {
    use(Mode.INJECT, Set.of(), mapping("a", "r1"), mapping("b", "r2"));
    send("a.example");
    send("a.example");

    use(Mode.INJECT, Set.of("b"), mapping("b", "r2"), mapping("a", "other"), mapping("c", "r3"));
    send("a.example");

    assertEquals(3, injector.counters("a").requests());
    assertEquals(3, injector.counters("a").injected());
    assertEquals(0, injector.counters("b").requests());
    assertEquals(0, injector.counters("c").requests());
    assertNull(injector.counters("gone"));
  }

  @Test
  void keepsWhatIsUnchangedAndMakesAnewWhatIsNot() throws Exception {
    use(Mode.INJECT, Set.of(), mapping("a", "r1"), mapping("b", "r2"));
    RouteInjection a = match("a.example");
    RouteInjection b = match("b.example");

    use(Mode.INJECT, Set.of("b"), mapping("b", "r2"), mapping("a", "r1"));

    assertFalse(a.isSame(match("a.example")));
    assertTrue(b.isSame(match("b.example")));
  }

  @Test
  void saysAWarningAgainAfterTheMappingChangedAndNotBefore() throws Exception {
    use(Mode.INJECT, Set.of(), mapping("a", "r1"));
    injector.match("c", "http", "a.example", 80, "GET", "/");
    injector.match("c", "http", "a.example", 80, "GET", "/");
    assertEquals(1, lines.size());

    use(Mode.INJECT, Set.of("a"), mapping("a", "r1"));
    injector.match("c", "http", "a.example", 80, "GET", "/");
    assertEquals(1, lines.size(), "it is as it was");

    use(Mode.INJECT, Set.of(), mapping("b", "r1"));
    injector.match("c", "http", "b.example", 80, "GET", "/");
    assertEquals(2, lines.size());
    assertTrue(lines.get(1).contains("mapping \"b\" puts no token on it"), lines.get(1));
  }

  @Test
  void staysSwitchedOffOverAReloadUntilItIsSwitchedOn() throws Exception {
    use(Mode.INJECT, Set.of(), mapping("a", "r1"));
    injector.switchOff(true);
    assertNull(match("a.example"));

    use(Mode.INJECT, Set.of(), mapping("a", "r1"));
    assertTrue(injector.isOff());
    assertNull(match("a.example"));

    injector.switchOff(false);
    assertNotNull(match("a.example"));
  }

  @Test
  void staysOffWhereTheModeIsOffAlthoughItIsSwitchedOn() throws Exception {
    use(Mode.OFF, Set.of(), mapping("a", "r1"));

    injector.switchOff(true);
    injector.switchOff(false);

    assertTrue(injector.isOff());
    use(Mode.INJECT, Set.of(), mapping("a", "r1"));
    assertFalse(injector.isOff());
  }

  @Test
  void putsNoTokenOnAConnectionWhoseTlsProvesAnotherPlace() throws Exception {
    use(Mode.INJECT, Set.of(), mapping("a", "r1"));
    ClientInjector client = injector.forClient("c");

    assertNull(client.match("https", "a.example", 443, "b.example", "GET", "/"));
    assertNull(client.match("https", "a.example", 443, "b.example", "GET", "/"));
    assertNotNull(client.match("https", "a.example", 443, "A.example.", "GET", "/"));
    assertNotNull(client.match("https", "a.example", 443, null, "GET", "/"));

    assertEquals(2, injector.counters("a").failed());
    assertEquals(1, lines.size(), lines::toString);
    assertTrue(
        lines
            .get(0)
            .contains(
                "mapping \"a\": no token goes on a request to \"a.example\", because the TLS session of its"
                    + " connection was made for \"b.example\""),
        lines::toString);
  }

  @Test
  void seesConnectionsToAMappedHostAfterAnyNumberToOthersAndBeforeItWasMapped() throws Exception {
    injector.watchConnections(threads);
    use(Mode.INJECT, Set.of(), mapping("a", "r1"));
    for (int i = 0; i < 5_000; i++) {
      injector.connecting("other" + i + ".example", 443);
    }
    injector.connecting("b.example", 443);
    assertEquals(0, scheduled.size());

    use(Mode.INJECT, Set.of(), mapping("a", "r1"), mapping("b", "r2"));
    injector.connecting("a.example", 443);
    injector.connecting("b.example", 443);
    injector.connecting("b.example", 443);

    assertEquals(2, scheduled.size());
    scheduled.get(1).run();
    assertTrue(
        lines
            .get(0)
            .startsWith("WARN mapping \"b\": a TLS connection to b.example:443 was opened by "),
        lines::toString);
    assertTrue(
        lines
            .get(0)
            .endsWith(
                ", but no covered client has sent a request to that host, so no token goes there. Use"
                    + " a client of docs/supported-clients.md."),
        lines::toString);
  }

  @Test
  void saysOnceAnHourThatNoCoveredClientReachesAMappedHost() throws Exception {
    injector.watchConnections(threads);
    use(Mode.INJECT, Set.of(), mapping("a", "r1"));
    long hour = TimeUnit.HOURS.toNanos(1);

    for (long now : new long[] {7, 8, hour, hour + 7, hour + 8, 2 * hour + 7}) {
      injector.connecting("a.example", 443, now);
    }
    assertEquals(3, scheduled.size());
    scheduled.get(0).run();
    scheduled.get(1).run();

    assertEquals(2, lines.size(), lines::toString);
    assertEquals(lines.get(0), lines.get(1));
    assertTrue(lines.get(1).startsWith("WARN mapping \"a\": a TLS connection"), lines.get(1));
    assertEquals(2, injector.counters("a").unread());

    match("a.example");
    scheduled.get(2).run();
    injector.connecting("a.example", 443, 4 * hour);
    assertEquals(2, lines.size(), "a covered client reaches it now");
    assertEquals(3, scheduled.size());
  }

  /** One patience for the whole process: a file that hangs must not hold up each request anew. */
  @Test
  void waitsForTheConfigurationOnceInAll() {
    TokenInjector waiting = new TokenInjector(log, 200);
    long begin = System.nanoTime();

    assertNull(waiting.match("c", "https", "a.example", 443, "GET", "/"));
    long first = System.nanoTime();
    for (int i = 0; i < 1_000; i++) {
      assertNull(waiting.match("c", "https", "a.example", 443, "GET", "/"));
    }

    assertTrue(first - begin >= 200_000_000L, "the first one waits");
    assertTrue(System.nanoTime() - first < 100_000_000_000L, "a thousand others do not");
    assertEquals(1, lines.size(), lines::toString);
    assertTrue(
        lines
            .get(0)
            .endsWith(
                "requests go out unchanged because the configuration has not been read within 200"
                    + " ms. Check that its file can be read quickly."),
        lines::toString);
  }

  @Test
  void observesWithoutChangingAnything() throws Exception {
    use(Mode.OBSERVE, Set.of(), mapping("a", "r1"));

    assertNull(send("a.example"));

    assertEquals(1, injector.counters("a").observed());
    assertEquals(0, injector.counters("a").injected());
    assertEquals("imds", cache.status().get(0).source(), "its token is fetched");
  }

  @Test
  void keepsNothingOfTenThousandVersionsButTheLast() throws Exception {
    for (int i = 0; i < 10_000; i++) {
      MappingConfig mapping = mapping("m" + i, "r" + i);
      use(Mode.INJECT, Set.of(), mapping);
      cache.retain(Set.of(mapping.tokenRequest()));
      send("m" + i + ".example");
      injector.match("c", "http", "m" + i + ".example", 80, "GET", "/");
    }

    assertEquals(1, cache.status().size());
    assertEquals("r9999", cache.status().get(0).request().resource());
    assertEquals(10_000, scheduled.size());
    scheduled.subList(0, 9_999).forEach(Runnable::run);
    assertEquals(10_000, scheduled.size(), "tokens that are gone are not refreshed");
    assertEquals(10_000, lines.size(), "each version could say its first warning");
  }

  private void use(Mode mode, Set<String> unchanged, MappingConfig... mappings) throws Exception {
    List<MappingConfig> all = new ArrayList<>();
    for (int i = 0; i < mappings.length; i++) {
      all.add(at(i, mode, mappings[i]));
    }
    AgentConfig config = AgentConfig.builder().mode(mode).mappings(all).build();
    injector.use(config, RouteTable.compile(config, List.of()), cache, unchanged);
  }

  private static MappingConfig at(int index, Mode mode, MappingConfig mapping) {
    return MappingConfig.builder(index)
        .name(mapping.name())
        .hosts(mapping.hosts())
        .tokenRequest(mapping.tokenRequest())
        .mode(mode)
        .build();
  }

  private static MappingConfig mapping(String name, String resource) throws PatternException {
    return MappingConfig.builder(0)
        .name(name)
        .hosts(List.of(HostPattern.parse(name + ".example")))
        .tokenRequest(
            new TokenRequest(resource, ManagedIdentityId.systemAssigned(), List.of(), null))
        .build();
  }

  private RouteInjection match(String host) {
    return injector.match("c", "https", host, 443, "GET", "/");
  }

  private WireEdit send(String host) throws RequestRefusedException {
    RouteInjection injection = match(host);
    injection.warm(null); // else the fetch, which runs at once, would be waited for
    return injection.edit(new HeaderList(), "/", null, GivenUp.NEVER);
  }
}
