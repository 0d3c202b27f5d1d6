package io.managedidentity.agent.refusal;

import io.managedidentity.agent.catalogue.Catalogue;
import io.managedidentity.agent.catalogue.CatalogueService;
import io.managedidentity.agent.target.HostPattern;
import io.managedidentity.agent.target.PatternException;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What the catalogue knows of host and audience. Audiences that may be proposed: an answer can name
 * any, and a token for another service would go to whoever sent it.
 */
final class KnownAudience {
  private KnownAudience() {}

  /**
   * Whether it is of the host's own domain, or of a service whose host this is in the same cloud,
   * by its name or by what the mapping says.
   */
  static boolean isOf(RefusedRequest request, String audience) {
    String plain = plain(audience);
    String host = request.host().toLowerCase(Locale.ROOT);
    if (isOfDomain(plain, host)) {
      return true;
    }
    for (CatalogueService service : Catalogue.ofThisJar().all()) {
      for (String cloud : Catalogue.CLOUDS) {
        if (isOf(service, cloud, plain, host)
            && (service.id().equals(request.service()) || isHostOf(service.hosts(cloud), host))) {
          return true;
        }
      }
    }
    return false;
  }

  /** Name of a service of Azure that takes it; null if none is known. */
  static @Nullable String owner(RefusedRequest request, String audience) {
    String plain = plain(audience);
    for (CatalogueService service : Catalogue.ofThisJar().all()) {
      for (String cloud : Catalogue.CLOUDS) {
        if (isOf(service, cloud, plain, request.host())) {
          return service.name();
        }
      }
    }
    return null;
  }

  /**
   * The service that the mapping names, else the one that has its resource and the host in the same
   * cloud; null if none has, or several have. Goes through the whole catalogue, so it is for lines
   * that are said.
   */
  static @Nullable CatalogueService service(RefusedRequest request) {
    Catalogue catalogue = Catalogue.ofThisJar();
    String named = request.service();
    if (named != null) {
      return catalogue.find(named);
    }
    CatalogueService only = null;
    for (CatalogueService service : catalogue.all()) {
      if (isServiceOf(service, request)) {
        if (only != null) {
          return null;
        }
        only = service;
      }
    }
    return only;
  }

  private static boolean isServiceOf(CatalogueService service, RefusedRequest request) {
    String audience = plain(request.resource());
    String host = request.host().toLowerCase(Locale.ROOT);
    for (String cloud : Catalogue.CLOUDS) {
      if (isOf(service, cloud, audience, host) && isHostOf(service.hosts(cloud), host)) {
        return true;
      }
    }
    return false;
  }

  private static boolean isOf(
      CatalogueService service, String cloud, String audience, String host) {
    String resource = service.resource(cloud);
    boolean isOwn =
        service.isResourceOfHost(cloud)
            ? plain(service.resource(cloud, host)).equals(audience)
            : resource != null && plain(resource).equals(audience);
    return isOwn || OtherAudiences.isTaken(service.id(), cloud, audience);
  }

  private static boolean isHostOf(List<String> patterns, String host) {
    for (String text : patterns) {
      HostPattern pattern;
      try {
        pattern = HostPattern.parse(text);
      } catch (PatternException e) {
        throw new IllegalStateException("the catalogue of services is damaged", e);
      }
      if (pattern.matchesName(host)) {
        return true;
      }
    }
    return false;
  }

  /** The host itself, a name below it, or a domain above it. */
  private static boolean isOfDomain(String audience, String host) {
    int begin = audience.indexOf("://");
    String name = begin < 0 ? "" : audience.substring(begin + 3);
    for (int i = 0; i < name.length(); i++) {
      if (name.charAt(i) == '/' || name.charAt(i) == ':') {
        name = name.substring(0, i);
      }
    }
    return name.indexOf('.') > 0
        && (name.equals(host) || name.endsWith("." + host) || host.endsWith("." + name));
  }

  private static String plain(String audience) {
    String lower = audience.toLowerCase(Locale.ROOT);
    return lower.endsWith("/") ? lower.substring(0, lower.length() - 1) : lower;
  }
}
