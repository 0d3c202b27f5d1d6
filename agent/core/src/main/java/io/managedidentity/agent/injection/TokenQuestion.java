package io.managedidentity.agent.injection;

import io.managedidentity.agent.token.GivenUp;
import io.managedidentity.agent.token.HeldToken;
import io.managedidentity.agent.token.TokenException;
import io.managedidentity.agent.token.TokenHandle;
import org.jspecify.annotations.Nullable;

/**
 * A request to a login host that is answered inside the JVM, if there is a token. Hooks ask before
 * they dial; what is not answered goes on as if nobody had asked, and is noted when it is written.
 */
public final class TokenQuestion {
  private final RouteInjection injection;
  private final @Nullable String discoveredHost;
  private final @Nullable TokenHandle handle;
  private final int secrets;

  private TokenQuestion(
      RouteInjection injection,
      @Nullable String discoveredHost,
      @Nullable TokenHandle handle,
      int secrets) {
    this.injection = injection;
    this.discoveredHost = discoveredHost;
    this.handle = handle;
    this.secrets = secrets;
  }

  static TokenQuestion ofDiscovery(RouteInjection injection, String host) {
    return new TokenQuestion(injection, host, null, 0);
  }

  static TokenQuestion ofToken(RouteInjection injection, TokenHandle handle, int secrets) {
    return new TokenQuestion(injection, null, handle, secrets);
  }

  /**
   * For callers that must not wait; as {@link RouteInjection#defer}.
   *
   * @return false when {@link #answer} can be called at once, without waiting
   */
  public boolean defer(Continuation continuation) {
    if (handle == null || handle.current() != null) {
      return false;
    }
    injection.recordWait();
    return handle.defer(injection.waitMillis(), injection.waitMillis(), continuation)
        || injection.recordNoWait();
  }

  /**
   * @param givenUp ends the wait; null for callers that do not wait
   * @return null if there is no token, which was said, or the request was given up
   * @throws RequestRefusedException when there is no token and the mapping says {@code
   *     fail-request}
   */
  public @Nullable TokenReply answer(@Nullable GivenUp givenUp) throws RequestRefusedException {
    if (discoveredHost != null) {
      return TokenReply.discovery(discoveredHost);
    }
    if (handle == null) {
      return null;
    }
    try {
      HeldToken token = injection.token(handle, givenUp);
      if (token == null) {
        return null;
      }
      injection.answered(secrets);
      return TokenReply.token(token.value(), handle.secondsLeft(token));
    } catch (TokenException e) {
      return null;
    }
  }
}
