package io.managedidentity.agent.config;

import io.managedidentity.agent.catalogue.CatalogueService;
import io.managedidentity.agent.catalogue.ServiceHeader;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a mapping with a service has where it says nothing. Immutable. {@link MappingReader} does
 * not name this class, so that a start without services does not load it.
 */
final class ServiceDefaults extends MappingDefaults {
  private final CatalogueService service;

  ServiceDefaults(MappingDefaults top, CatalogueService service) {
    super(top);
    this.service = service;
  }

  /** The row of the catalogue. */
  CatalogueService row() {
    return service;
  }

  @Override
  String service() {
    return service.id();
  }

  @Override
  String header() {
    return service.header();
  }

  @Override
  String format() {
    return service.format();
  }

  @Override
  ExistingAuthorization existingAuthorization() {
    return ExistingAuthorization.REPLACE_STORED_SECRET;
  }

  @Override
  List<String> removeHeaders(String injected, @Nullable ConfigNode set) {
    List<String> names = new ArrayList<>();
    for (String name : service.removeHeaders()) {
      if (!name.equalsIgnoreCase(injected) && !isSet(set, name)) {
        names.add(name);
      }
    }
    return names;
  }

  @Override
  List<String> removeQuery() {
    return service.removeQuery();
  }

  @Override
  List<HeaderSetting> setHeaders(List<HeaderSetting> own, String injected, List<String> removed) {
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
        all.add(new HeaderSetting(header.name(), header.value(), header.value(), header.atLeast()));
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
