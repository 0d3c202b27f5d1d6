package io.managedidentity.agent.routing;

import io.managedidentity.agent.config.AgentConfig;
import io.managedidentity.agent.config.MappingConfig;
import io.managedidentity.agent.target.HostPattern;
import io.managedidentity.agent.target.PathPattern;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/** The rules of the contract as a list walk with regular expressions: slow and obvious. */
final class ReferenceMatcher {
  private final AgentConfig config;
  private final Map<String, Pattern> compiled = new HashMap<>();

  ReferenceMatcher(AgentConfig config) {
    this.config = config;
  }

  /** Index of the first mapping for a plain https request, or -1. */
  int first(String host, int port, String method, String path) {
    String name = host.toLowerCase(Locale.ROOT).replaceAll("\\.$", "");
    for (MappingConfig mapping : config.mappings()) {
      boolean fits =
          mapping.hosts().stream().anyMatch(pattern -> fits(pattern, name, port))
              && (mapping.methods().isEmpty() || mapping.methods().contains(method))
              && (mapping.paths().isEmpty()
                  || mapping.paths().stream().anyMatch(pattern -> fits(pattern, path)));
      if (fits) {
        return mapping.index();
      }
    }
    return -1;
  }

  private boolean fits(HostPattern pattern, String name, int port) {
    String text = pattern.text();
    int colon = text.indexOf(':');
    String ports = colon < 0 ? "443" : text.substring(colon + 1);
    if (!ports.equals("*") && Integer.parseInt(ports) != port) {
      return false;
    }
    String host = colon < 0 ? text : text.substring(0, colon);
    return compiled
        .computeIfAbsent(
            host, key -> Pattern.compile(expression(key.toLowerCase(Locale.ROOT), "[^.]*", ".+")))
        .matcher(name)
        .matches();
  }

  private boolean fits(PathPattern pattern, String path) {
    return compiled
        .computeIfAbsent(pattern.text(), key -> Pattern.compile(expression(key, "[^/]*", ".*")))
        .matcher(path)
        .matches();
  }

  private static String expression(String pattern, String one, String many) {
    StringBuilder expression = new StringBuilder();
    for (int i = 0; i < pattern.length(); i++) {
      if (pattern.startsWith("**", i)) {
        expression.append(many);
        i++;
      } else if (pattern.charAt(i) == '*') {
        expression.append(one);
      } else {
        expression.append(Pattern.quote(pattern.substring(i, i + 1)));
      }
    }
    return expression.toString();
  }
}
