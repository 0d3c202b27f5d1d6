package io.managedidentity.agent.identity;

import io.managedidentity.agent.identity.http.EndpointRequest;

/** Headers by which Microsoft's services find a request in their logs (R-LOG). */
final class ClientHeaders {
  private static final String AGENT = "managed-identity-agent";

  private ClientHeaders() {}

  static EndpointRequest addTo(Ask ask, EndpointRequest request) {
    Package own = ClientHeaders.class.getPackage(); // null on 8 in a class loader of one's own
    String version = own == null ? null : own.getImplementationVersion();
    return request
        .header("User-Agent", version == null ? AGENT : AGENT + "/" + version)
        .header("x-ms-client-request-id", ask.requestId());
  }
}
