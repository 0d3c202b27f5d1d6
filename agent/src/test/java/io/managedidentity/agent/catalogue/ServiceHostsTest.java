package io.managedidentity.agent.catalogue;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.managedidentity.agent.config.AgentConfig;
import io.managedidentity.agent.config.MappingConfig;
import io.managedidentity.agent.routing.RouteDecision;
import io.managedidentity.agent.routing.RouteTable;
import io.managedidentity.agent.routing.SkipReason;
import io.managedidentity.agent.target.HostPattern;
import io.managedidentity.agent.target.PatternException;
import io.managedidentity.agent.token.ManagedIdentityId;
import io.managedidentity.agent.token.TokenRequest;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The patterns of each row and cloud, against names as they are seen and names made to deceive. */
class ServiceHostsTest {
  private static final List<String> LOGIN_HOSTS =
      List.of(
          "login.microsoftonline.com",
          "login.windows.net",
          "sts.windows.net",
          "login.microsoft.com",
          "westeurope.login.microsoft.com",
          "login-us.microsoftonline.com",
          "device.login.microsoftonline.com",
          "login.microsoftonline.us",
          "usgovvirginia.login.microsoftonline.us",
          "login.usgovcloudapi.net",
          "login.chinacloudapi.cn",
          "login.partner.microsoftonline.cn",
          "chinanorth3.login.partner.microsoftonline.cn",
          "login.microsoftonline.de",
          "mtlsauth.microsoft.com",
          "westeurope.mtlsauth.microsoft.com",
          "contoso.b2clogin.com",
          "contoso.b2clogin.de",
          "contoso.b2clogin.us",
          "contoso.b2clogin.cn",
          "contoso.ciamlogin.com",
          "contoso.ciamlogin.us",
          "contoso.ciamlogin.cn");

  record Sample(String id, String cloud, List<String> hosts) {}

  static List<Sample> samples() throws IOException {
    List<Sample> samples = new ArrayList<>();
    try (InputStream in = ServiceHostsTest.class.getResourceAsStream("/service-hosts.txt")) {
      String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      for (String line : text.lines().filter(line -> !line.startsWith("#")).toList()) {
        String[] parts = line.split(" \\| ");
        samples.add(new Sample(parts[0], parts[1], List.of(parts[2].split(" "))));
      }
    }
    return samples;
  }

  static Stream<CatalogueService> all() {
    return Catalogue.ofThisJar().all().stream();
  }

  static List<String> loginHosts() {
    return LOGIN_HOSTS;
  }

  @Test
  void hasSamplesOfEveryRowInEveryCloud() throws IOException {
    Set<String> expected = new TreeSet<>();
    for (CatalogueService service : Catalogue.ofThisJar().all()) {
      for (String cloud : Catalogue.CLOUDS) {
        if (!service.hosts(cloud).isEmpty()) {
          expected.add(service.id() + " " + cloud);
        }
      }
    }

    Set<String> found = new TreeSet<>();
    samples().forEach(sample -> found.add(sample.id() + " " + sample.cloud()));

    assertEquals(expected, found);
  }

  @ParameterizedTest
  @MethodSource("samples")
  void matchesRealNamesWithEveryPattern(Sample sample) throws PatternException {
    List<String> patterns = patterns(sample);

    for (String host : sample.hosts()) {
      assertTrue(isMapped(patterns, host), () -> patterns + " do not match " + host);
    }
    for (String pattern : patterns) {
      assertTrue(
          sample.hosts().stream().anyMatch(host -> isMapped(List.of(pattern), host)),
          () -> pattern + " matches no name of " + sample);
    }
  }

