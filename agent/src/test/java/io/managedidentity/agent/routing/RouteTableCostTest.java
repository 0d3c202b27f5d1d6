package io.managedidentity.agent.routing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import io.managedidentity.agent.config.MappingConfig;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RouteTableCostTest {
  private static final String[] HOSTS = {
    "orders7.vault.azure.net",
    "ORDERS8.Vault.Azure.Net.",
    "a.b.c.nowhere.example",
    "x.api.contoso.com",
    "10.0.0.4",
    "[2001:db8::1]",
    "::1",
    "evil@host",
    "login.microsoftonline.com"
  };

  @Test
  void allocatesNothingForDecision() {
    RouteTable table = RouteTable.compile(Mappings.config(mappings(1000)));
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long thread = Thread.currentThread().getId();
    decideAll(table, 20_000);
    threads.getThreadAllocatedBytes(thread);

    long before = threads.getThreadAllocatedBytes(thread);
    int hits = decideAll(table, 10_000);
    long allocated = threads.getThreadAllocatedBytes(thread) - before;

    assertEquals(5 * 10_000, hits);
    assertEquals(0, allocated / (10_000 * HOSTS.length));
  }

  @Test
  void needsNoMoreTimeForMoreMappings() {
    RouteTable small = RouteTable.compile(Mappings.config(mappings(10)));
    RouteTable large = RouteTable.compile(Mappings.config(mappings(10_000)));
    long bestSmall = Long.MAX_VALUE;
    long bestLarge = Long.MAX_VALUE;

    for (int round = 0; round < 20; round++) {
      bestSmall = Math.min(bestSmall, nanos(small));
      bestLarge = Math.min(bestLarge, nanos(large));
    }

    assertTrue(bestLarge < bestSmall * 5, bestSmall + " ns and " + bestLarge + " ns");
  }

  @Test
  void needsNoMoreTimeForMorePathsOfOneHost() {
    RouteTable small = RouteTable.compile(Mappings.config(paths(10)));
    RouteTable large = RouteTable.compile(Mappings.config(paths(10_000)));
    long bestSmall = Long.MAX_VALUE;
    long bestLarge = Long.MAX_VALUE;

    for (int round = 0; round < 20; round++) {
      bestSmall = Math.min(bestSmall, nanos(small));
      bestLarge = Math.min(bestLarge, nanos(large));
    }

    assertTrue(bestLarge < bestSmall * 5, bestSmall + " ns and " + bestLarge + " ns");
  }

  private static List<MappingConfig> paths(int count) {
    List<MappingConfig> all = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      all.add(Mappings.mapping(i, "x.api.contoso.com /tenants/" + i + "/**"));
    }
    return all;
  }

  private static long nanos(RouteTable table) {
    long start = System.nanoTime();
    decideAll(table, 5_000);
    return System.nanoTime() - start;
  }

  @Test
  void allocatesNothingForManyPaths() {
    RouteTable table = RouteTable.compile(Mappings.config(paths(1000)));
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long thread = Thread.currentThread().getId();
    decideTenants(table, 20_000);
    threads.getThreadAllocatedBytes(thread);

    long before = threads.getThreadAllocatedBytes(thread);
    int hits = decideTenants(table, 10_000);
    long allocated = threads.getThreadAllocatedBytes(thread) - before;

    assertEquals(10_000, hits);
    assertEquals(0, allocated / 10_000);
  }

  private static int decideTenants(RouteTable table, int times) {
    int hits = 0;
    for (int i = 0; i < times; i++) {
      RouteDecision decision =
          table.decide("https", "x.api.contoso.com", -1, "GET", "/tenants/999/orders?x=y");
      hits += decision.kind() == RouteDecision.Kind.INJECT ? 1 : 0;
    }
    return hits;
  }

  private static int decideAll(RouteTable table, int times) {
    int hits = 0;
    for (int i = 0; i < times; i++) {
      for (int k = 0; k < HOSTS.length; k++) {
        RouteDecision decision = table.decide("https", HOSTS[k], -1, "GET", "/v2/a%20b?c=d");
        hits += decision.kind() == RouteDecision.Kind.INJECT ? 1 : 0;
      }
    }
    return hits;
  }

  private static List<MappingConfig> mappings(int count) {
    List<MappingConfig> all = new ArrayList<>();
    all.add(Mappings.mapping(0, "*.api.contoso.com /v2/**"));
    all.add(Mappings.mapping(1, "10.0.0.4"));
    all.add(Mappings.mapping(2, "[2001:db8::1]"));
    while (all.size() < count) {
      int i = all.size();
      all.add(Mappings.mapping(i, (i % 2 == 0 ? "orders" : "*.sub") + i + ".vault.azure.net"));
    }
    all.add(Mappings.mapping(all.size(), "*.vault.azure.net"));
    return all;
  }
}
