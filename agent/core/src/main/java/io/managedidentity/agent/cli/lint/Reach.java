package io.managedidentity.agent.cli.lint;

import io.managedidentity.agent.config.AgentConfig;
import io.managedidentity.agent.config.MappingConfig;
import io.managedidentity.agent.target.HostPattern;
import org.jspecify.annotations.Nullable;

/** Whether a mapping can match at all, since the first that matches wins. */
final class Reach {
  private Reach() {}

  /** Why it cannot, and what to do; null if nothing is known against it. */
  static @Nullable String blocked(AgentConfig config, MappingConfig mapping) {
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
}
