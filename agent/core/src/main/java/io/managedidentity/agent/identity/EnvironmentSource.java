package io.managedidentity.agent.identity;

import io.managedidentity.agent.identity.http.EndpointResponse;
import io.managedidentity.agent.token.AccessToken;
import io.managedidentity.agent.token.TokenException;
import io.managedidentity.agent.token.TokenRequest;

/**
 * A service principal whose secret is in the environment; only if configuration names it. The
 * mapping's identity is ignored: the principal is that of the variables.
 */
final class EnvironmentSource implements IdentitySource {
  private static final String CLIENT_ID = "AZURE_CLIENT_ID";
  private static final String CLIENT_SECRET = "AZURE_CLIENT_SECRET";

  private final SourceHost host;

  EnvironmentSource(SourceHost host) {
    this.host = host;
  }

  @Override
  public String id() {
    return "environment";
  }

  @Override
  public String label() {
    return "Environment";
  }

  @Override
  public Detection detect(TokenRequest request) {
    return request.tenantId() == null
        ? Detection.byVariables(host, "AZURE_TENANT_ID", CLIENT_ID, CLIENT_SECRET)
        : Detection.byVariables(host, CLIENT_ID, CLIENT_SECRET);
  }

  @Override
  public AccessToken fetch(Ask ask) throws TokenException, InterruptedException {
    EntraCall call = new EntraCall(ask, TokenErrorCode.ENVIRONMENT_CREDENTIAL_UNAVAILABLE);
    String clientId = required(CLIENT_ID, call);
    String secret = ask.secret(required(CLIENT_SECRET, call));
    StringBuilder form = new StringBuilder(256);
    EntraCall.append(form, "client_id", clientId);
    EntraCall.append(form, "client_secret", secret);
    EntraCall.append(form, "grant_type", "client_credentials");
    EntraCall.append(form, "scope", ask.resource.scope());
    EndpointResponse response = call.post(form);
    return TokenAnswer.read(ask, response, TokenErrorCode.ENVIRONMENT_CREDENTIAL_REQUEST_FAILED)
        .token();
  }

  private String required(String name, EntraCall call) throws TokenException {
    String value = host.variable(name);
    if (value == null) {
      throw call.unavailable(name + " is not set", "Set " + name + ", or name another source.");
    }
    return value;
  }
}
