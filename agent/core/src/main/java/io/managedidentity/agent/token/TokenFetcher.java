package io.managedidentity.agent.token;

/**
 * Asks identity sources for a token. Blocks, with bounded time: all retries and pauses of the
 * source included. Called on the agent's own threads only. Thread-safe.
 */
public interface TokenFetcher {
  /** Asks without options. */
  default AccessToken fetch(TokenRequest request) throws TokenException, InterruptedException {
    return fetch(request, FetchOptions.NONE);
  }

  /**
   * @param options what to say about a token that a service has refused (R-CAE)
   * @throws TokenException when no source gave a token; says why and what to do
   * @throws InterruptedException when the thread is told to stop; nothing is cached then
   */
  AccessToken fetch(TokenRequest request, FetchOptions options)
      throws TokenException, InterruptedException;
}