  @ParameterizedTest
  @MethodSource("samples")
  void matchesNoLookAlike(Sample sample) throws PatternException {
    List<String> patterns = patterns(sample);
    Set<String> lookAlikes = new LinkedHashSet<>();
    for (String host : sample.hosts()) {
      lookAlikes.add(host + ".example.org");
      lookAlikes.add(host + "-evil.example.org");
      lookAlikes.add("evil-" + host + ".example.org");
      lookAlikes.add(host.replace('.', '-') + ".example.org");
      lookAlikes.add(host.substring(0, host.lastIndexOf('.')) + ".example");
      lookAlikes.add(host + "x");
      lookAlikes.add(host + ":444");
    }
    for (String pattern : patterns) {
      HostPattern parsed = HostPattern.parse(pattern);
      String suffix = parsed.hasWildcard() ? parsed.suffix() : parsed.name();
      if (patterns.stream()
          .anyMatch(other -> other.startsWith("*.") && suffix.endsWith(other.substring(1)))) {
        continue; // what looks like it may be a host of the broader pattern
      }
      lookAlikes.add("x" + suffix);
      lookAlikes.add("evil-" + suffix);
      lookAlikes.add("x" + suffix + ".example.org");
      lookAlikes.add("orders" + suffix.replaceFirst("\\.", "-"));
      lookAlikes.add("a.b.c.d.e." + suffix);
      if (parsed.hasWildcard() && !patterns.contains(suffix)) {
        lookAlikes.add(suffix);
      }
    }

    assertTrue(lookAlikes.size() > 10, lookAlikes::toString);
    for (String host : lookAlikes) {
      assertTrue(!isMapped(patterns, host), () -> patterns + " match " + host);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "key-vault, evil-vault.azure.net.example.org",
    "key-vault, xvault.azure.net",
    "key-vault, vault.azure.net",
    "key-vault, a.b.vault.azure.net",
    "key-vault, orders.vault.azure.net.",
    "storage-blob, orders.queue.core.windows.net",
    "storage-blob, orders.blob.core.windows.net@evil.example",
    "storage-blob, ordersblob.core.windows.net",
    "arm, management.azure.com.evil.example",
    "arm, xmanagement.azure.com",
    "graph, dod-graph.microsoft.us",
  })
  void refusesNamesThatWereMadeToDeceive(String id, String host) {
    List<String> patterns = row(id).hosts("public");

    // A trailing dot is the same name to DNS and to TLS.
    assertEquals(host.endsWith("."), isMapped(patterns, host));
  }

  @ParameterizedTest
  @MethodSource("all")
  void coversNoLoginHost(CatalogueService service) {
    for (String cloud : Catalogue.CLOUDS) {
      List<String> patterns = service.hosts(cloud);
      for (String host : LOGIN_HOSTS) {
        for (String pattern : patterns) {
          assertTrue(!fits(pattern, host), () -> service.id() + ": " + pattern + " covers " + host);
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("loginHosts")
  void loginHostsGetNoTokenEvenIfAMappingNamesThem(String host) {
    String parent = host.substring(host.indexOf('.') + 1);

    for (String pattern : List.of(host, "*." + parent, "**." + parent, host + ":*")) {
      RouteDecision decision = table(List.of(pattern)).decide("https", host, -1, "GET", "/");
      assertEquals(SkipReason.IDENTITY_ENDPOINT, decision.reason(), pattern);
    }
  }

  private static boolean fits(String pattern, String host) {
    String expression = pattern.replace(".", "\\.").replace("*", "[^.]*");
    return host.matches(expression);
  }

  private static List<String> patterns(Sample sample) {
    return row(sample.id()).hosts(sample.cloud());
  }

  private static CatalogueService row(String id) {
    CatalogueService service = Catalogue.ofThisJar().find(id);
    if (service == null) {
      throw new AssertionError(id);
    }
    return service;
  }

  private static boolean isMapped(List<String> patterns, String host) {
    int colon = host.indexOf(':');
    String name = colon < 0 ? host : host.substring(0, colon);
    int port = colon < 0 ? -1 : Integer.parseInt(host.substring(colon + 1));
    return table(patterns).decide("https", name, port, "GET", "/").kind()
        == RouteDecision.Kind.INJECT;
  }

  private static RouteTable table(List<String> hosts) {
    List<HostPattern> patterns = new ArrayList<>();
    for (String host : hosts) {
      try {
        patterns.add(HostPattern.parse(host));
      } catch (PatternException e) {
        throw new AssertionError(host, e);
      }
    }
    MappingConfig mapping =
        MappingConfig.builder(0)
            .hosts(patterns)
            .tokenRequest(
                new TokenRequest("r", ManagedIdentityId.systemAssigned(), List.of("imds"), null))
            .build();
    return RouteTable.compile(AgentConfig.builder().mappings(List.of(mapping)).build());
  }
}
