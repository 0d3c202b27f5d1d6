package io.managedidentity.agent.cli;

import io.managedidentity.agent.config.AgentConfig;
import io.managedidentity.agent.config.ConfigLoader;
import io.managedidentity.agent.config.ConfigResult;
import io.managedidentity.agent.config.MappingConfig;
import io.managedidentity.agent.token.TokenRequest;
import java.util.ArrayList;
import java.util.List;

/** Mappings of a file, read as the agent reads it. */
public final class FileMappings implements MappingLookup {
  private final ConfigLoader loader;

  public FileMappings(ConfigLoader loader) {
    this.loader = loader;
  }

  @Override
  public TokenRequest find(String file, String mappingName) throws MappingNotFoundException {
    ConfigResult result = loader.loadFile(file);
    AgentConfig config = result.config();
    if (config == null) {
      throw new MappingNotFoundException(
          "\""
              + ConfigLoader.absolute(file)
              + "\" has problems, the first: "
              + result.problems().get(0)
              + " The command check shows all.");
    }
    List<String> names = new ArrayList<>();
    for (MappingConfig mapping : config.mappings()) {
      TokenRequest request = mapping.tokenRequest();
      if (mapping.name().equals(mappingName) && request != null) {
        return request;
      }
      if (request != null) {
        names.add(mapping.name());
      }
    }
    throw new MappingNotFoundException(
        "\""
            + ConfigLoader.absolute(file)
            + "\" has no mapping \""
            + mappingName
            + "\" with a token. It has: "
            + String.join(", ", names)
            + ".");
  }
}
