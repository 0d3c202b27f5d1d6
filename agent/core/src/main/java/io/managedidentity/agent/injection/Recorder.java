package io.managedidentity.agent.injection;

import io.managedidentity.agent.token.TokenRequest;
import org.jspecify.annotations.Nullable;

/** Where decisions about requests, and fetches of tokens, are recorded one by one. Thread-safe. */
public interface Recorder {
  /**
   * The next request.
   *
   * @param port never -1
   * @return null if it is not recorded
   */
  @Nullable RequestRecord request(String client, String host, int port);

  /**
   * A fetch that begins now.
   *
   * @return null if it is not recorded
   */
  @Nullable FetchRecord fetch(TokenRequest request);
}
