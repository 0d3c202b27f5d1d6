package io.managedidentity.agent.refusal;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Error codes of services that say why they refuse a token, and what to do where the reason alone
 * does not tell. In a sentence, {name} stands for the first label of the host.
 */
final class KnownRefusals {
  private static final String STILL_A_SECRET =
      "The service saw a key or a signature on the request, which it refuses: name what carries it in"
          + " removeHeaders or removeQuery of the mapping.";
  private static final String UNSEEN =
      "The service saw no token that it knows. Look for a proxy that changes the request, or for an"
          + " x-ms-version header that is older than tokens (\"service\" in the mapping raises it).";

  private static final String[] OF_AUDIENCE = {
    "AKV10022", "InvalidAuthenticationTokenAudience", "InvalidAudience"
  };

  private static final String[] OF_TENANT = {"AKV10032", "InvalidAuthenticationTokenTenant"};

  private static final String[] OF_CLOCK = {"ExpiredAuthenticationToken", "AADSTS700024"};

  private static final String[] OF_ROLE = {
    "AuthorizationPermissionMismatch",
    "InsufficientAccountPermissions",
    "ForbiddenByRbac",
    "AuthorizationFailed",
    "LinkedAuthorizationFailed",
    "PermissionDenied",
    "Authorization_RequestDenied",
    "5301",
    "5302"
  };

  private static final String[] OF_FEDERATION = {
    "AADSTS70021", "AADSTS700211", "AADSTS700212", "AADSTS700213"
  };

  private static final String[][] OTHERS = {
    {
      "ForbiddenByPolicy",
      "ROLE",
      "The vault uses access policies: az keyvault set-policy --name {name} --object-id {oid}"
          + " --secret-permissions get list"
    },
    {
      "AKV10046",
      "TENANT",
      "The vault does not know the key that the token is signed with: the token is from another cloud"
          + " (\"cloud\" in the configuration). If other requests with it succeed, it is a fault of the"
          + " vault, and a later request succeeds."
    },
    {"AKV10000", "REQUEST", UNSEEN},
    {"NoAuthenticationInformation", "REQUEST", UNSEEN},
    {"PublicAccessNotPermitted", "REQUEST", UNSEEN},
    {"KeyBasedAuthenticationNotPermitted", "REQUEST", STILL_A_SECRET},
    {"AuthenticationTypeDisabled", "REQUEST", STILL_A_SECRET},
    {
      "AuthorizationFailure",
      "NETWORK",
      "The network rules of the account do not let this machine in: az storage account network-rule"
          + " add --account-name {name} --ip-address ADDRESS, or use a private endpoint."
    },
    {
      "ForbiddenByFirewall",
      "NETWORK",
      "The firewall of the vault does not let this machine in: az keyvault network-rule add --name"
          + " {name} --ip-address ADDRESS, or use a private endpoint."
    },
    {
      "ForbiddenByConnection",
      "NETWORK",
      "The vault takes no requests from public networks: use its private endpoint."
    },
    {
      "5300",
      "SERVICE",
      "Cosmos DB never does this for a token: create, change and delete databases and containers by"
          + " Azure Resource Manager (az cosmosdb sql database create, az cosmosdb sql container"
          + " create)."
    },
    {
      "DenyAssignmentAuthorizationFailed",
      "SERVICE",
      "A deny assignment forbids this, whatever roles the identity has: az rest --method GET --url"
          + " \"https://management.azure.com/RESOURCE_ID/providers/Microsoft.Authorization/denyAssignments?api-version=2022-04-01\""
    },
    {
      "AADSTS700016",
      "FEDERATION",
      "The tenant does not have the application of the token request: correct the application's tenant"
          + " or client id."
    },
    {
      "AADSTS7000229",
      "FEDERATION",
      "The tenant has no service principal of the application: az ad sp create --id CLIENT_ID"
    },
    {
      "AADSTS700027",
      "FEDERATION",
      "The login host cannot check the signature of the assertion: it is of another cloud or tenant."
    },
    {
      "AADSTS500011",
      "AUDIENCE",
      "The tenant has no service with the resource or scope that the application asks for: correct it"
          + " in the application."
    },
    {"AADSTS90002", "FEDERATION", "There is no such tenant: correct it in the application."},
    {
      "AADSTS53003",
      "FEDERATION",
      "Conditional Access of the tenant blocks the application: its sign-in log names the policy."
    },
  };

  /** Error codes that leave the reason open. */
  private static final List<String> OF_ANY_REASON =
      Arrays.asList(
          "AccessDenied",
          "AuthenticationFailed",
          "BadRequest",
          "Forbidden",
          "InvalidAuthenticationInfo",
          "InvalidAuthenticationToken",
          "Unauthorized");

  private static final Map<String, RefusalReason> REASONS = reasons();

  private KnownRefusals() {}

  private static Map<String, RefusalReason> reasons() {
    Map<String, RefusalReason> reasons = new HashMap<>();
    put(reasons, RefusalReason.AUDIENCE, OF_AUDIENCE);
    put(reasons, RefusalReason.TENANT, OF_TENANT);
    put(reasons, RefusalReason.CLOCK, OF_CLOCK);
    put(reasons, RefusalReason.ROLE, OF_ROLE);
    put(reasons, RefusalReason.FEDERATION, OF_FEDERATION);
    for (String[] other : OTHERS) {
      reasons.put(other[0], RefusalReason.valueOf(other[1]));
    }
    return reasons;
  }

  private static void put(
      Map<String, RefusalReason> reasons, RefusalReason reason, String[] codes) {
    for (String code : codes) {
      reasons.put(code, reason);
    }
  }

  /** Whether services are known to say this, so that it cannot be a secret. */
  static boolean isWord(String code) {
    return REASONS.containsKey(code) || OF_ANY_REASON.contains(code);
  }

  /** Null if the code does not say. */
  static @Nullable RefusalReason reason(String code) {
    return REASONS.get(code);
  }

  /** What the code means, where that is more than its reason; else null. */
  static @Nullable String sentence(String code, RefusedRequest request) {
    for (String[] other : OTHERS) {
      if (other[0].equals(code)) {
        return other[2]
            .replace("{name}", request.firstLabel())
            .replace("{oid}", request.principal());
      }
    }
    return null;
  }
}
