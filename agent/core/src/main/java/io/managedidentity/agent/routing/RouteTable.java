package io.managedidentity.agent.routing;

import io.managedidentity.agent.config.AgentConfig;
import io.managedidentity.agent.target.HostKind;
import io.managedidentity.agent.target.HostName;
import io.managedidentity.agent.target.Ipv6Literal;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Decides which mapping a request falls under: the first in the file that matches. The time does
 * not grow with the number of mappings, nor with the number of paths of one host; only with those
 * that share the host and the start of the path, or the suffix behind a wildcard. Nothing is
 * allocated unless the host is not ASCII or the path can be read in several ways. Immutable.
 */
public final class RouteTable {
  private static final RouteDecision NOT_MAPPED = skip(SkipReason.NOT_MAPPED);
  private static final RouteDecision CONNECT_METHOD = skip(SkipReason.CONNECT_METHOD);
  private static final RouteDecision TRACE_METHOD = skip(SkipReason.TRACE_METHOD);
  private static final RouteDecision IDENTITY_ENDPOINT = skip(SkipReason.IDENTITY_ENDPOINT);
  private static final RouteDecision INVALID_HOST = skip(SkipReason.INVALID_HOST);
  private static final RouteDecision INVALID_PORT = skip(SkipReason.INVALID_PORT);
  private static final RouteDecision UNSUPPORTED_SCHEME = skip(SkipReason.UNSUPPORTED_SCHEME);

  /** ::ffff:0:0/96 and the well-known NAT64 prefix 64:ff9b::/96 carry an IPv4 address. */
  private static final long NAT64_HIGH = 0x0064_FF9B_0000_0000L;

  private final Route[] routes;
  private final HostTable exact;
  private final HostTable suffixes;
  private final AddressTable addresses;

  /** The mappings of token endpoints alone, since login hosts are such; null if there are none. */
  private final @Nullable RouteTable tokenEndpoints;

  RouteTable(
      Route[] routes,
      HostTable exact,
      HostTable suffixes,
      AddressTable addresses,
      @Nullable RouteTable tokenEndpoints) {
    this.tokenEndpoints = tokenEndpoints;
    this.routes = routes;
    this.exact = exact;
    this.suffixes = suffixes;
    this.addresses = addresses;
  }

  /** A table for a process whose environment names no identity endpoint. */
  public static RouteTable compile(AgentConfig config) {
    return compile(config, Collections.<String>emptyList());
  }

  /**
   * @param identityEndpoints {@code host:port} or {@code host} of the endpoints named by the
   *     environment (IDENTITY_ENDPOINT, MSI_ENDPOINT, AZURE_AUTHORITY_HOST and the like): they
   *     never get a token
   */
  public static RouteTable compile(AgentConfig config, List<String> identityEndpoints) {
    return new RouteTableBuilder(config, identityEndpoints).build();
  }

  /** All routes in the order of the file. */
  public List<Route> routes() {
    return Collections.unmodifiableList(Arrays.asList(routes));
  }

  /**
   * @param scheme of the connection: http, https, ws or wss in any case
   * @param host of the connection, as the client has it
   * @param port of the connection; -1 for the default of the scheme
   * @param method compared with case (RFC 9110 section 9.1)
   * @param rawTarget path and optional query as on the request line
   */
  public RouteDecision decide(
      String scheme, String host, int port, String method, String rawTarget) {
    if ("CONNECT".equalsIgnoreCase(method)) {
      return CONNECT_METHOD;
    }
    if ("TRACE".equalsIgnoreCase(method)) {
      return TRACE_METHOD;
    }
    boolean encrypted = "https".equalsIgnoreCase(scheme) || "wss".equalsIgnoreCase(scheme);
    if (!encrypted && !"http".equalsIgnoreCase(scheme) && !"ws".equalsIgnoreCase(scheme)) {
      return UNSUPPORTED_SCHEME;
    }
    if (port < -1 || port == 0 || port > 65535) {
      return INVALID_PORT;
    }
    HostKind kind = HostName.kindOf(host);
    String name = kind == HostKind.NON_ASCII ? HostName.toAscii(host) : host;
    if (kind == HostKind.INVALID || name == null) {
      return INVALID_HOST;
    }
    int schemeDefault = encrypted ? 443 : 80;
    int effectivePort = port == -1 ? schemeDefault : port;
    int code =
        kind == HostKind.IPV6
            ? firstByAddress(name, effectivePort, schemeDefault, method, rawTarget)
            : firstByName(
                name, kind != HostKind.IPV4, effectivePort, schemeDefault, method, rawTarget);
    if (code < 0 && tokenEndpoints != null) {
      RouteDecision found = tokenEndpoints.decide(scheme, host, port, method, rawTarget);
      return found.route() == null ? IDENTITY_ENDPOINT : found;
    }
    return decision(code, encrypted);
  }

  private RouteDecision decision(int code, boolean encrypted) {
    if (code == Candidates.NONE) {
      return NOT_MAPPED;
    }
    return code < 0 ? IDENTITY_ENDPOINT : routes[code >> 1].decision(encrypted, (code & 1) != 0);
  }

  private int firstByName(
      String name,
      boolean withSuffixes,
      int port,
      int schemeDefault,
      String method,
      String target) {
    int end = HostName.end(name);
    int best = Candidates.NONE;
    int hash = 0;
    for (int i = end - 1; i >= 0; i--) {
      char c = HostName.lower(name.charAt(i));
      if (c == '.' && withSuffixes) {
        Candidates found = suffixes.find(name, i + 1, end, hash);
        best = first(found, best, name, i, port, schemeDefault, method, target);
      }
      hash = HostTable.extend(hash, c);
    }
    Candidates found = exact.find(name, 0, end, hash);
    return first(found, best, name, 0, port, schemeDefault, method, target);
  }

  private int firstByAddress(
      String address, int port, int schemeDefault, String method, String target) {
    long high = Ipv6Literal.high(address);
    long low = Ipv6Literal.low(address);
    long prefix = low >>> 32;
    boolean carriesIpv4 =
        high == 0
            ? prefix == 0xFFFF || (prefix == 0 && low >>> 16 != 0)
            : high == NAT64_HIGH && prefix == 0;
    if (carriesIpv4 && isIdentityEndpoint(low, port, schemeDefault, method, target)) {
      return Candidate.IDENTITY_ENDPOINT * 2;
    }
    Candidates found = addresses.find(high, low);
    return first(found, Candidates.NONE, address, 0, port, schemeDefault, method, target);
  }

  /** The same rule for an IPv4 address written as IPv6. Rare, so it may allocate. */
  private boolean isIdentityEndpoint(
      long bits, int port, int schemeDefault, String method, String target) {
    String ipv4 =
        (bits >> 24 & 255)
            + "."
            + (bits >> 16 & 255)
            + "."
            + (bits >> 8 & 255)
            + "."
            + (bits & 255);
    return firstByName(ipv4, false, port, schemeDefault, method, target) < 0;
  }

  private static int first(
      @Nullable Candidates found,
      int best,
      String name,
      int leftEnd,
      int port,
      int schemeDefault,
      String method,
      String target) {
    return found == null
        ? best
        : found.first(best, name, leftEnd, port, schemeDefault, method, target);
  }

  private static RouteDecision skip(SkipReason reason) {
    return new RouteDecision(RouteDecision.Kind.SKIP, reason, null);
  }
}
