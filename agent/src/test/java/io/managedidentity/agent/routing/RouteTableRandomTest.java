package io.managedidentity.agent.routing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.managedidentity.agent.config.AgentConfig;
import io.managedidentity.agent.config.MappingConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RouteTableRandomTest {
  private static final String[] LABELS = {"a", "b", "ab", "api", "orders", "x1", "vault"};
  private static final String[] DOMAINS = {"azure.net", "contoso.com", "example", "corp.internal"};
  private static final String[] PATHS = {"/", "/v1/**", "/v*/a", "/**/a*b", "/v1/*/c", "/a*b*c/**"};
  private static final String[] SEGMENTS = {"v1", "v2", "a", "ab", "axb", "c", "abcabc", "zb"};
  private static final String[] METHODS = {"GET", "POST"};

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void decidesAsTheListWalkWithFewMappings(long seed) {
    compare(new Random(seed), 40, 5_000);
  }

  @ParameterizedTest
  @ValueSource(longs = {11, 12})
  void decidesAsTheListWalkWithTenThousandMappings(long seed) {
    compare(new Random(seed), 10_000, 250);
  }

  @ParameterizedTest
  @ValueSource(longs = {21, 22, 23, 24})
  void decidesAsTheListWalkWithManyPathsOfOneHost(long seed) {
    Random random = new Random(seed);
    List<MappingConfig> all = new ArrayList<>();
    int count = seed % 2 == 0 ? 20 : 300; // just indexed, and many
    for (int i = 0; i < count; i++) {
      String host = random.nextInt(10) == 0 ? "*.example" : "api.example";
      String tail = new String[] {"", "/", "/**", "*", "/*/a", "**"}[random.nextInt(6)];
      String path = random.nextInt(100) == 0 ? "-" : randomPath(random) + tail;
      String method = random.nextInt(4) == 0 ? METHODS[random.nextInt(2)] : "-";
      all.add(Mappings.mapping(i, host + " " + path.replace("//", "/") + " " + method));
    }

    compare(random, Mappings.config(all), 3_000, 0);
  }

  private static void compare(Random random, int mappings, int requests) {
    List<MappingConfig> all = new ArrayList<>();
    for (int i = 0; i < mappings; i++) {
      all.add(Mappings.mapping(i, randomMapping(random, mappings)));
    }
    compare(random, Mappings.config(all), requests, mappings);
  }

  private static void compare(Random random, AgentConfig config, int requests, int mappings) {
    RouteTable table = RouteTable.compile(config);
    ReferenceMatcher reference = new ReferenceMatcher(config);
    int matched = 0;

    for (int i = 0; i < requests; i++) {
      String host = mappings == 0 ? "api.example" : randomHost(random, mappings);
      int port = random.nextInt(4) == 0 ? 8443 : 443;
      String method = METHODS[random.nextInt(2)];
      String path = randomPath(random);
      RouteDecision decision = table.decide("https", host, port, method, path);
      int expected = reference.first(host, port, method, path);
      int actual = decision.route() == null ? -1 : decision.route().index();
      matched += expected >= 0 ? 1 : 0;
      assertEquals(expected, actual, method + " " + host + ":" + port + path);
    }

    assertTrue(matched > requests / 20, "too few matches to mean anything: " + matched);
  }

  private static String randomMapping(Random random, int mappings) {
    StringBuilder host = new StringBuilder();
    for (int labels = random.nextInt(3); labels >= 0; labels--) {
      int kind = random.nextInt(10);
      String label = label(random, mappings);
      host.append(kind < 6 ? label : kind < 8 ? "*" : kind < 9 ? label.charAt(0) + "*" : "**");
      host.append('.');
    }
    host.append(DOMAINS[random.nextInt(DOMAINS.length)]);
    int port = random.nextInt(6);
    host.append(port == 0 ? ":8443" : port == 1 ? ":*" : "");
    String path = random.nextInt(3) == 0 ? PATHS[random.nextInt(PATHS.length)] : "-";
    String method = random.nextInt(4) == 0 ? METHODS[random.nextInt(2)] : "-";
    return host + " " + path + " " + method;
  }

  private static String randomHost(Random random, int mappings) {
    StringBuilder host = new StringBuilder();
    for (int labels = random.nextInt(4); labels > 0; labels--) {
      host.append(label(random, mappings)).append('.');
    }
    host.append(DOMAINS[random.nextInt(DOMAINS.length)]);
    String name = host.toString();
    return random.nextInt(5) == 0 ? name.toUpperCase(java.util.Locale.ROOT) + "." : name;
  }

  private static String label(Random random, int mappings) {
    String label = LABELS[random.nextInt(LABELS.length)];
    return mappings > 100 && random.nextBoolean() ? label + random.nextInt(mappings / 4) : label;
  }

  private static String randomPath(Random random) {
    StringBuilder path = new StringBuilder();
    for (int segments = random.nextInt(4); segments > 0; segments--) {
      path.append('/').append(SEGMENTS[random.nextInt(SEGMENTS.length)]);
    }
    return path.length() == 0 ? "/" : path.toString();
  }
}
