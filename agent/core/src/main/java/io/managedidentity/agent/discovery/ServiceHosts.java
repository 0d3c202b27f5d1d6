package io.managedidentity.agent.discovery;

import io.managedidentity.agent.catalogue.Catalogue;
import io.managedidentity.agent.catalogue.CatalogueService;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Which service of the catalogue a host looks like, in any cloud. Not thread-safe. */
final class ServiceHosts {
  private final Map<Pattern, String> services = new LinkedHashMap<>();

  ServiceHosts(Catalogue catalogue) {
    for (CatalogueService service : catalogue.all()) {
      for (String cloud : Catalogue.CLOUDS) {
        for (String pattern : service.hosts(cloud)) {
          services.put(Pattern.compile(expression(pattern)), service.id());
        }
      }
    }
  }

  /** As host patterns of a mapping: {@code *} within a label, {@code **} across. */
  private static String expression(String pattern) {
    int colon = pattern.indexOf(':');
    StringBuilder expression = new StringBuilder();
    String host = colon < 0 ? pattern : pattern.substring(0, colon);
    for (int i = 0; i < host.length(); i++) {
      boolean isAcross = host.startsWith("**", i);
      char c = host.charAt(i);
      expression.append(isAcross ? ".+" : c == '*' ? "[^.]+" : Pattern.quote(String.valueOf(c)));
      i += isAcross ? 1 : 0;
    }
    return expression.toString();
  }

  /**
   * The id of the first service whose hosts are such, or null.
   *
   * @param host in small letters
   */
  @Nullable String of(String host) {
    for (Map.Entry<Pattern, String> service : services.entrySet()) {
      if (service.getKey().matcher(host).matches()) {
        return service.getValue();
      }
    }
    return null;
  }
}
