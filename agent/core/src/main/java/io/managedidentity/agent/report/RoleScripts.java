package io.managedidentity.agent.report;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Writes the grants for the Azure CLI, Bicep and Terraform, one application after the other: those
 * of a fleet would fill the memory.
 */
final class RoleScripts {
  private static final String CAVEAT =
      "For what was observed, as little as records tell: they do not tell a POST that only reads from"
          + " one that writes. What the application has not done yet may need more.";
  private static final String COSMOS_WRITER = "Cosmos DB Built-in Data Contributor";

  private static final int MOST_BY_HAND = 200;

  private final Merged merged;

  /** Identifiers of applications that get something. */
  private final Map<Application, String> ids = new LinkedHashMap<>();

  private final Set<String> byHand = new LinkedHashSet<>();

  RoleScripts(Merged merged) {
    this.merged = merged;
    Set<String> taken = new TreeSet<>();
    for (Application application : merged.fleet.applications()) {
      Grants grants = Grants.of(merged, application);
      for (String hand : grants.byHand()) {
        byHand.add(byHand.size() < MOST_BY_HAND ? hand : "And more: report.json has all.");
      }
      if (grants.isAny()) {
        String plain = Escapes.word(application.name, "").toLowerCase(Locale.ROOT);
        plain = plain.length() > 60 ? plain.substring(0, 60) : plain;
        String id = plain;
        for (int i = 2; !taken.add(id); i++) {
          id = plain + "_" + i;
        }
        ids.put(application, id);
      }
    }
  }

  private static String cosmosRole(Grant grant) {
    return grant.role.equals(COSMOS_WRITER)
        ? "00000000-0000-0000-0000-000000000002"
        : "00000000-0000-0000-0000-000000000001";
  }

  private static void comment(Appendable out, String sign, String text) throws IOException {
    out.append(sign).append(' ').append(Escapes.line(text)).append('\n');
  }

  private static void note(Grant grant, String sign, Appendable out) throws IOException {
    if (!grant.note.isEmpty()) {
      comment(out, sign, grant.note);
    }
  }

  private void byHand(Appendable out, String sign) throws IOException {
    for (String hand : byHand) {
      comment(out, sign, "By hand: " + hand);
    }
  }

  void shell(Appendable out) throws IOException {
    out.append("#!/bin/sh\n");
    comment(out, "#", CAVEAT);
    comment(
        out,
        "#",
        "Set these first; PRINCIPAL_… is the object id of an application's managed identity.");
    out.append("set -eu\n: \"${SUBSCRIPTION:?the id of the subscription}\"\n");
    out.append(": \"${RESOURCE_GROUP:?the resource group of the resources}\"\n");
    for (Map.Entry<Application, String> id : ids.entrySet()) {
      comment(out, "#", id.getKey().name);
      out.append(": \"${PRINCIPAL_").append(id.getValue()).append(":?the object id}\"\n");
    }
    out.append(
        "providers=\"/subscriptions/$SUBSCRIPTION/resourceGroups/$RESOURCE_GROUP/providers\"\n\n");
    for (Map.Entry<Application, String> of : ids.entrySet()) {
      Grants grants = Grants.of(merged, of.getKey());
      for (Grant grant : grants.grants()) {
        shell(grant, of.getValue(), out);
      }
      if (grants.hasCredential()) {
        shellCredential(of.getKey(), grants.tenants(), of.getValue(), out);
      }
    }
    byHand(out, "#");
  }

  private static void shell(Grant grant, String id, Appendable out) throws IOException {
    String principal = "\"$PRINCIPAL_" + id + "\"";
    note(grant, "#", out);
    if (grant.isOfCosmos()) {
      out.append("az cosmosdb sql role assignment create --subscription \"$SUBSCRIPTION\"")
          .append(" -g \"$RESOURCE_GROUP\" -a ")
          .append(Escapes.shell(grant.resource))
          .append(" --role-definition-id ")
          .append(cosmosRole(grant))
          .append(" --principal-id ")
          .append(principal)
          .append(" --scope /\n");
    } else {
      out.append("az role assignment create --assignee-object-id ")
          .append(principal)
          .append(" --assignee-principal-type ServicePrincipal --role ")
          .append(Escapes.shell(grant.role))
          .append(" --scope \"$providers\"")
          .append(Escapes.shell("/" + grant.path()))
          .append('\n');
    }
  }

