package io.managedidentity.agent.cli.lint;

import io.managedidentity.agent.catalogue.Catalogue;
import io.managedidentity.agent.catalogue.CatalogueService;
import io.managedidentity.agent.config.AgentConfig;
import io.managedidentity.agent.config.MappingConfig;
import io.managedidentity.agent.target.HostPattern;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What is legal where a mapping names a service of the catalogue, and is worth a second look. */
final class ServiceLint {
  private final String cloud;
  private final Catalogue catalogue;
  private final FilePlaces places;
  private final List<Doubt> warnings;
  private final List<Doubt> notes;

  /**
   * @param warnings where doubts go
   * @param notes where that goes which may well be meant
   */
  ServiceLint(
      AgentConfig config,
      Catalogue catalogue,
      FilePlaces places,
      List<Doubt> warnings,
      List<Doubt> notes) {
    this.cloud = config.cloud().label();
    this.catalogue = catalogue;
    this.places = places;
    this.warnings = warnings;
    this.notes = notes;
  }

  /** Whether a token may go to every host that this pattern of the mapping covers. */
  boolean isSafe(MappingConfig mapping, HostPattern host) {
    CatalogueService service = service(mapping);
    return service != null && service.isAnyHostSafe() && Rows.fits(host, service, cloud);
  }

  private @Nullable CatalogueService service(MappingConfig mapping) {
    String id = mapping.service();
    return id == null ? null : catalogue.find(id);
  }

  /** Does nothing for a mapping that names none. */
  void look(MappingConfig mapping) {
    CatalogueService service = service(mapping);
    if (service == null) {
      return;
    }
    if (service.confidence(cloud).equals("low")) {
      warnings.add(
          places.doubt(
              places.ofKey(mapping, "service"),
              "the catalogue is not sure of \""
                  + service.id()
                  + "\" in the cloud "
                  + cloud
                  + ": "
                  + service.doubt()));
    }
    for (int i = 0; i < mapping.hosts().size(); i++) {
      HostPattern host = mapping.hosts().get(i);
      String pointer = places.ofHost(mapping, i);
      if (Rows.fits(host, service, cloud)) {
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
        List<Doubt> to = host.hasWildcard() ? warnings : notes;
        to.add(
            places.doubt(
                pointer,
                "\""
                    + host.text()
                    + "\" can be a host of "
                    + String.join(" or ", service.sharesHostWith())
                    + " as well, which take other tokens. Make sure that it is one of "
                    + service.id()
                    + "."));
        return;
      }
    }
  }

  /** Names of private networks and domains of customers are as good as the service's own. */
  private void stranger(String pointer, HostPattern host, CatalogueService service) {
    String sort = "\"" + host.text() + "\" is not how hosts of " + service.id();
    for (CatalogueService other : catalogue.all()) {
      for (String elsewhere : Catalogue.CLOUDS) {
        if (Rows.fits(host, other, elsewhere)) {
          boolean isSame = other.id().equals(service.id());
          warnings.add(
              places.doubt(
                  pointer,
                  sort
                      + " are named in the cloud "
                      + cloud
                      + ", but in the cloud "
                      + elsewhere
                      + (isSame ? "" : " those of " + other.id())
                      + ". Correct "
                      + (isSame ? "cloud." : "service.")));
          return;
        }
      }
    }
    if (!service.hosts(cloud).isEmpty()) {
      notes.add(
          places.doubt(
              pointer,
              sort
                  + " are named ("
                  + String.join(", ", service.hosts(cloud))
                  + "), which is right for a private or custom name."));
    }
  }
}
