package io.managedidentity.agent.cli.live;

import io.managedidentity.agent.token.TokenRequest;

/** Words for the place that a token came from. Thread-safe. */
public interface SourceNames {
  /**
   * Name of the source, and why it is asked: {@code App Service (IDENTITY_ENDPOINT is set)}.
   *
   * @param id such as {@code app-service}
   */
  String of(String id, TokenRequest request);
}
