package io.managedidentity.agent.identity;

import io.managedidentity.agent.identity.http.EndpointRequest;
import io.managedidentity.agent.identity.http.EndpointResponse;
import io.managedidentity.agent.identity.http.EndpointUrl;
import io.managedidentity.agent.identity.http.RetryPolicy;
import io.managedidentity.agent.identity.http.Timeouts;
import io.managedidentity.agent.log.LogLevel;
import io.managedidentity.agent.token.AccessToken;
import io.managedidentity.agent.token.TokenException;
import io.managedidentity.agent.token.TokenRequest;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * The Instance Metadata Service of virtual machines, scale sets, Container Instances, AKS nodes.
 */
final class ImdsSource implements IdentitySource {
  static final String AUTHORITY_VARIABLE = "AZURE_POD_IDENTITY_AUTHORITY_HOST";
  static final String PATH = "/metadata/identity/oauth2/token";

  private static final String DEFAULT_ORIGIN = "http://169.254.169.254";

  /** Variables of platforms that have an endpoint of their own and no IMDS (R-ORDER). */
  private static final String[] PLATFORMS = {
    "WEBSITE_SITE_NAME", "WEBSITE_INSTANCE_ID", "CONTAINER_APP_NAME", "FUNCTIONS_WORKER_RUNTIME"
  };

  private static final Timeouts UNLIKELY = new Timeouts(500, 2000);

  private final SourceHost host;

  ImdsSource(SourceHost host) {
    this.host = host;
  }

  @Override
  public String id() {
    return "imds";
  }

  @Override
  public String label() {
    return "IMDS";
  }

  @Override
  public Detection detect(TokenRequest request) {
    return host.has(AUTHORITY_VARIABLE)
        ? Detection.present(AUTHORITY_VARIABLE + " is set")
        : Detection.present(
            "the default if nothing else is found; the first token will show whether"
                + " it answers");
  }

  @Override
  public AccessToken fetch(Ask ask) throws TokenException, InterruptedException {
    EndpointUrl url =
        IdentityParameter.IMDS.addTo(
            ask,
            endpoint(ask)
                .withPath(PATH)
                .with("api-version", "2018-02-01")
                .with("resource", ask.resource.name()));
    Timeouts limits = warnOfPlatform() ? UNLIKELY : Timeouts.LOCAL;
    EndpointRequest request =
        ClientHeaders.addTo(ask, EndpointRequest.get(url).header("Metadata", "true"));
    EndpointResponse response =
        RetryLoop.run(
            ask,
            RetryPolicy.IMDS,
            new RetryLoop.Try() {
              @Override
              public EndpointResponse run() throws IOException {
                return ask.send(request, limits);
              }
            });
    return TokenAnswer.read(ask, response, TokenErrorCode.MANAGED_IDENTITY_REQUEST_FAILED).token();
  }

  private EndpointUrl endpoint(Ask ask) throws TokenException {
    if (host.has(AUTHORITY_VARIABLE)) {
      return ask.endpoint(AUTHORITY_VARIABLE);
    }
    return defaultUrl();
  }

  static EndpointUrl defaultUrl() {
    return EndpointUrl.known(DEFAULT_ORIGIN);
  }

  private boolean warnOfPlatform() {
    String platform = platform();
    if (platform == null || host.has("IDENTITY_ENDPOINT") || host.has(AUTHORITY_VARIABLE)) {
      return false;
    }
    host.log.once(
        "imds-on-platform",
        LogLevel.WARN,
        platform
            + " is set, but IDENTITY_ENDPOINT is not: this app probably has no managed identity."
            + " Enable one; see that WEBSITE_DISABLE_MSI is not set and, in Container Apps, that"
            + " identitySettings include this container. IMDS is asked in the meantime.");
    return true;
  }

  private @Nullable String platform() {
    for (String name : PLATFORMS) {
      if (host.has(name)) {
        return name;
      }
    }
    return null;
  }
}
