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

/**
 * The form of api-version 2017-09-01, which two platforms speak: Machine Learning, and App Service
 * before 2019. The variable DEFAULT_IDENTITY_CLIENT_ID tells them apart.
 */
final class Msi2017Source implements IdentitySource {
  private static final String DEFAULT_CLIENT_ID = "DEFAULT_IDENTITY_CLIENT_ID";

  private final SourceHost host;
  private final boolean machineLearning;

  private Msi2017Source(SourceHost host, boolean machineLearning) {
    this.host = host;
    this.machineLearning = machineLearning;
  }

  static Msi2017Source machineLearning(SourceHost host) {
    return new Msi2017Source(host, true);
  }

  static Msi2017Source appService(SourceHost host) {
    return new Msi2017Source(host, false);
  }

  @Override
  public String id() {
    return machineLearning ? "machine-learning" : "app-service-2017";
  }

  @Override
  public String label() {
    return machineLearning ? "Machine Learning" : "App Service (2017)";
  }

  @Override
  public Detection detect(TokenRequest request) {
    return machineLearning
        ? Detection.byVariables(host, "MSI_ENDPOINT", "MSI_SECRET", DEFAULT_CLIENT_ID)
        : Detection.byVariables(host, "MSI_ENDPOINT", "MSI_SECRET");
  }

  @Override
  public AccessToken fetch(Ask ask) throws TokenException, InterruptedException {
    EndpointUrl url =
        ask.endpoint("MSI_ENDPOINT")
            .with("api-version", "2017-09-01")
            .with("resource", ask.resource.name());
    String defaultId = host.variable(DEFAULT_CLIENT_ID);
    boolean isSystem = ask.identity.kind() == ManagedIdentityId.Kind.SYSTEM_ASSIGNED;
    url =
        isSystem && defaultId != null
            ? url.with("clientid", defaultId)
            : IdentityParameter.MSI_2017.addTo(ask, url);
    EndpointRequest request =
        EndpointRequest.get(url).header("secret", ask.headerSecret("MSI_SECRET"));
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