  private static void shellCredential(
      Application application, Set<String> tenants, String id, Appendable out) throws IOException {
    out.append('\n');
    comment(
        out,
        "#",
        "The app registration of "
            + application.name
            + (tenants.isEmpty() ? "" : " in " + String.join(", ", tenants))
            + " trusts its managed identity, which must be user-assigned.");
    out.append(": \"${APP_").append(id).append(":?the application (client) id}\"\n");
    out.append(": \"${TENANT_").append(id).append(":?the id of the tenant}\"\n");
    out.append("az ad app federated-credential create --id \"$APP_")
        .append(id)
        .append("\" --parameters \"{\\\"name\\\":\\\"managed-identity\\\",\\\"issuer\\\":")
        .append("\\\"https://login.microsoftonline.com/$TENANT_")
        .append(id)
        .append("/v2.0\\\",\\\"subject\\\":\\\"$PRINCIPAL_")
        .append(id)
        .append("\\\",\\\"audiences\\\":[\\\"api://AzureADTokenExchange\\\"]}\"\n");
  }

  void bicep(Appendable out) throws IOException {
    comment(out, "//", CAVEAT);
    comment(
        out,
        "//",
        "For the resource group of the resources. A principal… is the object id of an application's managed identity.");
    for (Map.Entry<Application, String> id : ids.entrySet()) {
      out.append("@description(").append(Escapes.bicep(id.getKey().name)).append(")\n");
      out.append("param principal_").append(id.getValue()).append(" string\n");
    }
    Set<String> asked = new TreeSet<>();
    boolean hasCredentials = false;
    int resource = 0;
    int number = 0;
    for (Map.Entry<Application, String> of : ids.entrySet()) {
      Grants grants = Grants.of(merged, of.getKey());
      hasCredentials |= grants.hasCredential();
      Map<String, String> resources = new LinkedHashMap<>();
      for (Grant grant : grants.grants()) {
        String parent = resources.get(grant.path());
        if (parent == null) {
          parent = "resource" + resource++;
          resources.put(grant.path(), parent);
          existing(grant, parent, out);
        }
        bicep(grant, parent, "principal_" + of.getValue(), number++, asked, out);
      }
    }
    if (hasCredentials) {
      comment(
          out, "//", "Federated credentials of app registrations are in roles.sh and roles.tf.");
    }
    byHand(out, "//");
  }

  private static void bicep(
      Grant grant, String parent, String principal, int number, Set<String> asked, Appendable out)
      throws IOException {
    StringBuilder text = new StringBuilder();
    if (grant.isOfCosmos()) {
      text.append("resource assignment").append(number);
      text.append(
          " 'Microsoft.DocumentDB/databaseAccounts/sqlRoleAssignments@2023-11-15' = {\n  parent: ");
      text.append(parent).append("\n  name: guid(").append(parent).append(".id, ");
      text.append(principal).append(", '").append(cosmosRole(grant)).append("')\n");
      text.append("  properties: {\n    principalId: ").append(principal);
      text.append("\n    roleDefinitionId: '${").append(parent);
      text.append(".id}/sqlRoleDefinitions/").append(cosmosRole(grant)).append("'\n");
      text.append("    scope: ").append(parent).append(".id\n  }\n}\n");
    } else {
      String known = RoleIds.of(grant.role);
      String role = known == null ? "role_" + Escapes.word(grant.role, "") : Escapes.bicep(known);
      if (known == null && asked.add(role)) {
        text.append("@description(").append(Escapes.bicep("id of the role " + grant.role));
        text.append(")\nparam ").append(role).append(" string\n");
      }
      text.append("resource assignment").append(number);
      text.append(" 'Microsoft.Authorization/roleAssignments@2022-04-01' = {\n  scope: ");
      text.append(parent).append("\n  name: guid(").append(parent).append(".id, ");
      text.append(principal).append(", ").append(role).append(")\n  properties: {\n");
      text.append("    principalId: ").append(principal);
      text.append("\n    principalType: 'ServicePrincipal'\n    roleDefinitionId: ");
      text.append("subscriptionResourceId('Microsoft.Authorization/roleDefinitions', ");
      text.append(role).append(")\n  }\n}\n");
    }
    out.append('\n');
    note(grant, "//", out);
    out.append(text);
  }

