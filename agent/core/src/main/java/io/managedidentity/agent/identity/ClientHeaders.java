package io.managedidentity.agent.identity;

import io.managedidentity.agent.build.AgentVersion;
import io.managedidentity.agent.identity.http.EndpointRequest;

/** Headers by which Microsoft's services find a request in their logs (R-LOG). */
final class ClientHeaders {
  private static final String USER_AGENT =
      "managed-identity-agent/" + AgentVersion.ofThisJar().version();

  private ClientHeaders() {}

  static EndpointRequest addTo(Ask ask, EndpointRequest request) {
    return request
        .header("User-Agent", USER_AGENT)
        .header("x-ms-client-request-id", ask.requestId());
  }
}
