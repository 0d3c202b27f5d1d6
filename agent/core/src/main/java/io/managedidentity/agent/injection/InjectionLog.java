package io.managedidentity.agent.injection;

import io.managedidentity.agent.config.MappingConfig;
import io.managedidentity.agent.config.OnTokenFailure;
import io.managedidentity.agent.log.AgentLog;
import io.managedidentity.agent.log.LogLevel;
import io.managedidentity.agent.token.TokenException;
import io.managedidentity.agent.token.TokenRequest;
import java.util.Collections;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** What is logged about a mapping's requests; each fault once. Thread-safe. */
final class InjectionLog {
  private final MappingConfig mapping;
  private final AgentLog log;

  /**
   * Of this mapping as now configured: after a reload that changes it, everything is logged anew.
   */
  private final Set<String> said =
      Collections.newSetFromMap(new ConcurrentHashMap<String, Boolean>(4));

  InjectionLog(MappingConfig mapping, AgentLog log) {
    this.mapping = mapping;
    this.log = log;
  }

  private void once(String key, LogLevel level, String message) {
    log.log(said.add(key) ? level : LogLevel.DEBUG, message);
  }

  void debug(String what) {
    if (log.isDebugEnabled()) {
      log.debug(name() + what + ".");
    }
  }

  void observed(@Nullable TokenException failure) {
    if (failure == null) {
      debug("a token would go on the request");
      return;
    }
    once(
        "observed " + failure.code(),
        LogLevel.WARN,
        "mapping \""
            + mapping.name()
            + "\" is observed, and there would be no token: "
            + described(failure));
  }

  /**
   * @throws RequestRefusedException if the mapping says {@code fail-request}
   */
  void noToken(TokenRequest request, String why, String code) throws RequestRefusedException {
    boolean isRefused = mapping.onTokenFailure() == OnTokenFailure.FAIL_REQUEST;
    once(
        "no-token " + code,
        LogLevel.WARN,
        name()
            + "no token, so its requests "
            + (isRefused ? "fail" : "go out as the application made them")
            + ". "
            + why);
    if (isRefused) {
      throw new RequestRefusedException(
          "Managed Identity Agent, mapping \""
              + mapping.name()
              + "\": no token for "
              + request.resource()
              + ", and the mapping says fail-request. "
              + why);
    }
  }

  void plainHttp(String host) {
    once(
        "plain-http",
        LogLevel.WARN,
        "a request to \""
            + host
            + "\" is not encrypted, so mapping \""
            + mapping.name()
            + "\" puts no token on it. Use https, or set \"allowPlainHttp\": true in that mapping.");
  }

  void otherPeer(String host, String peer) {
    once(
        "other-peer",
        LogLevel.WARN,
        name()
            + "no token goes on a request to \""
            + host
            + "\", because the TLS session of its connection was made for \""
            + peer
            + "\". Let the client dial the host that it asks TLS for.");
  }

  void otherPlace(String host, String place) {
    once(
        "other-place",
        LogLevel.WARN,
        name()
            + "no token goes on a request over a connection to \""
            + host
            + "\", because its request line names \""
            + place
            + "\", which is where a proxy sends it. Let the URL of the request name the host that the client dials.");
  }

  void leftAlone(String why) {
    log.once(
        "left-alone " + mapping.index() + why,
        LogLevel.WARN,
        name() + "no token goes on a request, which is left as the application made it. " + why);
  }

  void cleanHour(long injected) {
    once(
        "clean-hour",
        LogLevel.INFO,
        name()
            + "for an hour no stored secret has left this JVM; "
            + injected
            + " requests had a token. The command status shows the counts.");
  }

  void unread(String why) {
    once(
        "unread " + why,
        LogLevel.WARN,
        name() + "a body is left as the application made it. " + why);
  }

  /**
   * @throws RequestRefusedException if the mapping says {@code fail-request}
   */
  void notAnswered(String why) throws RequestRefusedException {
    boolean isRefused = mapping.onTokenFailure() == OnTokenFailure.FAIL_REQUEST;
    String message =
        "a token request is not answered inside the JVM and "
            + (isRefused ? "fails. " : "goes out as the application made it. ")
            + why;
    once("not-answered " + why, LogLevel.WARN, name() + message);
    if (isRefused) {
      throw new RequestRefusedException(
          "Managed Identity Agent, mapping \"" + mapping.name() + "\": " + message);
    }
  }

  RequestRefusedException carriesPlaceholder() {
    String message =
        "a request still carries the mapping's placeholder and does not leave. Look for the line that"
            + " says why there is no token, or add what carries it to removeHeaders or removeQuery.";
    once("placeholder", LogLevel.WARN, name() + message);
    return new RequestRefusedException(
        "Managed Identity Agent, mapping \"" + mapping.name() + "\": " + message);
  }

  void resent(int status) {
    once(
        "resent",
        LogLevel.INFO,
        name()
            + "the service answered "
            + status
            + " to a request with its token, so a fresh token was fetched and the request sent once more.");
  }

  void fellBack(int status) {
    once(
        "fell-back",
        LogLevel.WARN,
        name()
            + "the service answered "
            + status
            + " to a request with its token, so the request was sent once more as the application made it"
            + " (fallbackOnRejection). Give the identity a role on the service.");
  }

  void notResent(int status) {
    once(
        "not-resent",
        LogLevel.WARN,
        name()
            + "the service answered "
            + status
            + " to a request with its token, and the identity source gave no other token, so the application got"
            + " that answer. Check that the resource is the audience that the service expects, and that the identity has a role on it.");
  }

  void resendFailed(int status) {
    once(
        "resend-failed",
        LogLevel.WARN,
        name()
            + "the service answered "
            + status
            + " to a request with its token, and there was no answer when the request was sent once more, so the"
            + " application got the first one. Check that the service can be reached.");
  }

  /**
   * @param agreed how many did
   */
  void shadowAgrees(long agreed, long repeated, int status) {
    once(
        "shadow",
        LogLevel.INFO,
        name()
            + "mode shadow: a request of the application was sent once more with the token, and the service"
            + " answered "
            + status
            + ". The command status shows how many would have worked.");
    if (log.isDebugEnabled()) {
      debug("mode shadow: " + agreed + " of " + repeated + " requests would have worked");
    }
  }

  void shadowRefused(
      String method, String host, int ownStatus, int status, String code, String advice) {
    once(
        "shadow " + status + code,
        LogLevel.WARN,
        name()
            + "mode shadow: "
            + method
            + " at \""
            + host
            + "\" would not have worked: the service answered "
            + status
            + (code.isEmpty() ? "" : " (" + code + ")")
            + " to the request with the token, and "
            + ownStatus
            + " to the application's own. "
            + advice);
  }

  void shadowUnanswered(String method, String host, String why) {
    once(
        "shadow-unanswered " + why,
        LogLevel.WARN,
        name()
            + "mode shadow: "
            + method
            + " at \""
            + host
            + "\" says nothing about the token: "
            + why
            + ". It is not counted as repeated.");
  }

  static String described(TokenException failure) {
    return failure.code() + ": " + failure.getMessage();
  }

  private String name() {
    return "mapping \"" + mapping.name() + "\": ";
  }
}
