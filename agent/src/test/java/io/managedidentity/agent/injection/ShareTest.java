package io.managedidentity.agent.injection;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ShareTest {
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 7, 50, 99, 100})
  void takesAsManyOfAnyHundred(int percent) {
    Share share = new Share(percent);
    for (int i = 0; i < 37; i++) {
      share.takesNext();
    }

    int taken = 0;
    for (int i = 0; i < 100; i++) {
      taken += share.takesNext() ? 1 : 0;
    }

    assertEquals(percent, taken);
  }

  @Test
  void countsNoRequestThatIsOnlyForeseen() throws Exception {
    Bench bench = new Bench("'share': 7");
    ClientInjector client = bench.injector.forClient("c");
    bench.hold("t");

    for (int i = 0; i < 100; i++) {
      assertNotNull(client.foresee("https", Bench.HOST, 443, "GET", "/"));
      assertNull(client.foresee("http", Bench.HOST, 80, "GET", "/"));
      client
          .match("https", Bench.HOST, 443, "GET", "/")
          .editNow(Bench.headers("a", "b"), "/", null);
    }

    MappingCounters counters = bench.injector.counters("m");
    assertEquals(7, counters.injected());
    assertEquals(93, counters.leftOut());
    assertEquals(0, counters.plainHttp());
    assertEquals(List.of(), bench.lines);
  }
}
