package io.managedidentity.agent.config;

import io.managedidentity.agent.catalogue.Catalogue;
import io.managedidentity.agent.catalogue.CatalogueService;
import io.managedidentity.agent.target.HostKind;
import io.managedidentity.agent.target.HostPattern;
import io.managedidentity.agent.target.PatternException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads what a mapping's service brings. The catalogue is read with the first that names one. */
final class ServiceReader {
  private final ValueReader values;
  private final Problems problems;
  private final MappingDefaults top;
  private final String cloud;
  private @Nullable Catalogue catalogue;

  ServiceReader(ValueReader values, MappingDefaults top) {
    this.values = values;
    this.problems = values.problems();
    this.top = top;
    this.cloud = top.cloud().label();
  }

  /**
   * Also reports what the service needs beside it; host and resource are for the methods below.
   *
   * @param isCut whether the file ends inside the mapping, so that nothing can be called missing
   * @return null for a service that was reported, so that nothing else need be called missing
   */
  @Nullable MappingDefaults read(ConfigNode mapping, boolean isCut) {
    ConfigNode node = mapping.get("service");
    ConfigNode confirm = mapping.get("confirm");
    boolean isConfirmed = values.bool(confirm, false);
    if (node == null) {
      if (confirm != null) {
        problems.add(
            confirm, "\"confirm\" is given without \"service\"", "Remove it, or add the service.");
      }
      return top;
    }
    String id = values.text(node);
    CatalogueService service = id == null ? null : find(node, id);
    if (service == null || !isUsable(node, service, isConfirmed || isCut)) {
      return null;
    }
    for (String need : service.needs()) {
      int slash = need.indexOf('/');
      boolean isThere =
          slash < 0
              ? mapping.get(need) != null
              : ServiceDefaults.isSet(
                  mapping.get(need.substring(0, slash)), need.substring(slash + 1));
      if (!isThere && !isCut) {
        problems.add(
            node,
            named(service) + " needs what only you know: " + clause(service.limits()),
            slash < 0
                ? "Add \"" + need + "\"."
                : "Add \"setHeaders\": { \"" + need.substring(slash + 1) + "\": … }.");
      }
    }
    return new ServiceDefaults(top, service);
  }

  private @Nullable CatalogueService find(ConfigNode node, String id) {
    Catalogue used = catalogue;
    if (used == null) {
      used = Catalogue.ofThisJar();
      catalogue = used;
    }
    CatalogueService service = used.find(id);
    if (service == null) {
      problems.add(
          node,
          Problems.shown(node) + " is not a service of the catalogue",
          NearestKey.hint(id, used.ids())
              + "The command services lists all; for another service, write \"resource\" instead.");
    }
    return service;
  }

  private boolean isUsable(ConfigNode node, CatalogueService service, boolean isConfirmed) {
    String confidence = service.confidence(cloud);
    if (!service.takesToken()) {
      problems.add(
          node,
          "a request to " + named(service) + " cannot carry a token: " + clause(service.limits()),
          service.instead());
      return false;
    }
    if (confidence.equals("none")) {
      problems.add(
          node,
          "the catalogue knows no hosts of " + named(service) + " in the cloud " + cloud,
          "If it is offered there, write \"host\" and \"resource\" instead of \"service\".");
      return false;
    }
    if (confidence.equals("low") && !isConfirmed) {
      problems.add(
          node,
          "the catalogue is not sure of "
              + named(service)
              + " in the cloud "
              + cloud
              + ": "
              + clause(service.doubt()),
          "Try it out, then add \"confirm\": true.");
    }
    return true;
  }

  /** Hosts of a mapping that names none. */
  List<HostPattern> hosts(ConfigNode mapping, MappingDefaults defaults) {
    List<HostPattern> patterns = new ArrayList<>(1);
    CatalogueService service = row(defaults);
    if (service == null) {
      problems.add(
          mapping,
          "the mapping has no host",
          "Add \"host\", for example \"orders.vault.azure.net\".");
    } else if (!service.isAnyHostSafe()) {
      List<String> hosts = service.hosts(cloud);
      problems.add(
          mapping,
          "the mapping has no host, and "
              + named(service)
              + " needs one, since "
              + service.hostNeeded(),
          "Add \"host\", "
              + (hosts.isEmpty()
                  ? "the one that is meant."
                  : "one that fits " + hosts.get(0) + "."));
    } else {
      for (String host : service.hosts(cloud)) {
        patterns.add(pattern(host));
      }
    }
    return patterns;
  }

  /** The resource of a mapping that names none; null after the reason was reported. */
  @Nullable String resource(ConfigNode mapping, MappingDefaults defaults, List<HostPattern> hosts) {
    CatalogueService service = row(defaults);
    if (service == null) {
      problems.add(
          mapping,
          "resource is missing",
          "Add the resource the token is for, for example https://vault.azure.net, or \"service\", or \"skip\": true.");
      return null;
    }
    String resource = service.resource(cloud);
    if (resource == null) {
      String is = service.resourceIs();
      problems.add(
          mapping,
          "the catalogue knows no resource of " + named(service) + " in the cloud " + cloud,
          "Add \"resource\"" + (is.isEmpty() ? "." : ": " + is + "."));
      return null;
    }
    if (!service.isResourceOfHost(cloud)) {
      return resource;
    }
    if (hosts.isEmpty()) {
      return null; // reported already
    }
    HostPattern host = hosts.get(0);
    // A value of a variable may be a secret, and a resource is shown.
    if (hosts.size() > 1
        || host.hasWildcard()
        || host.kind() != HostKind.NAME
        || host.text().contains("${")) {
      problems.add(
          mapping,
          "the resource of "
              + named(service)
              + " is the address of its host, and the mapping does not name just one",
          "Name one host without wildcards, or add \"resource\".");
      return null;
    }
    return service.resource(cloud, host.name());
  }

  /** A sentence without its full stop: a problem puts one there. */
  private static String clause(String sentence) {
    return sentence.endsWith(".") ? sentence.substring(0, sentence.length() - 1) : sentence;
  }

  private static @Nullable CatalogueService row(MappingDefaults defaults) {
    return defaults instanceof ServiceDefaults ? ((ServiceDefaults) defaults).row() : null;
  }

  private static String named(CatalogueService service) {
    return "the service \"" + service.id() + "\"";
  }

  private static HostPattern pattern(String host) {
    try {
      return HostPattern.parse(host);
    } catch (PatternException e) {
      throw new IllegalStateException("the catalogue of services is damaged", e);
    }
  }
}
