package io.managedidentity.agent.injection;

import io.managedidentity.agent.config.MappingConfig;
import io.managedidentity.agent.config.OnTokenFailure;
import io.managedidentity.agent.log.AgentLog;
import io.managedidentity.agent.log.LogLevel;
import io.managedidentity.agent.token.TokenException;
import io.managedidentity.agent.token.TokenHandle;
import io.managedidentity.agent.token.TokenRequest;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What is logged about a mapping's requests: each fault when it is first met, and once an hour
 * while it lasts. Thread-safe.
 */
final class InjectionLog {
  private final MappingConfig mapping;
  private final TokenHandle handle;
  private final AgentLog log;

  /** Made when there is something to say: no class of it costs a start anything. */
  private volatile @Nullable Causes causes;

  /** Likewise. */
  private volatile @Nullable OutcomeLog outcomes;

  /**
   * @param handle has the clock
   */
  InjectionLog(MappingConfig mapping, TokenHandle handle, AgentLog log) {
    this.mapping = mapping;
    this.handle = handle;
    this.log = log;
  }

  private Causes causes() {
    Causes made = causes;
    return made == null ? newCauses() : made;
  }

  private synchronized Causes newCauses() {
    Causes made = causes;
    if (made == null) {
      made = new Causes(handle, log);
      causes = made;
    }
    return made;
  }

  /** What is said of requests that went another way than the mapping means. */
  OutcomeLog outcomes() {
    OutcomeLog made = outcomes;
    if (made == null) {
      made = new OutcomeLog(mapping, causes());
      outcomes = made;
    }
    return made;
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
    causes()
        .hourly(
            "observed " + failure.code(),
            "mapping \""
                + mapping.name()
                + "\" is observed, and there would be no token: "
                + described(failure));
  }

  /**
   * @param host that this request goes to
   * @throws RequestRefusedException if the mapping says {@code fail-request}
   */
  void noToken(TokenRequest request, String why, String code, @Nullable String host)
      throws RequestRefusedException {
    boolean isRefused = mapping.onTokenFailure() == OnTokenFailure.FAIL_REQUEST;
    long due = causes().met("no-token " + code);
    if (isSaid(due)) {
      warn(
          due,
          "no token, so its requests "
              + (isRefused ? "fail" : "go out as the application made them")
              + ". "
              + why
              + goesTo(host));
    }
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

  void otherPeer(String host, String peer) {
    causes()
        .hourly(
            "other-peer",
            name()
                + "no token goes on a request to \""
                + host
                + "\", because the TLS session of its connection was made for \""
                + peer
                + "\". Let the client dial the host that it asks TLS for.");
  }

  void otherPlace(String host, String place) {
    causes()
        .hourly(
            "other-place",
            name()
                + "no token goes on a request over a connection to \""
                + host
                + "\", because its request line names \""
                + place
                + "\", which is where a proxy sends it. Let the URL of the request name the host that the client dials.");
  }

  void leftAlone(String why, @Nullable String host) {
    long due = causes().met("left-alone " + why);
    if (isSaid(due)) {
      warn(
          due,
          "no token goes on a request, which is left as the application made it. "
              + why
              + goesTo(host));
    }
  }

  /**
   * A request leaves over a connection of which no hook knows enough, so that it gets no token.
   *
   * @param cause in a word
   * @param host that its Host header names
   * @param why what there is to say of the client, and to do
   */
  void unproven(String cause, String client, String host, String why) {
    long due = causes().met(cause + ' ' + client);
    if (isSaid(due)) {
      warn(
          due,
          "a request with the Host header \""
              + host
              + "\" gets no token, because "
              + client
              + " "
              + why);
    }
  }

  void cleanHour(long injected) {
    causes()
        .once(
            "clean-hour",
            name()
                + "for an hour no stored secret has left this JVM; "
                + injected
                + " requests had a token. The command status shows the counts.");
  }

  void unread(String why, @Nullable String host) {
    long due = causes().met("unread " + why);
    if (isSaid(due)) {
      warn(due, "a body is left as the application made it. " + why + goesTo(host));
    }
  }

  /**
   * @throws RequestRefusedException if the mapping says {@code fail-request}
   */
  void notAnswered(String why, @Nullable String host) throws RequestRefusedException {
    boolean isRefused = mapping.onTokenFailure() == OnTokenFailure.FAIL_REQUEST;
    String message =
        "a token request is not answered inside the JVM and "
            + (isRefused ? "fails. " : "goes out as the application made it. ")
            + why;
    long due = causes().met("not-answered " + why);
    if (isSaid(due)) {
      warn(due, message + goesTo(host));
    }
    if (isRefused) {
      throw new RequestRefusedException(
          "Managed Identity Agent, mapping \"" + mapping.name() + "\": " + message);
    }
  }

  RequestRefusedException carriesPlaceholder(@Nullable String host) {
    String message =
        "a request"
            + to(host)
            + " still carries the mapping's placeholder and does not leave. Look for the line that"
            + " says why there is no token, or add what carries it to removeHeaders or removeQuery.";
    causes().hourly("placeholder", name() + message);
    return new RequestRefusedException(
        "Managed Identity Agent, mapping \"" + mapping.name() + "\": " + message);
  }

  void resent(int status, String host) {
    causes()
        .once(
            "resent",
            name()
                + "the service answered "
                + status
                + " to a request to \""
                + host
                + "\" with its token, so a fresh token was fetched and the request sent once more.");
  }

  void resendFailed(int status, String host) {
    causes()
        .hourly(
            "resend-failed",
            name()
                + "the service answered "
                + status
                + " to a request to \""
                + host
                + "\" with its token, and there was no answer when the request was sent once more, so the"
                + " application got the first one. Check that the service can be reached.");
  }

  /**
   * @param agreed how many did
   */
  void shadowAgrees(long agreed, long repeated, int status) {
    causes()
        .once(
            "shadow",
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
      String method, String host, int ownStatus, int status, String code, Supplier<String> advice) {
    long due = causes().met("shadow " + status); // a code is the service's own text
    if (due == Reminder.NOT_DUE && !log.isDebugEnabled()) {
      return;
    }
    causes()
        .say(
            LogLevel.WARN,
            due,
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
                + advice.get()
                + " Only reads are tried: an application that writes may need more.");
  }

  void shadowUnanswered(String method, String host, String why) {
    causes()
        .hourly(
            "shadow-unanswered " + why,
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

  /** A lasting fault is met by each request: words are made only for what is said. */
  private boolean isSaid(long due) {
    return due != Reminder.NOT_DUE || log.isDebugEnabled();
  }

  private void warn(long due, String what) {
    causes().say(LogLevel.WARN, due, name() + what);
  }

  private static String goesTo(@Nullable String host) {
    return host == null ? "" : " The request is to \"" + host + "\".";
  }

  private static String to(@Nullable String host) {
    return host == null ? "" : " to \"" + host + "\"";
  }

  private String name() {
    return "mapping \"" + mapping.name() + "\": ";
  }
}
