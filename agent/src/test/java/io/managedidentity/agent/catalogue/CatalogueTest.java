package io.managedidentity.agent.catalogue;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class CatalogueTest {
  private static final Set<String> SUPPORT =
      Set.of(
          "direct",
          "direct-with-format",
          "direct-with-settings",
          "manual-mapping",
          "exchange",
          "token-endpoint",
          "not-supported",
          "not-http");

  private static final Set<String> CONFIDENCE = Set.of("high", "medium", "low", "none");

  static Stream<CatalogueService> all() {
    return Catalogue.ofThisJar().all().stream();
  }

  @Test
  void hasSchemaVersionAndEachIdOnce() {
    Catalogue catalogue = Catalogue.ofThisJar();

    List<String> ids = catalogue.ids();

    assertEquals("managed-identity-agent-services/1", catalogue.schema());
    assertTrue(catalogue.version().matches("20\\d\\d-\\d\\d-\\d\\d"), catalogue.version());
    assertTrue(ids.size() >= 69, ids::toString);
    assertEquals(ids.size(), new HashSet<>(ids).size());
    for (String id : ids) {
      assertTrue(id.matches("[a-z0-9]+(-[a-z0-9]+)*"), id);
    }
  }

  @ParameterizedTest
  @MethodSource("all")
  void saysEverythingAboutEachService(CatalogueService service) {
    String id = service.id();
    boolean isLow = false;
    for (String cloud : Catalogue.CLOUDS) {
      assertTrue(CONFIDENCE.contains(service.confidence(cloud)), id + " " + cloud);
      isLow |= service.confidence(cloud).equals("low");
    }
    assertTrue(SUPPORT.contains(service.support()), id);
    assertFalse(service.name().isEmpty(), id);
    assertFalse(service.source().isEmpty(), id);
    assertTrue(Catalogue.ofThisJar().ids().containsAll(service.sharesHostWith()), id);
    if (service.takesToken()) {
      assertFalse(service.readRole().isEmpty() || service.writeRole().isEmpty(), id);
      assertFalse(isLow && service.doubt().isEmpty(), id + " has no reason for its low confidence");
      assertEquals("", service.instead(), id);
    } else {
      assertFalse(service.limits().isEmpty() || service.instead().isEmpty(), id);
      assertFalse(service.isAnyHostSafe(), id);
    }
    for (String sentence : List.of(service.doubt(), service.limits(), service.instead())) {
      assertTrue(sentence.isEmpty() || sentence.endsWith("."), id + ": " + sentence);
    }
  }

  @ParameterizedTest
  @MethodSource("all")
  void knowsHostsAndResourceInEachCloudWhereItIs(CatalogueService service) {
    for (String cloud : Catalogue.CLOUDS) {
      String place = service.id() + " in " + cloud;
      boolean isThere = service.takesToken() && !service.confidence(cloud).equals("none");
      boolean isOwn = service.support().equals("manual-mapping");
      boolean isLow = service.confidence(cloud).equals("low");
      if (isThere && !service.id().equals("own-api")) {
        assertFalse(service.hosts(cloud).isEmpty(), place);
      }
      if (isThere && !isLow) {
        assertEquals(isOwn, service.resource(cloud) == null, place);
      }
      if (!isThere) {
        assertNull(service.resource(cloud), place);
      }
      assertEquals(isOwn, !service.resourceIs().isEmpty(), place);
    }
  }

  /** A start pays for the rows that its mappings name, and for no other. */
  @Test
  void parsesOnlyTheRowThatIsAskedFor() {
    Catalogue catalogue =
        new Catalogue(
            """
            {"schema":"s/1","version":"2026-01-01"}
            {"id":"good","name":"Good"}
            {"id":"broken","name":
            {"id":"goo","name":"Another"}""");

    CatalogueService good = catalogue.find("good");
    CatalogueService another = catalogue.find("goo");

    assertNotNull(good);
    assertNotNull(another);
    assertEquals("Good", good.name());
    assertEquals("Another", another.name());
    assertEquals(List.of("good", "broken", "goo"), catalogue.ids());
    assertThrows(IllegalStateException.class, () -> catalogue.find("broken"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "storage", "Storage-Blob", "key-vault\",\"name", "key-vault\n", "\"", "*"})
  void findsNothingForWhatIsNoId(String id) {
    assertNull(Catalogue.ofThisJar().find(id));
  }

  @Test
  void hasTheFactsThatCallersDependOn() {
    Catalogue catalogue = Catalogue.ofThisJar();

    assertEquals(
        "[x-ms-version: at least 2017-11-09]", headers(catalogue, "storage-blob").toString());
    assertEquals(
        "[x-ms-version: at least 2018-11-09]", headers(catalogue, "storage-dfs").toString());
    assertEquals(
        "[x-ms-version: at least 2020-12-06]", headers(catalogue, "storage-table").toString());
    assertEquals(
        Set.of("x-ms-version: at least 2024-11-04", "x-ms-file-request-intent: backup"),
        Set.copyOf(headers(catalogue, "storage-file")));
    assertTrue(row(catalogue, "storage-file").limits().contains("2024-11-04"));
    assertTrue(row(catalogue, "cosmos-nosql").limits().contains("5300"));
    assertTrue(row(catalogue, "cosmos-nosql").limits().contains("DIRECT"));
    assertTrue(row(catalogue, "log-analytics-collector").limits().contains("September 2026"));
    assertEquals("https://vault.azure.net", row(catalogue, "key-vault").resource("public"));
    assertEquals("ServiceBusAuthorization", row(catalogue, "relay").header());
  }

  private static List<String> headers(Catalogue catalogue, String id) {
    return row(catalogue, id).setHeaders().stream().map(ServiceHeader::toString).toList();
  }

  private static CatalogueService row(Catalogue catalogue, String id) {
    CatalogueService service = catalogue.find(id);
    if (service == null) {
      throw new AssertionError(id);
    }
    return service;
  }
}
