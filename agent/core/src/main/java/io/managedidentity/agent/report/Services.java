package io.managedidentity.agent.report;

import io.managedidentity.agent.catalogue.Catalogue;
import io.managedidentity.agent.catalogue.CatalogueService;
import io.managedidentity.agent.target.HostPattern;
import io.managedidentity.agent.target.PatternException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The catalogue, asked by host. Not thread-safe. */
final class Services {
  private static final String[] LOGIN_HOSTS = {
    "login.microsoftonline.com",
    "login.windows.net",
    "sts.windows.net",
    "login.microsoft.com",
    "*.login.microsoft.com",
    "login.microsoftonline.us",
    "*.login.microsoftonline.us",
    "login.chinacloudapi.cn",
    "login.partner.microsoftonline.cn",
    "*.login.partner.microsoftonline.cn"
  };

  /** A host pattern of a service in a cloud. */
  private static final class Named {
    final HostPattern pattern;
    final CatalogueService service;
    final String cloud;

    Named(HostPattern pattern, CatalogueService service, String cloud) {
      this.pattern = pattern;
      this.service = service;
      this.cloud = cloud;
    }
  }

  private final Map<String, CatalogueService> byId = new LinkedHashMap<>();
  private final List<Named> named = new ArrayList<>();
  private final List<HostPattern> loginHosts = new ArrayList<>();

  Services(Catalogue catalogue) {
    for (CatalogueService service : catalogue.all()) {
      byId.put(service.id(), service);
      for (String cloud : Catalogue.CLOUDS) {
        for (String host : service.hosts(cloud)) {
          named.add(new Named(pattern(host), service, cloud));
        }
      }
    }
    for (String host : LOGIN_HOSTS) {
      loginHosts.add(pattern(host));
    }
  }

  @Nullable CatalogueService find(String id) {
    return byId.get(id);
  }

  /**
   * The service of a host: the one that the record names if the host is named like its hosts, else
   * the one with the longest pattern that fits. Null if none fits.
   */
  @Nullable CatalogueService of(String host, String recorded) {
    Named best = null;
    for (Named candidate : named) {
      if (matches(candidate.pattern, host)) {
        if (candidate.service.id().equals(recorded)) {
          return candidate.service;
        }
        if (best == null
            || candidate.pattern.suffix().length() > best.pattern.suffix().length()
            || !candidate.pattern.hasWildcard()) {
          best = candidate;
        }
      }
    }
    return best == null ? null : best.service;
  }

  /** The id of {@link #of}; empty if none fits. */
  String idOf(String host, String recorded) {
    CatalogueService service = of(host, recorded);
    return service == null ? "" : service.id();
  }

  /** The cloud whose hosts of that service are named so; {@code public} if none are. */
  String cloud(String host, CatalogueService service) {
    for (Named candidate : named) {
      if (candidate.service.id().equals(service.id()) && matches(candidate.pattern, host)) {
        return candidate.cloud;
      }
    }
    return "public";
  }

  /** Whether Entra issues tokens there. */
  boolean isLoginHost(String host) {
    for (HostPattern login : loginHosts) {
      if (matches(login, host)) {
        return true;
      }
    }
    return false;
  }

  /** Whether an exact host name is covered by a pattern, whatever the port. */
  static boolean matches(HostPattern pattern, String host) {
    if (!pattern.hasWildcard()) {
      return pattern.name().equalsIgnoreCase(host);
    }
    int left = host.length() - pattern.suffix().length() - 1;
    return left > 0
        && host.charAt(left) == '.'
        && host.regionMatches(true, left + 1, pattern.suffix(), 0, pattern.suffix().length())
        && pattern.matchesLeft(host, left);
  }

  private static HostPattern pattern(String host) {
    try {
      return HostPattern.parse(host);
    } catch (PatternException e) {
      throw new IllegalStateException("the catalogue of services is damaged", e);
    }
  }
}
