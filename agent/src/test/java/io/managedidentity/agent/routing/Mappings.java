package io.managedidentity.agent.routing;

import io.managedidentity.agent.config.AgentConfig;
import io.managedidentity.agent.config.MappingConfig;
import io.managedidentity.agent.target.HostPattern;
import io.managedidentity.agent.target.PathPattern;
import io.managedidentity.agent.target.PatternException;
import java.util.ArrayList;
import java.util.List;

/** Makes mappings of a test. */
final class Mappings {
  private Mappings() {}

  static AgentConfig config(List<MappingConfig> mappings) {
    return AgentConfig.builder().mappings(mappings).build();
  }

  /** Mappings in the short form {@code host path method skip}; a dash leaves a part out. */
  static AgentConfig config(String... mappings) {
    List<MappingConfig> all = new ArrayList<>();
    for (String mapping : mappings) {
      all.add(mapping(all.size(), mapping));
    }
    return config(all);
  }

  static MappingConfig mapping(int index, String text) {
    String[] parts = text.split(" ");
    MappingConfig.Builder mapping = MappingConfig.builder(index);
    try {
      mapping.hosts(List.of(HostPattern.parse(parts[0])));
      if (parts.length > 1 && !parts[1].equals("-")) {
        mapping.paths(List.of(PathPattern.parse(parts[1])));
      }
    } catch (PatternException e) {
      throw new IllegalArgumentException(e);
    }
    if (parts.length > 2 && !parts[2].equals("-")) {
      mapping.methods(List.of(parts[2]));
    }
    return mapping.skip(text.endsWith(" skip")).allowPlainHttp(text.endsWith(" plain")).build();
  }
}
