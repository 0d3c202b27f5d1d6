package io.managedidentity.agent.cli;

import io.managedidentity.agent.catalogue.Catalogue;
import io.managedidentity.agent.catalogue.CatalogueService;
import io.managedidentity.agent.config.AgentConfig;
import io.managedidentity.agent.config.MappingConfig;
import io.managedidentity.agent.target.HostPattern;
import io.managedidentity.agent.target.PatternException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What is legal where a mapping names a service of the catalogue, and is worth a second look. */
final class ServiceLint {
  private final String cloud;
  private final Catalogue catalogue;
  private final List<String> warnings = new ArrayList<>();
  private final List<String> notes = new ArrayList<>();

  private ServiceLint(String cloud, Catalogue catalogue) {
    this.cloud = cloud;
    this.catalogue = catalogue;
  }

  /** Null if no mapping names a service. */
  static @Nullable ServiceLint of(AgentConfig config) {
    ServiceLint lint = null;
    for (MappingConfig mapping : config.mappings()) {
      if (mapping.service() != null) {
        lint = lint == null ? new ServiceLint(config.cloud().label(), Catalogue.ofThisJar()) : lint;
        lint.look(mapping);
      }
    }
    return lint;
  }

  /** Doubts, each with the mapping's JSON pointer before it. */
  List<String> warnings() {
    return warnings;
  }

  /** What may well be meant, in the same form. */
  List<String> notes() {
    return notes;
  }

  /** Whether a token may go to every host that this pattern of the mapping covers. */
  boolean isSafe(MappingConfig mapping, HostPattern host) {
    CatalogueService service = service(mapping);
    return service != null && service.isAnyHostSafe() && fits(host, service, cloud);
  }

  private @Nullable CatalogueService service(MappingConfig mapping) {
    String id = mapping.service();
    return id == null ? null : catalogue.find(id);
  }

  private void look(MappingConfig mapping) {
    CatalogueService service = service(mapping);
    if (service == null) {
      return;
    }
    String pointer = "/mappings/" + mapping.index() + ": ";
    if (service.confidence(cloud).equals("low")) {
      warnings.add(
          pointer
              + "the catalogue is not sure of \""
              + service.id()
              + "\" in the cloud "
              + cloud
              + ": "
              + service.doubt());
    }
    for (HostPattern host : mapping.hosts()) {
      if (fits(host, service, cloud)) {
        shared(pointer, host, service);
      } else {
        stranger(pointer, host, service);
      }
    }
  }

  private void shared(String pointer, HostPattern host, CatalogueService service) {
    for (String other : service.sharesHostWith()) {
      CatalogueService neighbour = catalogue.find(other);
      String resource = neighbour == null ? null : neighbour.resource(cloud);
      if (resource == null || !resource.equals(service.resource(cloud))) {
        List<String> to = host.hasWildcard() ? warnings : notes;
        to.add(
            pointer
                + "\""
                + host.text()
                + "\" can be a host of "
                + String.join(" or ", service.sharesHostWith())
                + " as well, which take other tokens. Make sure that it is one of "
                + service.id()
                + ".");
        return;
      }
    }
  }

  /** Names of private networks and domains of customers are as good as the service's own. */
  private void stranger(String pointer, HostPattern host, CatalogueService service) {
    String sort = pointer + "\"" + host.text() + "\" is not how hosts of " + service.id();
    for (CatalogueService other : catalogue.all()) {
      for (String elsewhere : Catalogue.CLOUDS) {
        if (fits(host, other, elsewhere)) {
          boolean isSame = other.id().equals(service.id());
          warnings.add(
              sort
                  + " are named in the cloud "
                  + cloud
                  + ", but in the cloud "
                  + elsewhere
                  + (isSame ? "" : " those of " + other.id())
                  + ". Correct "
                  + (isSame ? "cloud." : "service."));
          return;
        }
      }
    }
    if (!service.hosts(cloud).isEmpty()) {
      notes.add(
          sort
              + " are named ("
              + String.join(", ", service.hosts(cloud))
              + "), which is right for a private or custom name.");
    }
  }

  /** Whether what a pattern of a mapping covers lies within a pattern of the service. */
  static boolean fits(HostPattern host, CatalogueService service, String cloud) {
    for (String text : service.hosts(cloud)) {
      HostPattern own = pattern(text);
      boolean isSame = own.name().equals(host.name());
      int left = host.name().length() - own.suffix().length() - 1;
      if (isSame
          || (own.hasWildcard()
              && left > 0
              && host.name().endsWith("." + own.suffix())
              && (host.hasWildcard() || own.matchesLeft(host.name(), left)))) {
        return true;
      }
    }
    return false;
  }

  private static HostPattern pattern(String text) {
    try {
      return HostPattern.parse(text);
    } catch (PatternException e) {
      throw new IllegalStateException("the catalogue of services is damaged", e);
    }
  }
}
