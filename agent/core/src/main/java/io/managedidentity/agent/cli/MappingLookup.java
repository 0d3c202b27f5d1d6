package io.managedidentity.agent.cli;

import io.managedidentity.agent.token.TokenRequest;

/** Finds the token request that a mapping of a file stands for. */
public interface MappingLookup {
  /**
   * @throws MappingNotFoundException if the file cannot be read or has no such mapping; its message
   *     says what to do
   */
  TokenRequest find(String file, String mappingName) throws MappingNotFoundException;
}
