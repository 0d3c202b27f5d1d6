package io.managedidentity.agent.discovery;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class DestinationsTest {
  private final Destinations destinations = new Destinations();

  @Test
  void oneForEachSchemeHostPortAndClient() {
    Destination first = destinations.of("okhttp", "https", "a.example", -1);

    assertSame(first, destinations.of("okhttp", "https", "a.example", 443));
    assertSame(first, destinations.of("okhttp", "https", "A.Example", -1));
    assertNotSame(first, destinations.of("okhttp", "https", "a.example", 8443));
    assertNotSame(first, destinations.of("okhttp", "http", "a.example", 443));
    assertNotSame(first, destinations.of("jetty-client", "https", "a.example", 443));
    assertNotSame(first, destinations.of("okhttp", "https", "b.example", 443));
    assertEquals(5, destinations.all().size());
    assertFalse(destinations.isSeen("a.example")); // nothing was sent
    first.method("GET").request("/");
    assertTrue(destinations.isSeen("a.example"));
    assertFalse(destinations.isSeen("b.example"));
  }

  @Test
  void anUnlimitedNumberOfHostsIsCountedAndNotKept() {
    for (int i = 0; i < Destinations.MOST + 10; i++) {
      destinations.of("okhttp", "https", "h" + i, -1);
    }

    assertEquals(Destinations.MOST, destinations.all().size());
    assertNull(destinations.of("okhttp", "https", "new", -1));
    assertEquals(11, destinations.dropped());
  }

  @Test
  void madeUpMethodsAndPathsAreOne() {
    Destination destination = destinations.of("okhttp", "https", "a", -1);
    for (int i = 0; i < 40; i++) {
      destination.method("M" + i).request("/p" + i);
    }
    for (int i = 0; i < 100; i++) {
      destination.method("M0").request("/q" + i);
    }

    int paths = 0;
    for (MethodUse method : destination.methods()) {
      paths += method.paths().length;
    }

    assertEquals(Destination.MOST_METHODS + 1, destination.methods().length);
    assertTrue(paths <= Destination.MOST_PATHS + destination.methods().length, paths + " paths");
    assertEquals(101, destination.method("M0").requests());
    assertEquals("*", destination.method("M39").method());
    assertEquals(24, destination.method("M39").requests());
  }

  @Test
  void noRequestIsLostAmongThreads() throws InterruptedException, ExecutionException {
    ExecutorService threads = Executors.newFixedThreadPool(8);
    List<Future<?>> all = new ArrayList<>();
    for (int t = 0; t < 8; t++) {
      all.add(
          threads.submit(
              () -> {
                for (int i = 0; i < 2000; i++) {
                  Destination to = destinations.of("okhttp", "https", "h" + i % 50, -1);
                  to.method("GET").request("/p" + i % 7);
                  to.secret("api-key", "header api-key").met();
                }
              }));
    }
    for (Future<?> one : all) {
      one.get();
    }
    threads.shutdown();

    long requests = 0;
    long secrets = 0;
    for (Destination to : destinations.all()) {
      requests += to.method("GET").requests();
      secrets += to.secret("api-key", "header api-key").count();
    }
    assertEquals(50, destinations.all().size());
    assertEquals(16_000, requests);
    assertEquals(16_000, secrets);
  }

  @Test
  void moreThanSixteenSecretsOfOneKindAreSaid() {
    SecretUse use = destinations.of("okhttp", "https", "a", -1).secret("api-key", "header k");
    for (int i = 0; i < 20; i++) {
      use.fingerprint("f" + i % 18);
    }

    assertEquals(SecretUse.MOST_FINGERPRINTS, use.fingerprints().length);
    assertTrue(use.hasMore());
  }
}
