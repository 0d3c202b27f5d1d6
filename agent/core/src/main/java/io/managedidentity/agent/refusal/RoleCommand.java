package io.managedidentity.agent.refusal;

import io.managedidentity.agent.catalogue.CatalogueService;
import org.jspecify.annotations.Nullable;

/** What gives an identity the role that it needs. */
final class RoleCommand {
  private static final String GRAPH = "graph";

  private RoleCommand() {}

  /**
   * Sentences that name identity, host and command.
   *
   * @param known what answered; null if it is not known
   * @param isSure whether the service says that it is this; else only its status lets one think so
   */
  static String of(RefusedRequest request, @Nullable CatalogueService known, boolean isSure) {
    String role = known == null ? "" : role(request, known);
    String service = known == null ? null : known.id();
    String lacks =
        capitalised(request.identity())
            + (isSure ? " has no role on \"" : " seems to have no role on \"")
            + request.host()
            + "\"";
    if (service != null && service.equals(GRAPH)) {
      return lacks + " for this: it needs application permissions. " + graph(request);
    }
    if (service != null && isGivenInside(role)) {
      return lacks + " for this: it needs " + role + ".";
    }
    return lacks
        + " that allows this: "
        + command(request, service == null ? "" : service, role.isEmpty() ? "ROLE" : role)
        + (service == null ? ", or for an API of your own an app role of its app registration" : "")
        + " (a new role counts after some minutes).";
  }

  private static String command(RefusedRequest request, String service, String role) {
    String name = request.firstLabel();
    String principal = request.principal();
    switch (service) {
      case "cosmos-nosql":
      case "cosmos-table":
        return "az cosmosdb "
            + (service.equals("cosmos-table") ? "table" : "sql")
            + " role assignment create --resource-group GROUP --account-name "
            + name
            + " --role-definition-id 00000000-0000-0000-0000-00000000000"
            + (request.isRead() ? '1' : '2')
            + " --principal-id "
            + principal
            + " --scope /";
      case "managed-hsm":
        return "az keyvault role assignment create --hsm-name "
            + name
            + " --assignee-object-id "
            + principal
            + " --assignee-principal-type ServicePrincipal --role \""
            + role
            + "\" --scope /keys";
      case "synapse":
        return "az synapse role assignment create --workspace-name "
            + name
            + " --assignee-object-id "
            + principal
            + " --assignee-principal-type ServicePrincipal --role \""
            + role
            + "\"";
      default:
        return "az role assignment create --assignee-object-id "
            + principal
            + " --assignee-principal-type ServicePrincipal --role \""
            + role
            + "\" --scope RESOURCE_ID";
    }
  }

  private static String graph(RefusedRequest request) {
    return "az rest --method POST --url"
        + " https://graph.microsoft.com/v1.0/servicePrincipals/"
        + request.principal()
        + "/appRoleAssignments --body '{\"principalId\":\""
        + request.principal()
        + "\",\"resourceId\":\"OBJECT_ID_OF_GRAPH\",\"appRoleId\":\"ID_OF_THE_PERMISSION\"}'";
  }

  /** Whether the service has roles or permissions of its own, which no such command gives. */
  private static boolean isGivenInside(String role) {
    return !role.isEmpty() && (Character.isLowerCase(role.charAt(0)) || role.contains(", inside"));
  }

  /** The catalogue's role; empty if there is none. */
  private static String role(RefusedRequest request, CatalogueService service) {
    String role = request.isRead() ? service.readRole() : service.writeRole();
    int end = role.length();
    for (String other : new String[] {"; ", " (", ", on "}) { // alternatives, ids, places
      int at = role.indexOf(other);
      end = at >= 0 && at < end ? at : end;
    }
    return role.substring(0, end);
  }

  private static String capitalised(String text) {
    return Character.toUpperCase(text.charAt(0)) + text.substring(1);
  }
}