  /** The declaration of a resource that is there already. */
  private static void existing(Grant grant, String id, Appendable out) throws IOException {
    String[] below = grant.below.split("/", -1);
    StringBuilder type = new StringBuilder(grant.type.type);
    StringBuilder name = new StringBuilder(grant.resource);
    for (int i = 0; i + 1 < below.length; i += 2) {
      type.append('/').append(below[i]);
      name.append('/').append(below[i + 1]);
    }
    out.append("\nresource ").append(id).append(' ');
    out.append(Escapes.bicep(type + "@" + grant.type.version));
    out.append(" existing = {\n  name: ").append(Escapes.bicep(name.toString())).append("\n}\n");
  }

  void terraform(Appendable out) throws IOException {
    comment(out, "#", CAVEAT);
    variable(out, "subscription_id", "The id of the subscription.");
    variable(out, "resource_group", "The resource group of the resources.");
    for (Map.Entry<Application, String> id : ids.entrySet()) {
      variable(
          out,
          "principal_" + id.getValue(),
          "The object id of the managed identity of " + id.getKey().name + ".");
    }
    out.append(
        "\nlocals {\n  group = \"/subscriptions/${var.subscription_id}/resourceGroups/${var.resource_group}\"\n}\n");
    int number = 0;
    for (Map.Entry<Application, String> of : ids.entrySet()) {
      Grants grants = Grants.of(merged, of.getKey());
      for (Grant grant : grants.grants()) {
        terraform(grant, "var.principal_" + of.getValue(), number++, out);
      }
      if (grants.hasCredential()) {
        terraformCredential(of.getKey(), of.getValue(), out);
      }
    }
    byHand(out, "#");
  }

  private static void terraform(Grant grant, String principal, int number, Appendable out)
      throws IOException {
    out.append('\n');
    note(grant, "#", out);
    if (grant.isOfCosmos()) {
      out.append("resource \"azurerm_cosmosdb_sql_role_assignment\" \"grant")
          .append(Integer.toString(number))
          .append("\" {\n  resource_group_name = var.resource_group\n  account_name        = ")
          .append(Escapes.terraform(grant.resource))
          .append("\n  role_definition_id  = \"${local.group}/providers/")
          .append(unquoted(grant.path()))
          .append("/sqlRoleDefinitions/")
          .append(cosmosRole(grant))
          .append("\"\n  principal_id        = ")
          .append(principal)
          .append("\n  scope               = \"${local.group}/providers/")
          .append(unquoted(grant.path()))
          .append("\"\n}\n");
    } else {
      out.append("resource \"azurerm_role_assignment\" \"grant")
          .append(Integer.toString(number))
          .append("\" {\n  scope                = \"${local.group}/providers/")
          .append(unquoted(grant.path()))
          .append("\"\n  role_definition_name = ")
          .append(Escapes.terraform(grant.role))
          .append("\n  principal_id         = ")
          .append(principal)
          .append("\n  principal_type       = \"ServicePrincipal\"\n}\n");
    }
  }

  private static void terraformCredential(Application application, String id, Appendable out)
      throws IOException {
    out.append('\n');
    variable(
        out, "app_" + id, "The resource id of the app registration of " + application.name + ".");
    variable(out, "tenant_" + id, "The id of its tenant.");
    out.append("\nresource \"azuread_application_federated_identity_credential\" ");
    out.append("\"credential_").append(id).append("\" {\n  application_id = var.app_").append(id);
    out.append("\n  display_name   = \"managed-identity\"\n  issuer         = ");
    out.append("\"https://login.microsoftonline.com/${var.tenant_").append(id).append("}/v2.0\"\n");
    out.append("  subject        = var.principal_").append(id);
    out.append("\n  audiences      = [\"api://AzureADTokenExchange\"]\n}\n");
  }

  private static String unquoted(String text) {
    String quoted = Escapes.terraform(text);
    return quoted.substring(1, quoted.length() - 1);
  }

  private static void variable(Appendable out, String name, String description) throws IOException {
    out.append("\nvariable \"")
        .append(name)
        .append("\" {\n  type        = string\n  description = ");
    out.append(Escapes.terraform(description)).append("\n}\n");
  }
}
