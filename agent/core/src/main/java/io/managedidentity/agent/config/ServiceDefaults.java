package io.managedidentity.agent.config;

import io.managedidentity.agent.catalogue.CatalogueService;
import io.managedidentity.agent.catalogue.ServiceHeader;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a mapping has where it says nothing itself, by its service. Immutable. */
final class ServiceDefaults {
  /** Of a mapping without a service. */
  static final ServiceDefaults NONE = new ServiceDefaults(null, false);

  /** Of a service that was reported, so that nothing else need be called missing. */
  static final ServiceDefaults REFUSED = new ServiceDefaults(null, true);

  private final @Nullable CatalogueService service;
  private final boolean isRefused;

  private ServiceDefaults(@Nullable CatalogueService service, boolean isRefused) {
    this.service = service;
    this.isRefused = isRefused;
  }

  static ServiceDefaults of(CatalogueService service) {
    return new ServiceDefaults(service, false);
  }

  @Nullable CatalogueService service() {
    return service;
  }

  boolean isRefused() {
    return isRefused;
  }

  @Nullable String id() {
    return service == null ? null : service.id();
  }

  String header() {
    return service == null ? "Authorization" : service.header();
  }

  String format() {
    return service == null ? "Bearer {token}" : service.format();
  }

  ExistingAuthorization existingAuthorization() {
    return service == null
        ? ExistingAuthorization.KEEP
        : ExistingAuthorization.REPLACE_STORED_SECRET;
  }

  /**
   * @param injected the header that the token goes into: it is never removed as well
   * @param set the mapping's own setHeaders, which win
   */
  List<String> removeHeaders(String injected, @Nullable ConfigNode set) {
    List<String> names = new ArrayList<>();
    List<String> all =
        service == null ? Collections.<String>emptyList() : service.removeHeaders();
    for (String name : all) {
      if (!name.equalsIgnoreCase(injected) && !isSet(set, name)) {
        names.add(name);
      }
    }
    return names;
  }

  List<String> removeQuery() {
    return service == null ? Collections.<String>emptyList() : service.removeQuery();
  }

  /**
   * @param own what the mapping sets itself
   * @param removed what it removes
   * @return both, without what the mapping decides otherwise
   */
  List<HeaderSetting> setHeaders(List<HeaderSetting> own, String injected, List<String> removed) {
    if (service == null) {
      return own;
    }
    List<HeaderSetting> all = new ArrayList<>(own);
    for (ServiceHeader header : service.setHeaders()) {
      boolean isDecided = header.name().equalsIgnoreCase(injected);
      for (HeaderSetting setting : own) {
        isDecided |= setting.name().equalsIgnoreCase(header.name());
      }
      for (String name : removed) {
        isDecided |= name.equalsIgnoreCase(header.name());
      }
      if (!isDecided) {
        // The value is the catalogue's and no secret, so it is shown.
        all.add(
            new HeaderSetting(header.name(), header.value(), header.value(), header.atLeast()));
      }
    }
    return all;
  }

  /** Whether the mapping's setHeaders have that name, in whatever case. */
  static boolean isSet(@Nullable ConfigNode setHeaders, String name) {
    if (setHeaders != null) {
      for (ConfigNode member : setHeaders.children()) {
        if (member.key().equalsIgnoreCase(name)) {
          return true;
        }
      }
    }
    return false;
  }
}
