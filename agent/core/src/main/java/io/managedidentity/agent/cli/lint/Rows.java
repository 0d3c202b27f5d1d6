package io.managedidentity.agent.cli.lint;

import io.managedidentity.agent.catalogue.Catalogue;
import io.managedidentity.agent.catalogue.CatalogueService;
import io.managedidentity.agent.target.HostPattern;
import io.managedidentity.agent.target.PatternException;
import java.util.ArrayList;
import java.util.List;

/** Rows of the catalogue by the hosts that their services have. Immutable. */
final class Rows {
  /** A service, and the cloud whose hosts are meant. */
  static final class Row {
    final CatalogueService service;
    final String cloud;

    Row(CatalogueService service, String cloud) {
      this.service = service;
      this.cloud = cloud;
    }
  }

  private final List<CatalogueService> all;

  Rows(Catalogue catalogue) {
    all = catalogue.all();
  }

  /** All rows, in any cloud, that have every host which the pattern covers. */
  List<Row> of(HostPattern host) {
    List<Row> rows = new ArrayList<>();
    for (CatalogueService service : all) {
      for (String cloud : Catalogue.CLOUDS) {
        if (fits(host, service, cloud)) {
          rows.add(new Row(service, cloud));
        }
      }
    }
    return rows;
  }

  /** Whether a service has exactly this resource, in any cloud. */
  boolean haveResource(String resource) {
    for (CatalogueService service : all) {
      for (String cloud : Catalogue.CLOUDS) {
        if (resource.equals(service.resource(cloud))) {
          return true;
        }
      }
    }
    return false;
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
