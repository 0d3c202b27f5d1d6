package io.managedidentity.agent.injection;

import io.managedidentity.agent.refusal.RefusedRequest;
import io.managedidentity.agent.token.HeldToken;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

/**
 * A request of the application that is sent once more with the token, when the application has its
 * own answer (mode shadow). Has no {@code toString} of its own, since its headers are secrets.
 */
public final class Repeat {
  private static final int FIRST_FINAL_STATUS = 200;
  private static final int FIRST_REDIRECT = 300;
  private static final int NOT_MODIFIED = 304;

  private static final String MESSAGES = "/messages";

  /** Headers with which a GET means another method. */
  private static final String[] OTHER_METHODS = {
    "X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override"
  };

  private static final String PEEK = "peekonly=true";

  private final RouteInjection route;
  private final Repeats repeats;
  private final Place place;
  private final HeldToken token;
  private final HeaderList headers;
  private final String target;
  private final AtomicBoolean isAnswered = new AtomicBoolean();

  /** Where the application's own request goes, by which method. */
  static final class Place {
    final String scheme;
    final String host;
    final int port;
    final String method;

    Place(String scheme, String host, int port, String method) {
      this.scheme = scheme;
      this.host = host;
      this.port = port;
      this.method = method;
    }
  }

  /**
   * @param headers with the token
   */
  Repeat(
      RouteInjection route,
      Repeats repeats,
      Place place,
      HeldToken token,
      HeaderList headers,
      String target) {
    this.route = route;
    this.repeats = repeats;
    this.place = place;
    this.token = token;
    this.headers = headers;
    this.target = target;
  }

  /**
   * Whether TLS will prove that the repeated request goes to the same place; else only to this
   * machine: it is dialled anew, by the JVM's own resolver. Not a web socket.
   */
  static boolean isProven(String scheme, String host) {
    return scheme.equalsIgnoreCase("https")
        || (scheme.equalsIgnoreCase("http")
            && (host.startsWith("127.")
                || host.equalsIgnoreCase("localhost")
                || host.equals("::1")
                || host.equals("[::1]")));
  }

  /**
   * Whether a second sending changes nothing: a GET of messages from a storage queue hides them
   * from other readers. Nor is one repeated that has a body or starts another protocol.
   */
  static boolean isHarmless(HeaderList headers, String path, boolean isStorage) {
    String length = headers.first("Content-Length");
    if ((length != null && !length.equals("0"))
        || headers.first("Transfer-Encoding") != null
        || headers.first("Expect") != null
        || headers.first("Upgrade") != null) {
      return false;
    }
    for (String other : OTHER_METHODS) {
      if (headers.first(other) != null) {
        return false;
      }
    }
    int question = path.indexOf('?');
    int end = question < 0 ? path.length() : question;
    boolean isOfMessages = isStorage && path.startsWith(MESSAGES, end - MESSAGES.length());
    return !isOfMessages || path.indexOf(PEEK, end) > 0;
  }

  /** Whether its token is still the one that requests get. */
  public boolean isCurrent() {
    return route.handle().current() == token;
  }

  /** The application's own request got this answer. No failure of ours reaches it. */
  void answered(int status) {
    if (status < FIRST_FINAL_STATUS || !isAnswered.compareAndSet(false, true)) {
      return;
    }
    try {
      repeats.send(this, status);
    } catch (RuntimeException | Error e) { // such as a thread that cannot be made
      unanswered("the agent could not begin: " + e.getClass().getName());
    }
  }

  /**
   * The service's answer to the repeated request. They agree if both have the same status, or if
   * the service did what the repeated one asks for. A redirect counts as a refusal, since many
   * services send whom they do not know to a page for signing in.
   *
   * @param ownStatus of the answer to the application's own request
   * @param code error code that the service names, or empty
   * @param advice what to do if they do not agree: sentences; asked only if they are said
   */
  public void compared(int ownStatus, int status, String code, Supplier<String> advice) {
    ShadowTally tally = route.counters().shadow();
    boolean isDone = status < FIRST_REDIRECT || status == NOT_MODIFIED;
    if (isDone || (status == ownStatus && !WireEdit.isRejection(status))) {
      route.log().shadowAgrees(tally.agrees(), tally.repeated(), status);
    } else if (WireEdit.isRejection(status) && WireEdit.isRejection(ownStatus)) {
      unanswered("the application's own request was rejected too (" + ownStatus + ")");
    } else {
      tally.refuses(status);
      route.log().shadowRefused(place.method, place.host, ownStatus, status, code, advice);
    }
  }

  /**
   * There is no answer.
   *
   * @param why words that follow a colon
   */
  public void unanswered(String why) {
    route.counters().shadow().isUnanswered();
    route.log().shadowUnanswered(place.method, place.host, why);
  }

  public boolean isEncrypted() {
    return place.scheme.equalsIgnoreCase("https");
  }

  public String host() {
    return place.host;
  }

  /** -1 for the scheme's default. */
  public int port() {
    return place.port;
  }

  public String method() {
    return place.method;
  }

  /** All headers, with the token and without what it replaces. */
  public HeaderList headers() {
    return headers;
  }

  /** Path and query. */
  public String target() {
    return target;
  }

  /** The same, to tell why it is refused. */
  public RefusedRequest refused() {
    return route.refusedRequest(token);
  }
}
