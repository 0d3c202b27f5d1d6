package io.managedidentity.agent.cli;

import io.managedidentity.agent.config.AgentConfig;
import io.managedidentity.agent.config.MappingConfig;
import io.managedidentity.agent.config.TokenEndpoint;
import io.managedidentity.agent.routing.RouteTable;
import io.managedidentity.agent.routing.SkipReason;
import io.managedidentity.agent.target.HostPattern;
import io.managedidentity.agent.token.ManagedIdentityId;
import io.managedidentity.agent.token.TokenRequest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What is legal in a mapping file and probably not meant. */
final class MappingLint {
  /**
   * Suffixes below which anyone can register a name, so that a wildcard covers strangers' hosts.
   */
  private static final String[] OPEN_SUFFIXES = {
    "azurewebsites.net",
    "azurewebsites.us",
    "azurestaticapps.net",
    "azurecontainerapps.io",
    "azure-api.net",
    "azurefd.net",
    "azureedge.net",
    "trafficmanager.net",
    "cloudapp.azure.com",
    "cloudapp.net",
    "core.windows.net",
    "servicebus.windows.net",
    "vault.azure.net",
    "azconfig.io",
    "azurecr.io",
    "search.windows.net",
    "documents.azure.com",
    "eventgrid.azure.net",
    "service.signalr.net",
    "webpubsub.azure.com",
    "openai.azure.com",
    "cognitiveservices.azure.com",
    "services.ai.azure.com",
    "database.windows.net",
    "sql.azuresynapse.net",
    "dev.azuresynapse.net",
    "kusto.windows.net",
    "azuredatabricks.net",
    "azure-devices.net",
    "redis.cache.windows.net",
    "cosmos.azure.com",
    "azurehdinsight.net",
    "logic.azure.com",
    "blob.core.usgovcloudapi.net",
    "vault.usgovcloudapi.net",
    "vault.azure.cn",
    "core.chinacloudapi.cn",
  };

  /** Host suffix and the resource that the service behind it takes. */
  private static final String[][] RESOURCES = {
    {"vault.azure.net", "https://vault.azure.net"},
    {"managedhsm.azure.net", "https://managedhsm.azure.net"},
    {"blob.core.windows.net", "https://storage.azure.com"},
    {"queue.core.windows.net", "https://storage.azure.com"},
    {"table.core.windows.net", "https://storage.azure.com"},
    {"dfs.core.windows.net", "https://storage.azure.com"},
    {"search.windows.net", "https://search.azure.com"},
    {"openai.azure.com", "https://cognitiveservices.azure.com"},
    {"cognitiveservices.azure.com", "https://cognitiveservices.azure.com"},
  };

  /** Services that refuse a slash at the end, and their own address as an audience (AKV10022). */
  private static final List<String> EXACT_RESOURCES =
      Arrays.asList("https://vault.azure.net", "https://managedhsm.azure.net");

  /** Last labels that nobody can register below in public. */
  private static final List<String> PRIVATE_DOMAINS =
      Arrays.asList("internal", "local", "lan", "corp", "home", "intranet", "test", "localhost");

  private static final RouteTable NO_MAPPINGS = RouteTable.compile(AgentConfig.builder().build());

  private MappingLint() {}

  /** One sentence for each doubt, with the mapping's JSON pointer before it. */
  static List<String> warnings(AgentConfig config, @Nullable ServiceLint services) {
    List<String> warnings = new ArrayList<>();
    if (services != null) {
      warnings.addAll(services.warnings());
    }
    for (MappingConfig mapping : config.mappings()) {
      String pointer = "/mappings/" + mapping.index() + ": ";
      String reason = unreachable(config, mapping);
      if (reason != null) {
        warnings.add(pointer + reason);
      }
      TokenRequest request = mapping.tokenRequest();
      if (request == null) {
        continue;
      }
      TokenEndpoint endpoint = mapping.tokenEndpoint();
      if (endpoint != null) {
        addIfPresent(warnings, pointer, endpoint.isAnswered() ? null : systemAssigned(request));
        continue;
      }
      for (HostPattern host : mapping.hosts()) {
        addIfPresent(warnings, pointer, identityEndpoint(host));
        if (services == null || !services.isSafe(mapping, host)) {
          addIfPresent(warnings, pointer, openSuffix(host));
        }
        addIfPresent(warnings, pointer, otherResource(host, mapping));
      }
    }
    return warnings;
  }

