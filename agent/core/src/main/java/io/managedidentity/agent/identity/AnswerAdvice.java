package io.managedidentity.agent.identity;

/** What to do about an error answer, by what it says; first row that fits. */
final class AnswerAdvice {
  private static final String[][] BY_TEXT = {
    {
      "Identity not found",
      "Assign a managed identity to this host, or correct the identity in the mapping; a new"
          + " assignment takes some minutes to show."
    },
    {"Multiple user assigned identities", "Name one of them in the mapping, as \"clientId\"."},
    {
      "Unable to load the proper Managed Identity",
      "Enable the system-assigned identity, or name the user-assigned one as \"clientId\"."
    },
    {"AADSTS500011", "Correct the resource: this tenant has no such service."},
    {"AADSTS50001", "Correct the resource: this tenant has no such service."},
    {"not a supported MSI token audience", "Correct the resource: Cloud Shell knows only some."},
    {
      "AADSTS70021",
      "Create a federated credential with the issuer, subject and audience of the token file; they"
          + " are logged at DEBUG."
    },
    {
      "AADSTS700213",
      "Create a federated credential with the issuer, subject and audience of the token file; they"
          + " are logged at DEBUG."
    },
    {"AADSTS700024", "Start the pod again: its token file is no longer renewed."},
    {"AADSTS700016", "Correct AZURE_CLIENT_ID or AZURE_TENANT_ID: they do not belong together."},
    {"AADSTS90002", "Correct AZURE_TENANT_ID: there is no such tenant."},
    {"AADSTS7000215", "Correct AZURE_CLIENT_SECRET: it is the secret's value, not its id."},
    {"AADSTS7000222", "Renew AZURE_CLIENT_SECRET: it has expired."},
    {"<html", "A proxy seems to answer in place of the source; bypass it for this address."},
    {"<!doctype", "A proxy seems to answer in place of the source; bypass it for this address."},
  };

  private AnswerAdvice() {}

  static String of(Ask ask, int status, String description) {
    for (String[] row : BY_TEXT) {
      if (containsIgnoringCase(description, row[0])) {
        return row[1];
      }
    }
    if (status == 429 || status >= 500) {
      return "The source is throttled or starting; the agent tries again later.";
    }
    if (status == 401 || status == 403) {
      return "Check that the identity is enabled for this host and this process may use it.";
    }
    return "Check resource and identity of the mapping; the command token shows the answer.";
  }

  private static boolean containsIgnoringCase(String text, String part) {
    for (int i = 0; i + part.length() <= text.length(); i++) {
      if (text.regionMatches(true, i, part, 0, part.length())) {
        // "AADSTS70021" is also the beginning of "AADSTS700213"
        int end = i + part.length();
        if (end == text.length() || !Character.isDigit(text.charAt(end))) {
          return true;
        }
      }
    }
    return false;
  }
}
