package io.managedidentity.agent.identity;

import java.util.Locale;

/**
 * The error codes of R-ERR: what each means, what to do, and the command that checks it. The page
 * {@code docs/troubleshooting.md} is made from these texts.
 */
public enum TokenErrorCode {
  INVALID_RESOURCE(
      "The resource is blank, or contains white space, a control character, or a character that has"
          + " a meaning in a shell or a URL: semicolon, ampersand, pipe, angle bracket,"
          + " dollar, back-tick, quote, backslash, round or curly bracket. No request was made.",
      "Write the audience of the service as it is, for example https://vault.azure.net or"
          + " api://orders.",
      "check FILE"),
  TOKEN_WAIT_EXCEEDED(
      "The request stopped waiting for its first token (token.firstTokenWait). The fetch continues in the background, and a"
          + " later request finds the token.",
      "Look for a cause in the message. If the endpoint is only slow to start, raise token.firstTokenWait, or"
          + " set token.prefetch.",
      "token --resource R --json"),
  AGENT_FAULT(
      "The agent itself failed. The request was treated as one without a token.",
      "Please report it with the agent's log at level debug.",
      "version"),
  MANAGED_IDENTITY_REQUEST_FAILED(
      "The identity source answered, but not with a usable token: a status other than 200 after all"
          + " retries, no token, an expired token, no expiry, a token type other than Bearer, or"
          + " an Azure Arc challenge that is missing or malformed.",
      "Read the service's own text in the message. \"Identity not found\": assign the identity to"
          + " this host. \"Multiple user assigned identities\" or \"Unable to load the proper"
          + " Managed Identity\": name one in the mapping. AADSTS500011 or invalid_resource: correct"
          + " the resource. 429 and 5xx: the source is throttled or starting; the agent tries again.",
      "token --resource R --json"),
  MANAGED_IDENTITY_RESPONSE_PARSE_FAILURE(
      "The answer had status 200, but its body is not a JSON object, names a member twice, is larger"
          + " than 1 MiB, or is compressed although that was not asked for.",
      "Something other than the identity source answers at the address in the message, usually a"
          + " proxy or a login page. Bypass it for this address.",
      "sources"),
  MANAGED_IDENTITY_UNREACHABLE_NETWORK(
      "There was no complete answer: refused, reset, timed out, no route, or the server's certificate"
          + " is not the expected one.",
      "A machine outside Azure has no IMDS: name another source, for example azure-cli. In a container,"
          + " let 169.254.169.254 through. With Service Fabric, restart the process after a certificate"
          + " rollover.",
      "sources"),
  USER_ASSIGNED_MANAGED_IDENTITY_NOT_SUPPORTED(
      "Cloud Shell has one identity, that of the signed-in user, but the mapping names another.",
      "Remove the identity from the mapping, or run the application on a host that has managed identities.",
      "sources"),
  USER_ASSIGNED_MANAGED_IDENTITY_NOT_CONFIGURABLE_AT_RUNTIME(
      "On Service Fabric the identity is chosen in the application manifest; a client or resource id"
          + " cannot be sent.",
      "Set the identity in the manifest and remove it from the mapping, or name it by objectId.",
      "sources"),
  USER_ASSIGNED_MANAGED_IDENTITY_NOT_CONFIRMED(
      "The Azure Arc agent of this machine did not say which identity the token is for, or named"
          + " another one. Old versions ignore the choice and use the system-assigned one,"
          + " so the token was thrown away.",
      "Update the Azure Connected Machine agent, or use the system-assigned identity.",
      "token --resource R --client-id ID --source azure-arc"),
  INVALID_MANAGED_IDENTITY_ID_TYPE(
      "The source cannot be told the identity by this kind of id, or the id is blank.",
      "App Service 2017 and Machine Learning take a clientId only.",
      "sources"),
  INVALID_MANAGED_IDENTITY_ENDPOINT(
      "The variable with the source's address is not an absolute http or https URL with a host. For"
          + " Service Fabric: it is not https, or the thumbprint is not 40 hex digits.",
      "Correct or remove the variable that the message names; the platform sets it.",
      "sources"),
  MANAGED_IDENTITY_FILE_READ_ERROR(
      "The key file of Azure Arc's challenge was not read: it is not in the token folder, not a .key"
          + " file, larger than 4096 bytes, missing, not readable, or this operating system has no"
          + " such folder.",
      "Add the user of the process to the group himds (Linux) or to \"Hybrid agent extension"
          + " applications\" (Windows), and start the process again.",
      "token --resource R --source azure-arc"),
  INVALID_TIMESTAMP_FORMAT(
      "The token's expiry has an unknown form, and the answer has no expires_in.",
      "Report the source and its version; the message shows the form, with digits as 0.",
      "token --resource R --json"),
  WORKLOAD_IDENTITY_UNAVAILABLE(
      "Workload identity is not complete: the token file is missing, empty or unreadable, the"
          + " authority is not https, or a variable is not set or not valid.",
      "Label the pod azure.workload.identity/use: \"true\" and annotate its service account with"
          + " azure.workload.identity/client-id, both before the pod is created.",
      "sources"),
  WORKLOAD_IDENTITY_REQUEST_FAILED(
      "Microsoft Entra ID refused the federated token, or did not answer with 200 after all retries.",
      "AADSTS70021 or AADSTS700213: create a federated credential with the issuer, subject and audience"
          + " of the pod's token. AADSTS700016: correct AZURE_CLIENT_ID or AZURE_TENANT_ID."
          + " AADSTS700024: the file is no longer renewed; start the pod again.",
      "token --resource R --source workload-identity"),
  AZURE_CLI_UNAVAILABLE(
      "The program az is not installed, nobody is signed in, or the tenant is not valid.",
      "Install the Azure CLI and run: az login",
      "token --resource R --source azure-cli"),
  AZURE_CLI_FAILED(
      "The program az ended with an error, or its output is not the expected JSON.",
      "Run the command yourself: az account get-access-token --output json --resource R",
      "token --resource R --source azure-cli"),
  AZURE_CLI_TIMEOUT(
      "The program az did not end within 10 s and was stopped.",
      "It may wait for a proxy or for an answer. Run the command yourself: az account get-access-token"
          + " --output json --resource R",
      "token --resource R --source azure-cli"),
  AZURE_DEVELOPER_CLI_UNAVAILABLE(
      "The program azd is not installed, nobody is signed in, or the tenant is not valid.",
      "Install the Azure Developer CLI and run: azd auth login",
      "token --resource R --source azure-developer-cli"),
  AZURE_DEVELOPER_CLI_FAILED(
      "The program azd ended with an error, or its output is not the expected JSON.",
      "Run the command yourself: azd auth token --output json --scope R/.default",
      "token --resource R --source azure-developer-cli"),
  AZURE_DEVELOPER_CLI_TIMEOUT(
      "The program azd did not end within 10 s and was stopped.",
      "It may wait for a proxy or for an answer. Run the command yourself: azd auth token --output json"
          + " --scope R/.default",
      "token --resource R --source azure-developer-cli"),
  ENVIRONMENT_CREDENTIAL_UNAVAILABLE(
      "AZURE_TENANT_ID, AZURE_CLIENT_ID or AZURE_CLIENT_SECRET is not set or not valid.",
      "Set all three, or name another source. Certificates and passwords are not supported.",
      "sources"),
  ENVIRONMENT_CREDENTIAL_REQUEST_FAILED(
      "Microsoft Entra ID refused the client secret, or did not answer with 200 after all retries.",
      "AADSTS7000215: the secret is wrong. AADSTS7000222: it has expired. AADSTS700016: correct"
          + " AZURE_CLIENT_ID or AZURE_TENANT_ID.",
      "token --resource R --source environment"),
  MANAGED_IDENTITY_ALL_SOURCES_UNAVAILABLE(
      "None of the sources that the mapping names is present on this host.",
      "See which sources are present, and why the others are not; then correct \"source\" in the mapping file.",
      "sources");

  private final String meaning;
  private final String remedy;
  private final String command;

  TokenErrorCode(String meaning, String remedy, String command) {
    this.meaning = meaning;
    this.remedy = remedy;
    this.command = command;
  }

  /** The code as messages and JSON have it, such as {@code invalid_resource}. */
  public String code() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** What has happened, in whole sentences. */
  public String meaning() {
    return meaning;
  }

  /** What to do about it, in whole sentences. */
  public String remedy() {
    return remedy;
  }

  /** Arguments of the agent's program that show whether it is fixed. */
  public String command() {
    return command;
  }
}
