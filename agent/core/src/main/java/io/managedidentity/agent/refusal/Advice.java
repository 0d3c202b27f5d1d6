package io.managedidentity.agent.refusal;

import io.managedidentity.agent.catalogue.CatalogueService;
import org.jspecify.annotations.Nullable;

/** The sentences of a {@link RefusalReason} whose code says no more. */
final class Advice {
  private static final int UNAUTHORIZED = 401;
  private static final int FORBIDDEN = 403;

  private Advice() {}

  static String of(Refusal refusal, RefusedRequest request, RefusalAnswer answer) {
    switch (refusal.reason()) {
      case AUDIENCE:
        return audience(request, refusal.wantedAudience());
      case TENANT:
        return tenant(request, answer.challenge().tenant());
      case CLOCK:
        return clock(answer);
      case ROLE:
        return role(request, refusal.isRoleNamed());
      case SERVICE:
        return refusal.isCosmosManagement()
            ? String.valueOf(KnownRefusals.sentence("5300", request))
            : "The service takes tokens only at a custom subdomain: az cognitiveservices account"
                + " update --resource-group GROUP --name NAME --custom-domain NAME, and let the"
                + " application use https://NAME.cognitiveservices.azure.com.";
      case FEDERATION:
        return federation(request);
      default:
        String what = unknown(request, answer);
        return answer.status() == UNAUTHORIZED
            ? what + keysOnly(KnownAudience.service(request), request)
            : what;
    }
  }

  private static String audience(RefusedRequest request, @Nullable String wanted) {
    String own = "The token is for \"" + request.audience() + "\", and the service wants one for ";
    if (wanted == null) {
      return own + "another resource: correct \"resource\" in the mapping.";
    }
    String named = own + "\"" + wanted + "\"";
    if (KnownAudience.isOf(request, wanted)) {
      return named
          + ": set \"resource\": \""
          + wanted
          + "\" in the mapping, if that is this service's own.";
    }
    String owner = KnownAudience.owner(request, wanted);
    return owner == null
        ? named
            + ", which the answer alone says: it is no audience of Azure, nor of this host's domain."
            + " Ask the service's owner which audience it takes."
        : named
            + ". That is the audience of "
            + owner
            + ", and this host is none of its names: find out who answers there before a token for"
            + " it goes there.";
  }

  private static String tenant(RefusedRequest request, @Nullable String wanted) {
    String own = request.tenant();
    return (own == null
            ? "The service wants a token of "
            : "The token is of tenant " + own + ", and the service wants one of ")
        + (wanted == null ? "another tenant or cloud" : "tenant " + wanted)
        + ". A managed identity has tokens of its own tenant only: use an identity of the service's"
        + " tenant, and correct \"cloud\" in the configuration if the service is in another cloud.";
  }

  static String clock(RefusalAnswer answer) {
    long seconds = answer.clockBehindSeconds();
    if (seconds == 0) {
      return "The token is not valid at this time by the service's clock: compare it with the clock of"
          + " this machine (date -u), and let that be set by NTP.";
    }
    long minutes = Math.max(1, Math.round(Math.abs(seconds) / 60.0));
    return "The clock of this machine is "
        + minutes
        + (minutes == 1 ? " minute " : " minutes ")
        + (seconds > 0 ? "behind" : "ahead of")
        + " that of the service: let it be set by NTP.";
  }

  private static String federation(RefusedRequest request) {
    return "The login host does not take the assertion of "
        + request.identity()
        + ": the app registration needs a federated credential for it. az ad app"
        + " federated-credential create --id CLIENT_ID --parameters '{\"name\":\"managed-identity\","
        + "\"issuer\":\""
        + request.issuer()
        + "\",\"subject\":\""
        + request.principal()
        + "\",\"audiences\":[\""
        + request.audience()
        + "\"]}'";
  }

  private static String unknown(RefusedRequest request, RefusalAnswer answer) {
    if (answer.status() == UNAUTHORIZED) {
      return "The token is for \""
          + request.audience()
          + "\", as "
          + request.identity()
          + ". Check that this is the audience that the service expects, and that the service accepts"
          + " tokens of Entra.";
    }
    return answer.status() == FORBIDDEN
        ? role(request, false)
        : "Compare both answers: send such a request with a token by hand.";
  }

  private static String role(RefusedRequest request, boolean isSure) {
    CatalogueService service = KnownAudience.service(request);
    return RoleCommand.of(request, service, isSure) + keysOnly(service, request);
  }

  /** Search answers likewise whether a role is missing or it is set to take keys only. */
  private static String keysOnly(@Nullable CatalogueService service, RefusedRequest request) {
    return service != null && service.id().equals("ai-search")
        ? " If the service takes keys only: az search service update --resource-group GROUP --name "
            + request.firstLabel()
            + " --auth-options aadOrApiKey --aad-auth-failure-mode http403"
        : "";
  }
}
