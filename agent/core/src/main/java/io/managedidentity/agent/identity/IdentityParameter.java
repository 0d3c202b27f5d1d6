package io.managedidentity.agent.identity;

import io.managedidentity.agent.identity.http.EndpointUrl;
import io.managedidentity.agent.token.ManagedIdentityId;
import io.managedidentity.agent.token.TokenException;
import org.jspecify.annotations.Nullable;

/** Names under which a source is told a user-assigned identity (R-ID); null for "cannot". */
final class IdentityParameter {
  static final IdentityParameter IMDS =
      new IdentityParameter("client_id", "object_id", "msi_res_id");
  static final IdentityParameter APP_SERVICE =
      new IdentityParameter("client_id", "object_id", "mi_res_id");
  static final IdentityParameter ARC =
      new IdentityParameter("client_id", "object_id", "msi_res_id");
  static final IdentityParameter MSI_2017 = new IdentityParameter("clientid", null, null);

  private final String clientId;
  private final @Nullable String objectId;
  private final @Nullable String resourceId;

  private IdentityParameter(
      String clientId, @Nullable String objectId, @Nullable String resourceId) {
    this.clientId = clientId;
    this.objectId = objectId;
    this.resourceId = resourceId;
  }

  /** The parameter for that kind; null for the system-assigned identity or if there is none. */
  @Nullable String name(ManagedIdentityId.Kind kind) {
    if (kind == ManagedIdentityId.Kind.CLIENT_ID) {
      return clientId;
    }
    if (kind == ManagedIdentityId.Kind.OBJECT_ID) {
      return objectId;
    }
    return kind == ManagedIdentityId.Kind.RESOURCE_ID ? resourceId : null;
  }

  EndpointUrl addTo(Ask ask, EndpointUrl url) throws TokenException {
    ManagedIdentityId identity = ask.identity;
    if (identity.kind() == ManagedIdentityId.Kind.SYSTEM_ASSIGNED) {
      return url;
    }
    String name = name(identity.kind());
    if (name == null) {
      throw ask.failure(
              TokenErrorCode.INVALID_MANAGED_IDENTITY_ID_TYPE,
              ask.source.label()
                  + " cannot be told an identity by "
                  + identity.kind().label()
                  + ".",
              "Name it by clientId in the mapping.")
          .build();
    }
    return url.with(name, identity.value().trim());
  }
}
