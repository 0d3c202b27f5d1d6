package io.managedidentity.agent.refusal;

import io.managedidentity.agent.catalogue.Catalogue;
import io.managedidentity.agent.catalogue.CatalogueService;
import java.util.Locale;

/**
 * Audiences that may be proposed. An answer can name any, and a token for another service would go
 * to whoever sent it.
 */
final class KnownAudience {
  /** The older one of Azure Resource Manager, which its answers still name. */
  private static final String RESOURCE_MANAGER = "https://management.core.windows.net";

  private KnownAudience() {}

  /** Whether a service of the catalogue has it, or it is of the host's own domain. */
  static boolean is(String audience, String host) {
    String plain = plain(audience);
    return isOfDomain(plain, host.toLowerCase(Locale.ROOT))
        || plain.equals(RESOURCE_MANAGER)
        || isOfCatalogue(plain, host);
  }

  private static boolean isOfCatalogue(String audience, String host) {
    for (CatalogueService service : Catalogue.ofThisJar().all()) {
      for (String cloud : Catalogue.CLOUDS) {
        String resource = service.resource(cloud);
        if (service.isResourceOfHost(cloud)
            ? plain(service.resource(cloud, host)).equals(audience)
            : resource != null && plain(resource).equals(audience)) {
          return true;
        }
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
