package io.managedidentity.agent.config;

import io.managedidentity.agent.target.HostPattern;
import io.managedidentity.agent.target.PathPattern;
import io.managedidentity.agent.target.PatternException;
import io.managedidentity.agent.token.TokenRequest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/** Reads the keys of a mapping that names a token endpoint in place of host and resource. */
final class TokenEndpointReader {
  /** What the mapping says itself, or what a form has no use for. */
  private static final String[] REFUSED_BESIDE = {
    "host",
    "hosts",
    "path",
    "methods",
    "resource",
    "service",
    "confirm",
    "existingAuthorization",
    "header",
    "format",
    "removeHeaders",
    "removeQuery",
    "setHeaders",
    "allowPlainHttp",
    "fallbackOnRejection"
  };

  /** What MSAL asks of a login host before its first token request. */
  private static final String INSTANCE_DISCOVERY = "/common/discovery/instance";

  private static final String ADVICE =
      "Write the tenant's id or domain, for example contoso.onmicrosoft.com, or"
          + " https://LOGINHOST/TENANT.";
  private static final String HTTPS = "https://";

  private final ValueReader values;
  private final Problems problems;

  TokenEndpointReader(ValueReader values) {
    this.values = values;
    this.problems = values.problems();
  }

  void read(
      ConfigNode node,
      MappingConfig.Builder mapping,
      MappingDefaults defaults,
      IdentityConfig identity) {
    for (String key : REFUSED_BESIDE) {
      ConfigNode member = node.get(key);
      if (member != null) {
        problems.add(
            member,
            "\"" + key + "\" is given with \"tokenEndpoint\", which decides it",
            "Remove one of them.");
      }
    }
    List<String> clientIds = values.texts(node.get("clientId"), true);
    ConfigNode endpoint = node.get("tokenEndpoint");
    String text = values.text(endpoint);
    boolean isAnswered = values.bool(node.get("answer"), false);
    mapping
        .tokenEndpoint(new TokenEndpoint(clientIds, isAnswered))
        .methods(isAnswered ? Arrays.asList("POST", "GET") : Collections.singletonList("POST"));
    if (endpoint == null || text == null) {
      return;
    }
    boolean isUrl = text.contains("://");
    String place = isUrl ? place(text) : "/" + text;
    int slash = place.indexOf('/');
    String host = place.substring(0, slash);
    String tenant = place.substring(slash + 1);
    if (isUrl == host.isEmpty() || !isTenant(tenant)) {
      problems.add(endpoint, Problems.shown(endpoint) + " is not a token endpoint", ADVICE);
      return;
    }
    LoginHosts hosts = LoginHosts.of(host, defaults.cloud());
    mapping.hosts(isUrl ? pattern(endpoint, host) : patterns(hosts));
    List<PathPattern> paths = paths(tenant);
    if (isAnswered) {
      addPath(paths, INSTANCE_DISCOVERY);
    }
    mapping.paths(paths);
    mapping.tokenRequest(
        new TokenRequest(
            hosts.assertionAudience(),
            identity.id(),
            defaults.sourcesOf(identity),
            identity.tenantId()));
  }

  /** Host and tenant of a URL, with one slash between; the slash alone if it has another form. */
  private static String place(String url) {
    if (!url.regionMatches(true, 0, HTTPS, 0, HTTPS.length())) {
      return "/";
    }
    String rest = url.substring(HTTPS.length());
    rest = rest.endsWith("/") ? rest.substring(0, rest.length() - 1) : rest;
    return rest.indexOf('/') > 0 ? rest : "/";
  }

  /** An id or a domain, or a word that stands for several tenants, such as organizations. */
  private static boolean isTenant(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean isLetter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
      if (!isLetter && !(c >= '0' && c <= '9') && c != '-' && c != '.') {
        return false;
      }
    }
    return !text.isEmpty() && !text.startsWith(".");
  }

  private List<HostPattern> pattern(ConfigNode node, String host) {
    List<HostPattern> patterns = new ArrayList<>(1);
    try {
      HostPattern pattern = HostPattern.parse(host);
      if (pattern.hasWildcard() || pattern.port() == HostPattern.ANY_PORT) {
        problems.add(
            node,
            Problems.shown(node) + " has a wildcard, and a token endpoint is one exact host",
            ADVICE);
      }
      patterns.add(pattern);
    } catch (PatternException e) {
      problems.add(node, Problems.shown(node) + " is not a token endpoint", ADVICE);
    }
    return patterns;
  }

  private static List<HostPattern> patterns(LoginHosts hosts) {
    List<HostPattern> patterns = new ArrayList<>();
    for (String host : hosts.patterns()) {
      try {
        patterns.add(HostPattern.parse(host));
      } catch (PatternException e) {
        throw new IllegalStateException(host, e);
      }
    }
    return patterns;
  }

  private static List<PathPattern> paths(String tenant) {
    List<PathPattern> paths = new ArrayList<>();
    addPaths(paths, tenant);
    String lower = tenant.toLowerCase(Locale.ROOT);
    if (!lower.equals(tenant)) {
      addPaths(paths, lower);
    }
    return paths;
  }

  private static void addPaths(List<PathPattern> paths, String tenant) {
    addPath(paths, "/" + tenant + "/oauth2/token");
    addPath(paths, "/" + tenant + "/oauth2/v2.0/token");
  }

  private static void addPath(List<PathPattern> paths, String path) {
    try {
      paths.add(PathPattern.parse(path));
    } catch (PatternException e) {
      throw new IllegalStateException(path, e);
    }
  }
}
