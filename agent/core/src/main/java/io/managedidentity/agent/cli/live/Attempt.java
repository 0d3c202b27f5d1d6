package io.managedidentity.agent.cli.live;

import io.managedidentity.agent.clock.AgentClock;
import io.managedidentity.agent.identity.http.EndpointAddresses;
import io.managedidentity.agent.identity.http.EndpointClient;
import io.managedidentity.agent.identity.http.EndpointRequest;
import io.managedidentity.agent.identity.http.EndpointResponse;
import io.managedidentity.agent.identity.http.Timeouts;
import io.managedidentity.agent.identity.http.TlsRefusedException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** One exchange with a place, and how far it came. Immutable once it is made. */
final class Attempt {
  private final Timeouts limits;
  private final WitnessTrust trust;
  private List<String> addresses = Collections.emptyList();
  private @Nullable EndpointResponse response;
  private String failure = "";
  private boolean isWithoutTls;
  private boolean isUnreached;

  private Attempt(Timeouts limits, WitnessTrust trust) {
    this.limits = limits;
    this.trust = trust;
  }

  /** Blocks as long as the limits say, and the resolver's own time. */
  static Attempt of(
      EndpointRequest request,
      Place place,
      EndpointAddresses resolver,
      WitnessTrust trust,
      AgentClock clock,
      Timeouts limits) {
    Attempt attempt = new Attempt(limits, trust);
    EndpointAddresses noting =
        (host, port) -> {
          InetSocketAddress[] found = resolver.find(host, port);
          List<String> texts = new ArrayList<>();
          for (InetSocketAddress address : found) {
            texts.add(address.getAddress().getHostAddress());
          }
          attempt.addresses = texts;
          return found;
        };
    try {
      attempt.response = new EndpointClient(noting, attempt.trust, clock).send(request, limits);
    } catch (IOException e) {
      attempt.failure = attempt.sentence(e, "\"" + place.shownAuthority() + "\"");
    }
    return attempt;
  }

  private String sentence(IOException e, String host) {
    if (e instanceof UnknownHostException) {
      return "the name of "
          + host
          + " does not resolve here: correct the host, or have the machine use a DNS server that"
          + " knows it (a private endpoint has a private zone)";
    }
    String fault = trust.fault();
    if (fault != null) {
      return "this JVM's trust store cannot be used: look at javax.net.ssl.trustStore ("
          + Shown.of(fault)
          + ")";
    }
    if (e instanceof TlsRefusedException) {
      return TlsSentence.of(host, trust.chain(), e);
    }
    if (!trust.isAsked()) {
      isUnreached = !addresses.isEmpty();
      return unconnected(e, host);
    }
    isWithoutTls = trust.chain() == null;
    if (e instanceof SocketTimeoutException) {
      return (trust.protocol() == null ? "TLS was not set up" : "there was no complete answer")
          + " within "
          + limits.exchangeMillis() / 1000
          + " s";
    }
    if (e instanceof SSLException && trust.protocol() == null) {
      String message = String.valueOf(e.getMessage());
      return message.contains("ecognized SSL message")
          ? "the server speaks no TLS at this port"
          : "TLS does not work with it ("
              + Shown.of(message)
              + "): compare the protocol versions and cipher suites of both sides; it may also want a"
              + " client certificate";
    }
    return trust.protocol() == null
        ? "the connection ended before TLS was set up"
        : "the connection ended without an HTTP answer ("
            + Shown.of(String.valueOf(e.getMessage()))
            + ")";
  }

  private String unconnected(IOException e, String host) {
    String why =
        e instanceof SocketTimeoutException
            ? "no answer within " + limits.connectMillis() / 1000 + " s"
            : e instanceof ConnectException
                ? "nothing listens there"
                : e.getClass().getSimpleName();
    return "there is no connection to "
        + host
        + " ("
        + why
        + "): look at firewalls and network rules; this command, like the agent, uses no proxy";
  }

  /** Null if there was no answer. */
  @Nullable EndpointResponse response() {
    return response;
  }

  /** Why there was no answer, without a full stop; empty if there was one. */
  String failure() {
    return failure;
  }

  /** Whether the server seems to speak no TLS. */
  boolean isWithoutTls() {
    return isWithoutTls;
  }

  /** Whether none of its addresses took a connection. */
  boolean isUnreached() {
    return isUnreached;
  }

  /** What the name resolves to, as far as it is tried. */
  List<String> addresses() {
    return addresses;
  }

  /** Null if TLS was not set up. */
  @Nullable String protocol() {
    return trust.protocol();
  }

  /** The server's own; null if it showed none. */
  @Nullable X509Certificate certificate() {
    X509Certificate[] chain = trust.chain();
    return chain == null || chain.length == 0 ? null : chain[0];
  }
}
