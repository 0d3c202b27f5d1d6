package io.managedidentity.agent.injection;

import io.managedidentity.agent.config.HeaderSetting;
import io.managedidentity.agent.config.MappingConfig;
import io.managedidentity.agent.config.Mode;
import io.managedidentity.agent.config.OnTokenFailure;
import io.managedidentity.agent.log.AgentLog;
import io.managedidentity.agent.log.LogLevel;
import io.managedidentity.agent.target.HostPattern;
import io.managedidentity.agent.token.HeldToken;
import io.managedidentity.agent.token.TokenException;
import io.managedidentity.agent.token.TokenHandle;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What one mapping does with the requests that it names. Thread-safe. */
public final class RouteInjection {
  private final MappingConfig mapping;
  private final TokenHandle handle;
  private final long waitMillis;
  private final AgentLog log;
  private final HeaderFormat format;

  RouteInjection(MappingConfig mapping, TokenHandle handle, long waitMillis, AgentLog log) {
    this.mapping = mapping;
    this.handle = handle;
    this.waitMillis = waitMillis;
    this.log = log;
    this.format = new HeaderFormat(mapping.format());
  }

  /**
   * Whether the mapping names its hosts, none by a wildcard: then its token is sure to be of use.
   */
  boolean isForNamedHosts() {
    for (HostPattern host : mapping.hosts()) {
      if (host.hasWildcard()) {
        return false;
      }
    }
    return mapping.mode() != Mode.OFF;
  }

  /** Name of the header that the token goes into. */
  public String header() {
    return mapping.header();
  }

  /**
   * Starts to fetch the token in the background if it is not there and will be needed. Never waits.
   *
   * @param existing what the application itself put into {@link #header}, or null
   */
  public void warm(@Nullable String existing) {
    if (existing == null || !keeps(existing)) {
      handle.warm();
    }
  }

  /**
   * The request with its token.
   *
   * @param headers a copy of the request's headers, which is edited; dropped by the caller when the
   *     answer is null
   * @param target request target as on the wire
   * @return null when the request is to go out as it is: the application's own authorization is
   *     kept, the mapping only observes, or there is no token
   * @throws RequestRefusedException when there is no token and the mapping says {@code
   *     fail-request}
   */
  public @Nullable WireEdit edit(HeaderList headers, String target) throws RequestRefusedException {
    if (isKept(headers)) {
      debug("the application's own authorization is kept");
      return null;
    }
    if (mapping.mode() == Mode.OBSERVE) {
      observe();
      return null;
    }
    HeldToken token = token();
    if (token == null) {
      return null;
    }
    debug("a token goes on the request");
    headers.set(mapping.header(), format.value(token));
    List<String> removed = mapping.removeHeaders();
    for (int i = 0; i < removed.size(); i++) {
      headers.remove(removed.get(i));
    }
    List<HeaderSetting> settings = mapping.setHeaders();
    for (int i = 0; i < settings.size(); i++) {
      HeaderSetting setting = settings.get(i);
      String present = setting.atLeast() ? headers.first(setting.name()) : null;
      if (present == null || VersionOrder.isLower(present, setting.value())) {
        headers.set(setting.name(), setting.value());
      }
    }
    return new WireEdit(headers, QueryCutter.cut(target, mapping.removeQuery()));
  }

  private void observe() {
    handle.warm();
    TokenException failure = handle.failure();
    if (failure == null) {
      debug("a token would go on the request");
    } else {
      log.once(
          "observed " + mapping.index() + failure.code(),
          LogLevel.WARN,
          "mapping \""
              + mapping.name()
              + "\" is observed, and there would be no token: "
              + described(failure));
    }
  }

  private static String described(TokenException failure) {
    return failure.code() + ": " + failure.getMessage();
  }

  private void debug(String what) {
    if (log.isDebugEnabled()) {
      log.debug("mapping \"" + mapping.name() + "\": " + what + ".");
    }
  }

  private boolean isKept(HeaderList headers) {
    for (int i = 0; i < headers.size(); i++) {
      if (headers.name(i).equalsIgnoreCase(mapping.header()) && keeps(headers.value(i))) {
        return true;
      }
    }
    return false;
  }

  private boolean keeps(String existing) {
    return AuthorizationPolicy.keeps(mapping.existingAuthorization(), existing);
  }

  private @Nullable HeldToken token() throws RequestRefusedException {
    HeldToken current = handle.current();
    if (current != null) {
      return current;
    }
    try {
      return handle.get(waitMillis);
    } catch (TokenException e) {
      return failed(described(e), e.code());
    } catch (InterruptedException e) {
      Thread.currentThread()
          .interrupt(); // the application asked its own thread to stop; it sees that as without us
      return failed(
          "interrupted: the thread was interrupted while it waited for a token.", "interrupted");
    }
  }

  private @Nullable HeldToken failed(String why, String code) throws RequestRefusedException {
    boolean isRefused = mapping.onTokenFailure() == OnTokenFailure.FAIL_REQUEST;
    log.once(
        "no-token " + mapping.index() + code,
        LogLevel.WARN,
        "mapping \""
            + mapping.name()
            + "\": no token, so its requests "
            + (isRefused ? "fail" : "go out as the application made them")
            + ". "
            + why);
    if (isRefused) {
      throw new RequestRefusedException(
          "Managed Identity Agent, mapping \""
              + mapping.name()
              + "\": no token for "
              + handle.request().resource()
              + ", and the mapping says fail-request. "
              + why);
    }
    return null;
  }
}
