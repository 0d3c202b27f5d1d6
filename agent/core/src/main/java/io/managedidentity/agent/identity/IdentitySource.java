package io.managedidentity.agent.identity;

import io.managedidentity.agent.token.AccessToken;
import io.managedidentity.agent.token.TokenException;
import io.managedidentity.agent.token.TokenRequest;

/** One place where tokens come from on a host. Stateless and thread-safe. */
public interface IdentitySource {
  /** Name in the mapping file, such as {@code app-service}. */
  String id();

  /** Name in messages, such as {@code App Service}. */
  String label();

  /** Whether it is present here; makes no request. */
  Detection detect(TokenRequest request);

  /** Asks for a token, with all retries; refuses before any request what it cannot do. */
  AccessToken fetch(Ask ask) throws TokenException, InterruptedException;
}
