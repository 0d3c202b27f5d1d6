package io.managedidentity.agent.identity;

import io.managedidentity.agent.identity.http.EndpointResponse;
import io.managedidentity.agent.token.AccessToken;
import io.managedidentity.agent.token.ManagedIdentityId;
import io.managedidentity.agent.token.TokenException;
import io.managedidentity.agent.token.TokenRequest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Workload identity of AKS and other federated Kubernetes (R-WIF): the pod's own token, in a file
 * that Kubernetes renews, is exchanged at Entra.
 */
final class WorkloadIdentitySource implements IdentitySource {
  private static final String TOKEN_FILE = "AZURE_FEDERATED_TOKEN_FILE";
  private static final String CLIENT_ID = "AZURE_CLIENT_ID";
  private static final String TENANT_ID = "AZURE_TENANT_ID";
  private static final int MAX_BYTES = 64 * 1024;
  private static final String ASSERTION_TYPE =
      "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
  private static final String ASSERTION_OUT_OF_TIME = "AADSTS700024";

  /** What is an assertion for Entra, in every cloud. */
  private static final String EXCHANGE_AUDIENCE = "api://AzureADTokenExchange";

  /** Kubernetes renews the file at 80 % of the token's life; so long it may be kept. */
  private static final long UNKNOWN_LIFE_SECONDS = 300;

  private final SourceHost host;

  WorkloadIdentitySource(SourceHost host) {
    this.host = host;
  }

  @Override
  public String id() {
    return "workload-identity";
  }

  @Override
  public String label() {
    return "Workload identity";
  }

  @Override
  public Detection detect(TokenRequest request) {
    ManagedIdentityId.Kind kind = request.identity().kind();
    if (kind == ManagedIdentityId.Kind.OBJECT_ID || kind == ManagedIdentityId.Kind.RESOURCE_ID) {
      return Detection.absent("it takes an identity by clientId only");
    }
    if (kind == ManagedIdentityId.Kind.CLIENT_ID) {
      return request.tenantId() == null
          ? Detection.byVariables(host, TOKEN_FILE, TENANT_ID)
          : Detection.byVariables(host, TOKEN_FILE);
    }
    return request.tenantId() == null
        ? Detection.byVariables(host, TOKEN_FILE, TENANT_ID, CLIENT_ID)
        : Detection.byVariables(host, TOKEN_FILE, CLIENT_ID);
  }

  @Override
  public AccessToken fetch(Ask ask) throws TokenException, InterruptedException {
    EntraCall call = new EntraCall(ask, TokenErrorCode.WORKLOAD_IDENTITY_UNAVAILABLE);
    if (ask.resource.name().startsWith(EXCHANGE_AUDIENCE)) {
      return federated(assertion(ask, call));
    }
    String clientId = clientId(ask, call);
    String assertion = assertion(ask, call);
    EndpointResponse response = call.post(form(ask, clientId, assertion));
    if (response.status() != 200 && response.text().contains(ASSERTION_OUT_OF_TIME)) {
      String renewed = assertion(ask, call);
      if (!renewed.equals(assertion)) {
        response = call.post(form(ask, clientId, renewed));
      }
    }
    return TokenAnswer.read(ask, response, TokenErrorCode.WORKLOAD_IDENTITY_REQUEST_FAILED).token();
  }

  /**
   * The pod's own token is the assertion: Entra takes none that was itself got by an exchange
   * (AADSTS700231).
   */
  private AccessToken federated(String token) {
    long life = FederatedToken.lifeSeconds(token, host.clock.wallMillis());
    return new AccessToken(
        token,
        id(),
        host.clock.nanoTime(),
        life > 0 ? life : UNKNOWN_LIFE_SECONDS,
        life > 0 ? TokenLife.refreshIn(life, null) : null,
        1);
  }

  private String clientId(Ask ask, EntraCall call) throws TokenException {
    ManagedIdentityId.Kind kind = ask.identity.kind();
    if (kind == ManagedIdentityId.Kind.CLIENT_ID) {
      return ask.identity.value().trim();
    }
    if (kind != ManagedIdentityId.Kind.SYSTEM_ASSIGNED) {
      throw ask.failure(
              TokenErrorCode.INVALID_MANAGED_IDENTITY_ID_TYPE,
              "Workload identity cannot be told an identity by " + kind.label() + ".",
              "Name it by clientId in the mapping.")
          .build();
    }
    String clientId = host.variable(CLIENT_ID);
    if (clientId == null) {
      throw call.unavailable(
          CLIENT_ID + " is not set",
          "Annotate the pod's service account with azure.workload.identity/client-id, or set"
              + " \"clientId\" in the mapping.");
    }
    return clientId;
  }

  private String assertion(Ask ask, EntraCall call) throws TokenException {
    String path = host.variable(TOKEN_FILE);
    if (path == null) {
      throw call.unavailable(
          TOKEN_FILE + " is not set",
          "Label the pod azure.workload.identity/use: \"true\" and start it again.");
    }
    String fault;
    IOException cause = null;
    try {
      byte[] content = host.files.read(path, MAX_BYTES, true);
      String assertion = new String(content, StandardCharsets.UTF_8).trim();
      if (!assertion.isEmpty() && TokenAnswer.isVisibleAscii(assertion)) {
        FederatedToken.logClaims(host.log, assertion);
        return ask.secret(assertion);
      }
      fault = "is empty or holds no token";
    } catch (IOException e) {
      fault = "cannot be read (" + e.getClass().getSimpleName() + ")";
      cause = e;
    }
    throw call.unavailable(
        "the token file \"" + path + "\" " + fault,
        "Label the pod azure.workload.identity/use: \"true\" and start it again; check who may read"
            + " the file that "
            + TOKEN_FILE
            + " names.",
        cause);
  }

  private static StringBuilder form(Ask ask, String clientId, String assertion) {
    StringBuilder form = new StringBuilder(assertion.length() + 512);
    EntraCall.append(form, "client_id", clientId);
    EntraCall.append(form, "grant_type", "client_credentials");
    EntraCall.append(form, "scope", ask.resource.scope());
    EntraCall.append(form, "client_assertion_type", ASSERTION_TYPE);
    EntraCall.append(form, "client_assertion", assertion);
    String claims = claims(ask);
    return claims == null ? form : EntraCall.append(form, "claims", claims);
  }

  private static @Nullable String claims(Ask ask) {
    return ask.options.claims() == null && ask.options.capabilities().isEmpty()
        ? null
        : ClaimsParameter.of(ask.options.capabilities(), ask.options.claims());
  }
}
