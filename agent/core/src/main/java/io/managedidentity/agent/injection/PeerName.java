package io.managedidentity.agent.injection;

import io.managedidentity.agent.target.HostKind;
import io.managedidentity.agent.target.HostName;
import io.managedidentity.agent.target.Ipv6Literal;
import org.jspecify.annotations.Nullable;

/**
 * Compares the host that a connection was dialled for with the one that TLS names. The certificate
 * was checked for the latter, so a request whose target is another one is on its way to someone
 * else.
 */
final class PeerName {
  private PeerName() {}

  /**
   * @param peer that the TLS session or engine names, or null
   * @param host that was dialled
   */
  static boolean mayBe(@Nullable String peer, String host) {
    if (peer == null || peer.isEmpty() || peer.equalsIgnoreCase(host)) {
      return true;
    }
    HostKind ofPeer = HostName.kindOf(peer);
    HostKind ofHost = HostName.kindOf(host);
    if (isAddress(ofPeer) && !isAddress(ofHost)) {
      // The socket was made from an address (a resolver of the application's, a private endpoint),
      // so TLS names none, and the client compares the certificate with the host by itself.
      return true;
    }
    if (ofPeer == HostKind.IPV6 && ofHost == HostKind.IPV6) {
      return Ipv6Literal.high(peer) == Ipv6Literal.high(host)
          && Ipv6Literal.low(peer) == Ipv6Literal.low(host);
    }
    String left = HostName.toAscii(peer);
    return left != null && left.equals(HostName.toAscii(host));
  }

  private static boolean isAddress(HostKind kind) {
    return kind == HostKind.IPV4 || kind == HostKind.IPV6;
  }
}
