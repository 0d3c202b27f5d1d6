package io.managedidentity.agent.cli.lint;

import io.managedidentity.agent.catalogue.Catalogue;
import io.managedidentity.agent.config.AgentConfig;
import io.managedidentity.agent.config.MappingConfig;
import io.managedidentity.agent.config.Mode;
import io.managedidentity.agent.config.TokenEndpoint;
import io.managedidentity.agent.target.HostPattern;
import io.managedidentity.agent.token.ManagedIdentityId;
import io.managedidentity.agent.token.TokenRequest;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What is legal in a mapping file and probably not meant. Immutable once made. */
public final class MappingLint {
  private final List<Doubt> warnings = new ArrayList<>();
  private final List<Doubt> notes = new ArrayList<>();
  private final AgentConfig config;
  private final FilePlaces places;
  private final ServiceLint services;
  private final HostLint hosts;
  private final ResourceLint resources;

  private MappingLint(AgentConfig config, FilePlaces places, List<String> identityEndpoints) {
    Catalogue catalogue = Catalogue.ofThisJar();
    Rows rows = new Rows(catalogue);
    this.config = config;
    this.places = places;
    this.services = new ServiceLint(config, catalogue, places, warnings, notes);
    this.hosts = new HostLint(rows, identityEndpoints);
    this.resources = new ResourceLint(rows);
  }

  /**
   * @param text of the file that the configuration was read from
   * @param identityEndpoints hosts that the environment names as identity endpoints
   */
  public static MappingLint of(AgentConfig config, String text, List<String> identityEndpoints) {
    MappingLint lint = new MappingLint(config, FilePlaces.of(text), identityEndpoints);
    lint.look();
    Comparator<Doubt> byPlace =
        Comparator.comparingInt(Doubt::line).thenComparingInt(Doubt::column);
    lint.warnings.sort(byPlace);
    lint.notes.sort(byPlace);
    return lint;
  }

  /** Doubts, in the order of the file. */
  public List<Doubt> warnings() {
    return warnings;
  }

  /** What may well be meant, in the same order. */
  public List<Doubt> notes() {
    return notes;
  }

  private void look() {
    boolean isAnyToken = false;
    for (MappingConfig mapping : config.mappings()) {
      isAnyToken |= mapping.tokenRequest() != null;
      services.look(mapping);
      String reason = Reach.blocked(config, mapping);
      if (reason != null) {
        warn("/mappings/" + mapping.index(), reason);
      }
      TokenRequest request = mapping.tokenRequest();
      if (request != null) {
        look(mapping, request);
      }
    }
    if (!isAnyToken && config.mode() != Mode.OFF && config.mode() != Mode.DISCOVER) {
      warn(
          "/mappings",
          config.mappings().isEmpty()
              ? "there is no mapping in it, so no request gets a token. Add one, or set mode to"
                  + " discover to learn what the application sends."
              : "every mapping says \"skip\", so no request gets a token. Add one with a resource or"
                  + " service.");
    }
  }

  private void look(MappingConfig mapping, TokenRequest request) {
    leftOvers(mapping, request);
    TokenEndpoint endpoint = mapping.tokenEndpoint();
    if (endpoint != null) {
      String doubt = endpoint.isAnswered() ? null : systemAssigned(request);
      if (doubt != null) {
        warn(places.ofKey(mapping, "identity", "tokenEndpoint"), doubt);
      }
      return;
    }
    for (int i = 0; i < mapping.hosts().size(); i++) {
      HostPattern host = mapping.hosts().get(i);
      String pointer = places.ofHost(mapping, i);
      for (String doubt : hosts.of(host, mapping, services.isSafe(mapping, host))) {
        warn(doubt.startsWith("\"allowPlainHttp") ? plainHttp(mapping) : pointer, doubt);
      }
      boolean isOwn = mapping.service() == null || hasKey(mapping, "resource");
      String doubt = isOwn ? resources.of(host, mapping, request.resource()) : null;
      if (doubt != null) {
        warn(places.ofKey(mapping, "resource"), doubt);
      }
    }
  }

  private String plainHttp(MappingConfig mapping) {
    return places.ofKey(mapping, "allowPlainHttp");
  }

  private boolean hasKey(MappingConfig mapping, String key) {
    return places.has("/mappings/" + mapping.index() + "/" + key);
  }

  /** Arc has no other, so the source may well be one that the federated credential cannot trust. */
  private static @Nullable String systemAssigned(TokenRequest request) {
    return request.identity().kind() == ManagedIdentityId.Kind.SYSTEM_ASSIGNED
        ? "a federated credential takes a user-assigned managed identity only. Name it in"
            + " \"identity\", unless this runs under workload identity, whose own token is used."
        : null;
  }

  private void leftOvers(MappingConfig mapping, TokenRequest request) {
    if (hasKey(mapping, "resource")) {
      leftOver(
          places.ofKey(mapping, "resource"),
          request.resource(),
          mapping.shown("resource", request.resource()));
    }
    for (int i = 0; i < mapping.hosts().size() && mapping.tokenEndpoint() == null; i++) {
      String host = mapping.hosts().get(i).text();
      if (host.indexOf('$') < 0) {
        leftOver(places.ofHost(mapping, i), host, host);
      }
    }
    String pointer = places.ofKey(mapping, "identity");
    if (!pointer.endsWith("/identity") && places.has("/identity")) {
      pointer = "/identity";
    }
    leftOver(pointer, request.identity().value(), mapping.shownIdentity());
    String tenant = request.tenantId();
    if (tenant != null) {
      leftOver(pointer + "/tenantId", tenant, tenant);
    }
  }

  private void leftOver(String pointer, String value, String shown) {
    if (LeftOvers.isOne(value)) {
      warn(
          pointer,
          "\"" + shown + "\" looks like a word of an example. Write the value of your own.");
    }
  }

  /** Once: what stands at the top level holds for many mappings. */
  private void warn(String pointer, String what) {
    for (Doubt doubt : warnings) {
      if (doubt.pointer().equals(pointer) && doubt.what().equals(what)) {
        return;
      }
    }
    warnings.add(places.doubt(pointer, what));
  }
}