  private static void addIfPresent(
      List<String> warnings, String pointer, @Nullable String warning) {
    if (warning != null) {
      warnings.add(pointer + warning);
    }
  }

  private static @Nullable String unreachable(AgentConfig config, MappingConfig mapping) {
    for (MappingConfig earlier : config.mappings().subList(0, mapping.index())) {
      boolean isOpen = earlier.paths().isEmpty() && earlier.methods().isEmpty();
      if (isOpen && coversAll(earlier, mapping)) {
        return "it can never match, since mapping \""
            + earlier.name()
            + "\" above matches everything that it would. Move it up, or remove it.";
      }
    }
    return null;
  }

  private static boolean coversAll(MappingConfig earlier, MappingConfig mapping) {
    for (HostPattern host : mapping.hosts()) {
      boolean isCovered = false;
      for (HostPattern broader : earlier.hosts()) {
        isCovered |= covers(broader, host);
      }
      if (!isCovered) {
        return false;
      }
    }
    return true;
  }

  private static boolean covers(HostPattern broader, HostPattern host) {
    if (broader.port() != HostPattern.ANY_PORT && broader.port() != host.port()) {
      return false;
    }
    if (broader.name().equals(host.name())) {
      return true;
    }
    if (!broader.hasWildcard() || !host.name().endsWith("." + broader.suffix())) {
      return false;
    }
    String left = host.name().substring(0, host.name().length() - broader.suffix().length() - 1);
    boolean isAnyLabels = broader.name().equals("**." + broader.suffix());
    boolean isAnyLabel =
        broader.name().equals("*." + broader.suffix())
            && left.indexOf('.') < 0
            && !left.contains("**");
    return isAnyLabels
        || isAnyLabel
        || (!host.hasWildcard() && broader.matchesLeft(left, left.length()));
  }

  /** Arc has no other, so the source may well be one that the federated credential cannot trust. */
  private static @Nullable String systemAssigned(TokenRequest request) {
    return request.identity().kind() == ManagedIdentityId.Kind.SYSTEM_ASSIGNED
        ? "a federated credential takes a user-assigned managed identity only. Name it in"
            + " \"identity\", unless this runs under workload identity, whose own token is used."
        : null;
  }

  private static @Nullable String identityEndpoint(HostPattern host) {
    if (host.hasWildcard()) {
      return null;
    }
    SkipReason reason = NO_MAPPINGS.decide("https", host.name(), -1, "GET", "/").reason();
    return reason == SkipReason.IDENTITY_ENDPOINT
        ? "\"" + host.text() + "\" never gets a token: " + reason.sentence() + " Remove it."
        : null;
  }

  private static @Nullable String openSuffix(HostPattern host) {
    if (!host.hasWildcard()) {
      return null;
    }
    if (host.suffix().indexOf('.') < 0 && !PRIVATE_DOMAINS.contains(host.suffix())) {
      return "\""
          + host.text()
          + "\" covers a whole top-level domain, and every host below it would get this token. Name"
          + " your own hosts.";
    }
    for (String open : OPEN_SUFFIXES) {
      if (host.suffix().equals(open)
          || open.endsWith("." + host.suffix())
          || host.suffix().endsWith("." + open)) {
        return "\""
            + host.text()
            + "\" covers hosts that anyone can register below "
            + host.suffix()
            + ", and they would get this token. Name your own hosts.";
      }
    }
    return null;
  }

  private static @Nullable String otherResource(HostPattern host, MappingConfig mapping) {
    String resource = mapping.tokenRequest() == null ? "" : mapping.tokenRequest().resource();
    String name = host.hasWildcard() ? host.suffix() : host.name();
    String audience =
        resource.endsWith("/.default")
            ? resource.substring(0, resource.length() - "/.default".length())
            : resource;
    for (String[] row : RESOURCES) {
      boolean isService = name.equals(row[0]) || name.endsWith("." + row[0]);
      boolean isExact = EXACT_RESOURCES.contains(row[1]);
      boolean isOwnAudience = !isExact && audience.startsWith("https://" + host.name());
      boolean isWithSlash = !isExact && audience.equals(row[1] + "/");
      if (isService && !audience.equals(row[1]) && !isWithSlash && !isOwnAudience) {
        return "the service behind \""
            + host.text()
            + "\" takes tokens for "
            + row[1]
            + ", not for \""
            + mapping.shown("resource", resource)
            + "\". Correct resource.";
      }
    }
    return null;
  }
}
