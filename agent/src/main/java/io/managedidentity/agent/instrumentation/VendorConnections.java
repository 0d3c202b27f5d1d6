package io.managedidentity.agent.instrumentation;

import io.managedidentity.agent.config.ClientNames;
import io.managedidentity.agent.instrumentation.WovenMethod.Place;
import io.managedidentity.agent.instrumentation.WovenMethod.Value;

/**
 * Connections of {@code java.net.URL} that are not the JDK's own. IBM's stand on the JDK's and are
 * covered with it.
 */
final class VendorConnections {
  private static final String WEBLOGIC = "weblogic/net/http/HttpURLConnection";

  private static final CoveredClient VENDOR =
      new CoveredClient(
          ClientNames.VENDOR_URL_CONNECTION,
          "vendorurlconnection.VendorUrlConnectionHook",
          entry("connect", "()V").build(),
          entry("getInputStream", "()Ljava/io/InputStream;").build(),
          entry("getOutputStream", "()Ljava/io/OutputStream;").optional().build());

  static final CoveredClient[] ALL = {VENDOR};

  private VendorConnections() {}

  private static WovenMethod.Builder entry(String method, String descriptor) {
    return WovenMethod.announce(0, Place.ANNOUNCE_ENTRY, WEBLOGIC, method, descriptor)
        .with(Value.slot(0));
  }
}
