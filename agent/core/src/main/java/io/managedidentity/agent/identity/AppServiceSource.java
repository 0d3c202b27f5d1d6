package io.managedidentity.agent.identity;

import io.managedidentity.agent.identity.http.EndpointRequest;
import io.managedidentity.agent.identity.http.EndpointResponse;
import io.managedidentity.agent.identity.http.EndpointUrl;
import io.managedidentity.agent.identity.http.RetryPolicy;
import io.managedidentity.agent.identity.http.Timeouts;
import io.managedidentity.agent.token.AccessToken;
import io.managedidentity.agent.token.TokenException;
import io.managedidentity.agent.token.TokenRequest;
import java.io.IOException;

/** App Service, Functions and Container Apps, api-version 2019-08-01. */
final class AppServiceSource implements IdentitySource {
  private final SourceHost host;

  AppServiceSource(SourceHost host) {
    this.host = host;
  }

  @Override
  public String id() {
    return "app-service";
  }

  @Override
  public String label() {
    return "App Service";
  }

  @Override
  public Detection detect(TokenRequest request) {
    return Detection.byVariables(host, "IDENTITY_ENDPOINT", "IDENTITY_HEADER");
  }

  @Override
  public AccessToken fetch(Ask ask) throws TokenException, InterruptedException {
    EndpointUrl url =
        IdentityParameter.APP_SERVICE.addTo(
            ask,
            ask.endpoint("IDENTITY_ENDPOINT")
                .with("api-version", "2019-08-01")
                .with("resource", ask.resource.name()));
    EndpointRequest request =
        EndpointRequest.get(url).header("X-IDENTITY-HEADER", ask.headerSecret("IDENTITY_HEADER"));
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
