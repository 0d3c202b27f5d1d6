package io.managedidentity.agent.cli.live;

import io.managedidentity.agent.routing.RequestUrl;
import io.managedidentity.agent.target.HostKind;
import io.managedidentity.agent.target.HostName;

/** A host or a URL of the command line, as it is compared, sent and shown. Immutable. */
final class Asked {
  private static final int HTTPS_PORT = 443;

  private final RequestUrl url;

  /**
   * @param url whose scheme is https
   */
  Asked(RequestUrl url) {
    this.url = url;
  }

  /** As the table of routes compares it; what that takes for no host stays as it is. */
  String host() {
    HostKind kind = HostName.kindOf(url.host());
    String name =
        kind == HostKind.NAME || kind == HostKind.NON_ASCII ? HostName.toAscii(url.host()) : null;
    return name == null ? url.host() : name;
  }

  /** May be none from 1 to 65535. */
  int port() {
    return url.port() < 0 ? HTTPS_PORT : url.port();
  }

  /** Path and query as they were written. */
  String target() {
    return url.target();
  }

  /** Scheme, host and port, and no user info, which is a secret. */
  String shown() {
    return "https://" + host() + (url.port() < 0 ? "" : ":" + url.port());
  }
}
