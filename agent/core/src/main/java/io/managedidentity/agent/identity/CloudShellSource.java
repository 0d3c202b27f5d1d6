package io.managedidentity.agent.identity;

import io.managedidentity.agent.identity.http.EndpointRequest;
import io.managedidentity.agent.identity.http.EndpointResponse;
import io.managedidentity.agent.identity.http.EndpointUrl;
import io.managedidentity.agent.identity.http.RetryPolicy;
import io.managedidentity.agent.identity.http.Timeouts;
import io.managedidentity.agent.token.AccessToken;
import io.managedidentity.agent.token.ManagedIdentityId;
import io.managedidentity.agent.token.TokenException;
import io.managedidentity.agent.token.TokenRequest;
import java.io.IOException;

/** Azure Cloud Shell: a form, and the identity of the signed-in user. */
final class CloudShellSource implements IdentitySource {
  private final SourceHost host;

  CloudShellSource(SourceHost host) {
    this.host = host;
  }

  @Override
  public String id() {
    return "cloud-shell";
  }

  @Override
  public String label() {
    return "Cloud Shell";
  }

  @Override
  public Detection detect(TokenRequest request) {
    return host.has("MSI_SECRET")
        ? Detection.absent("MSI_SECRET is set, so MSI_ENDPOINT is not that of Cloud Shell")
        : Detection.byVariables(host, "MSI_ENDPOINT");
  }

  @Override
  public AccessToken fetch(Ask ask) throws TokenException, InterruptedException {
    if (ask.identity.kind() != ManagedIdentityId.Kind.SYSTEM_ASSIGNED) {
      throw ask.failure(
              TokenErrorCode.USER_ASSIGNED_MANAGED_IDENTITY_NOT_SUPPORTED,
              "Cloud Shell has the identity of the signed-in user only.",
              "Remove the identity from the mapping, or run this on a host that has identities.")
          .build();
    }
    StringBuilder form = new StringBuilder("resource=");
    EndpointUrl.encode(ask.resource.name(), form);
    EndpointRequest request =
        EndpointRequest.post(ask.endpoint("MSI_ENDPOINT"), form.toString())
            .header("Metadata", "true");
    EndpointResponse response =
        RetryLoop.run(
            ask,
            RetryPolicy.LOCAL,
            new RetryLoop.Try() {
              @Override
              public EndpointResponse run() throws IOException {
                return ask.send(request, Timeouts.LOCAL);
              }
            });
    return TokenAnswer.read(ask, response, TokenErrorCode.MANAGED_IDENTITY_REQUEST_FAILED).token();
  }
}
