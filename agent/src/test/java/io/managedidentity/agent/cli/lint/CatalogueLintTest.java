package io.managedidentity.agent.cli.lint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.managedidentity.agent.catalogue.Catalogue;
import io.managedidentity.agent.catalogue.CatalogueService;
import io.managedidentity.agent.config.ConfigLoader;
import io.managedidentity.agent.config.ConfigResult;
import io.managedidentity.agent.config.MappingConfig;
import io.managedidentity.agent.refusal.OtherAudiences;
import io.managedidentity.agent.target.HostPattern;
import io.managedidentity.agent.target.PatternException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** All rows of the catalogue: each service's hosts in each cloud, with each service's resource. */
class CatalogueLintTest {
  private static final List<CatalogueService> SERVICES = Catalogue.ofThisJar().all();

  private static final ResourceLint LINT = new ResourceLint(new Rows(Catalogue.ofThisJar()));

  @TempDir Path folder;

  /** One host that a pattern of a service covers. */
  private record Place(CatalogueService service, String cloud, String host) {
    /** An empty text if there is none that the catalogue knows. */
    String resource() {
      String resource =
          service.isResourceOfHost(cloud) ? service.resource(cloud, host) : service.resource(cloud);
      return resource == null ? "" : resource;
    }
  }

  @Test
  void doubtsNoResourceOfItsOwnService() throws Exception {
    List<String> wrong = new ArrayList<>();
    int looked = 0;
    for (Place place : places()) {
      if (place.service.takesToken() && !place.resource().isEmpty()) {
        looked++;
        doubts(place.host, List.of(place.resource()))
            .forEach((resource, doubt) -> wrong.add(place.host + ": " + doubt));
      }
    }

    assertEquals(List.of(), wrong);
    assertTrue(looked > 150, looked + " hosts");
  }

  /** Also that of the same service in another cloud. */
  @Test
  void doubtsTheResourceOfAnyOtherService() throws Exception {
    List<String> wrong = new ArrayList<>();
    Set<String> doubted = new TreeSet<>();
    Set<String> seen = new TreeSet<>();
    for (Place place : places()) {
      if (seen.add(place.service.id() + " " + place.cloud)) {
        List<String> resources = resources(place);
        Map<String, String> doubts = doubts(place.host, resources);
        if (!doubts.isEmpty()) {
          doubted.add(place.service.id());
        }
        for (String resource : resources) {
          if (isTaken(place.host, resource) == doubts.containsKey(resource)) {
            wrong.add(place.host + " with " + resource + ": " + doubts.get(resource));
          }
        }
      }
    }

    assertEquals(List.of(), wrong);
    Set<String> silent = new TreeSet<>();
    for (CatalogueService service : SERVICES) {
      if (!service.hosts("public").isEmpty() && !doubted.contains(service.id())) {
        silent.add(service.id());
      }
    }
    assertEquals(
        Set.of("api-management", "app-service-functions", "logic-apps"),
        silent,
        "whoever set these up has chosen the resource");
  }

  /** What the catalogue says by itself, of all services that have the host. */
  private static boolean isTaken(String host, String resource) throws PatternException {
    boolean isKnown = false;
    boolean isChosen = false;
    for (Place place : owners(host)) {
      if (place.resource().isEmpty()) {
        isChosen = true;
      } else if (plain(place.resource()).equals(plain(resource))
          || OtherAudiences.isTaken(place.service.id(), place.cloud, plain(resource))) {
        return true;
      } else {
        isKnown = true;
      }
    }
    return isChosen && !isKnown;
  }

  private static List<Place> owners(String host) throws PatternException {
    List<Place> owners = new ArrayList<>();
    for (CatalogueService service : SERVICES) {
      for (String cloud : Catalogue.CLOUDS) {
        for (String pattern : service.hosts(cloud)) {
          if (service.takesToken() && HostPattern.parse(pattern).matchesName(host)) {
            owners.add(new Place(service, cloud, host));
          }
        }
      }
    }
    return owners;
  }

  /** Not the address of another of the service's own hosts, which is one of those that it takes. */
  private static List<String> resources(Place place) {
    Set<String> resources = new LinkedHashSet<>();
    for (Place other : places()) {
      boolean isSameCloud = other.cloud.equals(place.cloud);
      boolean isSameService = other.service.id().equals(place.service.id());
      boolean isOwnAddress = isSameService && place.service.isResourceOfHost(place.cloud);
      if (isSameCloud != isSameService && !isOwnAddress && !other.resource().isEmpty()) {
        resources.add(other.resource());
      }
    }
    return List.copyOf(resources);
  }

  private static List<Place> places() {
    List<Place> places = new ArrayList<>();
    for (CatalogueService service : SERVICES) {
      for (String cloud : Catalogue.CLOUDS) {
        for (String pattern : service.hosts(cloud)) {
          places.add(new Place(service, cloud, pattern.replace("*", "x7q")));
        }
      }
    }
    return places;
  }

  /** Resources that are doubted at the host, with the doubt; {@code MappingLint} adds the place. */
  private Map<String, String> doubts(String host, List<String> resources) throws Exception {
    Path file =
        Files.writeString(
            folder.resolve("mapping.json"),
            "{\"mappings\": [{\"host\": \"%s\", \"resource\": \"api://x\"}]}".formatted(host));
    ConfigResult result = ConfigLoader.ofProcess().loadFile(file.toString());
    assertEquals(List.of(), result.problems());
    MappingConfig mapping = result.config().mappings().get(0);
    Map<String, String> doubts = new TreeMap<>();
    for (String resource : resources) {
      String doubt = LINT.of(mapping.hosts().get(0), mapping, resource);
      if (doubt != null) {
        doubts.put(resource, doubt);
      }
    }
    return doubts;
  }

  private static String plain(String resource) {
    String lower = resource.toLowerCase(Locale.ROOT);
    return lower.endsWith("/") ? lower.substring(0, lower.length() - 1) : lower;
  }
}
