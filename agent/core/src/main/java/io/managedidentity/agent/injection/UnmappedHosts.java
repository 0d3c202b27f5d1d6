package io.managedidentity.agent.injection;

import io.managedidentity.agent.config.MappingConfig;
import io.managedidentity.agent.config.Mode;
import io.managedidentity.agent.log.AgentLog;
import io.managedidentity.agent.routing.MappingMismatch;
import io.managedidentity.agent.target.HostPattern;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Targets of requests that no mapping matches: tells those that a mapping nearly names. Of one
 * version of the configuration. Thread-safe; a target that is known costs one look-up.
 */
final class UnmappedHosts {
  /** An unlimited number of targets must not fill the memory: then it begins anew. */
  private static final int MOST = 1000;

  private static final int HTTPS_PORT = 443;
  private static final int HTTP_PORT = 80;

  private final List<MappingConfig> mappings;
  private final @Nullable RouteInjection[] injections;
  private final AgentLog log;
  private final ConcurrentHashMap<String, Target> byHost = new ConcurrentHashMap<>();
  private final AtomicInteger size = new AtomicInteger();
  private final AtomicInteger lines = new AtomicInteger();

  /** One port of a host, and what a mapping has to do with it. */
  static final class Target {
    final int port;
    final boolean isEncrypted;

    /** Null if no mapping nearly names it. */
    final @Nullable RouteInjection near;

    /** How the mapping names it; null if only the port is another one. */
    final @Nullable String named;

    final @Nullable Target next;

    Target(
        int port,
        boolean isEncrypted,
        @Nullable RouteInjection near,
        @Nullable String named,
        @Nullable Target next) {
      this.port = port;
      this.isEncrypted = isEncrypted;
      this.near = near;
      this.named = named;
      this.next = next;
    }

    /** What happened to a request of a mapping; null if none nearly names it. */
    @Nullable Outcome outcome() {
      return near == null ? null : named == null ? Outcome.OTHER_PORT : Outcome.OTHER_NAME;
    }

    @Nullable String mapping() {
      return near == null ? null : near.mapping().name();
    }
  }

  /**
   * @param injections of the mappings, in their order
   */
  UnmappedHosts(List<MappingConfig> mappings, @Nullable RouteInjection[] injections, AgentLog log) {
    this.mappings = mappings;
    this.injections = injections;
    this.log = log;
  }

  int remembered() {
    return byHost.size();
  }

  /**
   * No mapping matches a request to it.
   *
   * @param port -1 for the scheme's default
   * @return what a mapping has to do with it
   */
  Target met(String scheme, String host, int port) {
    boolean isEncrypted = scheme.equalsIgnoreCase("https") || scheme.equalsIgnoreCase("wss");
    int schemeDefault = isEncrypted ? HTTPS_PORT : HTTP_PORT;
    int to = port == -1 ? schemeDefault : port;
    Target target = byHost.get(host);
    while (target != null && (target.port != to || target.isEncrypted != isEncrypted)) {
      target = target.next;
    }
    if (target == null) {
      target = newTarget(host, to, isEncrypted, schemeDefault);
    }
    RouteInjection near = target.near;
    if (near != null) {
      if (target.named == null) {
        near.otherPort(scheme, host, to);
      } else {
        near.otherName(host, target.named);
      }
    }
    return target;
  }

  private Target newTarget(String host, int port, boolean isEncrypted, int schemeDefault) {
    if (size.incrementAndGet() > MOST) {
      byHost.clear();
      size.set(1);
    }
    boolean isNamed = false;
    for (MappingConfig mapping : mappings) {
      isNamed |= MappingMismatch.namesHost(mapping, host, port, schemeDefault);
    }
    if (log.isDebugEnabled() && lines.incrementAndGet() <= MOST) {
      String place = host.toLowerCase(Locale.ROOT) + ":" + port;
      log.debug(
          isNamed
              ? "a mapping names "
                  + place
                  + ", but none matches the path and method of a request"
                  + " to it, which stays as it is."
              : "no mapping names " + place + ", so requests to it stay as they are.");
    }
    Target target =
        isNamed
            ? new Target(port, isEncrypted, null, null, byHost.get(host))
            : near(host, port, isEncrypted, schemeDefault);
    // A target that another thread adds at the same time may be lost, and is added once more.
    byHost.put(host, target);
    return target;
  }

  private Target near(String host, int port, boolean isEncrypted, int schemeDefault) {
    Target before = byHost.get(host);
    for (int i = 0; i < injections.length; i++) {
      if (isUsed(i) && MappingMismatch.namesHost(mappings.get(i), host)) {
        return new Target(port, isEncrypted, injections[i], null, before);
      }
    }
    for (int i = 0; i < injections.length; i++) {
      String named = isUsed(i) ? sameAs(mappings.get(i), host, port, schemeDefault) : null;
      if (named != null) {
        return new Target(port, isEncrypted, injections[i], named, before);
      }
    }
    return new Target(port, isEncrypted, null, null, before);
  }

  private boolean isUsed(int index) {
    return injections[index] != null && mappings.get(index).mode() != Mode.OFF;
  }

  private static @Nullable String sameAs(
      MappingConfig mapping, String host, int port, int schemeDefault) {
    for (HostPattern pattern : mapping.hosts()) {
      if (!pattern.hasWildcard()
          && pattern.matchesPort(port, schemeDefault)
          && AccountName.isSame(pattern.name(), host)) {
        return pattern.text();
      }
    }
    return null;
  }

  /**
   * A request that no mapping matches goes over a TLS connection to another name than was dialled.
   *
   * @param peer that TLS names
   */
  void dialled(String host, int port, String peer) {
    int to = port == -1 ? HTTPS_PORT : port;
    for (int i = 0; i < injections.length; i++) {
      if (MappingMismatch.namesHost(mappings.get(i), peer, to, HTTPS_PORT)) {
        RouteInjection injection = injections[i];
        if (injection != null && isUsed(i)) {
          injection.otherDial(host, peer);
        }
        return;
      }
    }
  }
}
