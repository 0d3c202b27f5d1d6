package io.managedidentity.agent.injection;

import io.managedidentity.agent.discovery.Discovery;
import org.jspecify.annotations.Nullable;

/** The {@link TokenInjector} as one client's hook sees it. Thread-safe. */
public final class ClientInjector {
  private final TokenInjector injector;
  private final String client;

  ClientInjector(TokenInjector injector, String client) {
    this.injector = injector;
    this.client = client;
  }

  /**
   * Decides about one request on the wire.
   *
   * @param scheme scheme of the connection, not of a header
   * @param host host that the connection was made for
   * @param port its port; -1 for the scheme's default
   * @param target as on the request line. A whole URL has to name the same host and port: it is
   *     what a proxy goes by
   * @return what to do with it, or null to leave it alone
   */
  public @Nullable RouteInjection match(
      String scheme, String host, int port, String method, String target) {
    return match(scheme, host, port, method, target, true, false);
  }

  /**
   * The same for a sending about which {@link #match} is asked as well, once there is a connection:
   * what is recorded of a request that no mapping treats is left to that.
   */
  public @Nullable RouteInjection matchBefore(
      String scheme, String host, int port, String method, String target) {
    return match(scheme, host, port, method, target, false, false);
  }

  private @Nullable RouteInjection match(
      String scheme,
      String host,
      int port,
      String method,
      String target,
      boolean isFinal,
      boolean isAskedAgain) {
    RouteInjection found =
        injector.match(
            client,
            scheme,
            host,
            port,
            method,
            RequestTarget.originForm(target),
            isFinal,
            isAskedAgain);
    if (found == null || found.isGuard() || RequestTarget.isAt(target, scheme, host, port)) {
      return found;
    }
    found.otherPlace(host, RequestTarget.place(target));
    return injector.guard(host);
  }

  /**
   * What will be done with a request, before the client dials: for a token that can be fetched
   * meanwhile, a body that is to be collected. It is decided with {@link #match} when it is
   * written; nothing is counted or said here.
   */
  public @Nullable RouteInjection foresee(
      String scheme, String host, int port, String method, String target) {
    return injector.foresee(client, scheme, host, port, method, RequestTarget.originForm(target));
  }

  /**
   * The decision about a request that may be answered inside the JVM ({@link
   * RouteInjection#question}), before the client dials; null for all others. Asked only if {@link
   * #hasAnswers}.
   */
  public @Nullable RouteInjection answering(
      String scheme, String host, int port, String method, String target) {
    RouteInjection foreseen = foresee(scheme, host, port, method, target);
    if (foreseen == null || !foreseen.answers()) {
      return null;
    }
    RouteInjection found = match(scheme, host, port, method, target, true, true);
    return found == null || !found.answers() ? null : found;
  }

  /** Whether a mapping answers requests inside the JVM: hardly any configuration has such. */
  public boolean hasAnswers() {
    return injector.hasAnswers();
  }

  /**
   * The same with a second lock: if TLS names the other end, it must be the host.
   *
   * @param peer host that the TLS session or engine of the connection names ({@code
   *     SSLSession.getPeerHost}); null if there is none
   */
  public @Nullable RouteInjection match(
      String scheme, String host, int port, @Nullable String peer, String method, String target) {
    RouteInjection found = match(scheme, host, port, method, target);
    if (peer != null && (found == null || found.isGuard()) && !peer.equalsIgnoreCase(host)) {
      injector.otherPeer(client, host, port, peer);
    }
    return found == null ? null : proven(found, host, peer);
  }

  /**
   * For clients that decide before there is a connection: what to do with the request, now that it
   * is known which one it is written to. Logged once if that is not what the decision was made for.
   *
   * @return the decision; if it does not hold, what keeps placeholders from leaving, or null to
   *     leave the request alone
   */
  public @Nullable RouteInjection proven(
      RouteInjection injection, String host, @Nullable String peer) {
    if (injection.isGuard() || PeerName.mayBe(peer, host)) {
      return injection;
    }
    injection.otherPeer(host, String.valueOf(peer));
    return injector.guard(host);
  }

  /**
   * What keeps placeholders from leaving with a request that gets no token; or null.
   *
   * @param host that it goes to
   */
  public @Nullable RouteInjection guard(String host) {
    return injector.guard(host);
  }

  /** Where to record what the application does by itself; null if that is not wanted now. */
  public @Nullable Discovery discovery() {
    return injector.discovery();
  }

  /** A TLS connection to that target is about to be made, by whatever client. */
  public void connecting(String host, int port) {
    injector.connecting(host, port);
  }

  /**
   * The client writes a request over a connection whose target is unknown. Logs so, first and once
   * an hour, if its Host header names a mapped host; it gets no token, since a header is not a
   * target.
   *
   * @param hostHeader value of the Host header, or null
   */
  public void undecidable(@Nullable String hostHeader) {
    if (hostHeader != null) {
      injector.undecidable(client, hostHeader);
    }
  }

  /**
   * The client writes a request over a connection that was opened before the agent was attached,
   * and that can no longer be covered. Logs so, first and once an hour, if its Host header names a
   * mapped host.
   *
   * @param hostHeader value of the Host header or the authority
   */
  public void openedBefore(String hostHeader) {
    injector.openedBefore(client, hostHeader);
  }
}
