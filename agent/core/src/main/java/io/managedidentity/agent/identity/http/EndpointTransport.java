package io.managedidentity.agent.identity.http;

import java.io.IOException;

/** Carries one request to an identity endpoint. Thread-safe. */
public interface EndpointTransport {
  /**
   * Blocks, for a bounded time.
   *
   * @throws TlsRefusedException if the server is not the one that was meant; nothing was sent
   * @throws IOException if there was no complete answer
   */
  EndpointResponse send(EndpointRequest request, Timeouts limits) throws IOException;
}
