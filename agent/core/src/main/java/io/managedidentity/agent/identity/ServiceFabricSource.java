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
import org.jspecify.annotations.Nullable;

/** Service Fabric: an endpoint on this node whose certificate is fixed by its thumbprint (R-SF). */
final class ServiceFabricSource implements IdentitySource {
  private static final String THUMBPRINT = "IDENTITY_SERVER_THUMBPRINT";
  private static final int THUMBPRINT_DIGITS = 40;

  private final SourceHost host;

  ServiceFabricSource(SourceHost host) {
    this.host = host;
  }

  @Override
  public String id() {
    return "service-fabric";
  }

  @Override
  public String label() {
    return "Service Fabric";
  }

  @Override
  public Detection detect(TokenRequest request) {
    return Detection.byVariables(host, "IDENTITY_ENDPOINT", "IDENTITY_HEADER", THUMBPRINT);
  }

  @Override
  public AccessToken fetch(Ask ask) throws TokenException, InterruptedException {
    refuseWhatTheManifestSets(ask);
    EndpointUrl endpoint = ask.endpoint("IDENTITY_ENDPOINT");
    if (!endpoint.isSecure()) {
      throw ask.invalidEndpoint("IDENTITY_ENDPOINT", "is not an https URL");
    }
    String thumbprint = thumbprint(host.variable(THUMBPRINT));
    if (thumbprint == null) {
      throw ask.invalidEndpoint(THUMBPRINT, "is not a SHA-1 thumbprint of 40 hexadecimal digits");
    }
    EndpointRequest request =
        ClientHeaders.addTo(
                ask,
                EndpointRequest.get(parameters(ask, endpoint))
                    .header("secret", ask.headerSecret("IDENTITY_HEADER")))
            .pinnedTo(thumbprint);
    EndpointResponse response =
        RetryLoop.run(
            ask,
            RetryPolicy.SERVICE_FABRIC,
            new RetryLoop.Try() {
              @Override
              public EndpointResponse run() throws IOException {
                return ask.send(request, Timeouts.SERVICE_FABRIC);
              }
            });
    return TokenAnswer.read(ask, response, TokenErrorCode.MANAGED_IDENTITY_REQUEST_FAILED).token();
  }

  private EndpointUrl parameters(Ask ask, EndpointUrl endpoint) {
    boolean byObjectId = ask.identity.kind() == ManagedIdentityId.Kind.OBJECT_ID;
    String version = host.variable("IDENTITY_API_VERSION");
    if (byObjectId) {
      version = "2020-05-01"; // the first that knows principalId
    }
    EndpointUrl url =
        endpoint
            .with("api-version", version == null ? "2019-07-01-preview" : version)
            .with("resource", ask.resource.name());
    if (byObjectId) {
      url = url.with("principalId", ask.identity.value().trim());
    }
    if (!ask.options.capabilities().isEmpty()) {
      url = url.with("xms_cc", String.join(",", ask.options.capabilities()));
    }
    String rejected = ask.options.rejectedTokenSha256();
    return ask.options.claims() == null || rejected == null
        ? url
        : url.with("token_sha256_to_refresh", rejected);
  }

  private static void refuseWhatTheManifestSets(Ask ask) throws TokenException {
    ManagedIdentityId.Kind kind = ask.identity.kind();
    if (kind == ManagedIdentityId.Kind.CLIENT_ID || kind == ManagedIdentityId.Kind.RESOURCE_ID) {
      throw ask.failure(
              TokenErrorCode.USER_ASSIGNED_MANAGED_IDENTITY_NOT_CONFIGURABLE_AT_RUNTIME,
              "Service Fabric cannot be told an identity by " + kind.label() + ".",
              "Set the identity in the application manifest and remove it from the mapping, or name"
                  + " it by objectId.")
          .build();
    }
  }

  /**
   * 40 digits of the text, without colons, blanks and the invisible marks of a copied text; or
   * null.
   */
  static @Nullable String thumbprint(@Nullable String text) {
    StringBuilder digits = new StringBuilder();
    for (int i = 0; text != null && i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < 0x80 && Character.digit(c, 16) >= 0) {
        digits.append(c);
      } else if (c != ':'
          && !Character.isWhitespace(c)
          && !Character.isSpaceChar(c)
          && Character.getType(c) != Character.FORMAT) {
        return null;
      }
    }
    return digits.length() == THUMBPRINT_DIGITS ? digits.toString() : null;
  }
}
