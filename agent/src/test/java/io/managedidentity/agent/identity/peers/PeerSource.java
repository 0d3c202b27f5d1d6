package io.managedidentity.agent.identity.peers;

import java.util.HashMap;
import java.util.Map;

/** Sources of the grid and the environment in which each is found. */
enum PeerSource {
  IMDS("imds"),
  APP_SERVICE("app-service"),
  MACHINE_LEARNING("machine-learning"),
  CLOUD_SHELL("cloud-shell"),
  AZURE_ARC("azure-arc"),
  SERVICE_FABRIC("service-fabric"),
  WORKLOAD_IDENTITY("workload-identity");

  private final String id;

  PeerSource(String id) {
    this.id = id;
  }

  String id() {
    return id;
  }

  /**
   * @param plain origin of the recording server
   * @param secure the same over TLS
   * @param thumbprint of its certificate
   * @param tokenFile a file that holds an assertion
   */
  Map<String, String> environment(
      String plain, String secure, String thumbprint, String tokenFile) {
    Map<String, String> variables = new HashMap<>();
    switch (this) {
      case IMDS -> variables.put("AZURE_POD_IDENTITY_AUTHORITY_HOST", plain);
      case APP_SERVICE -> {
        variables.put("IDENTITY_ENDPOINT", plain + "/msi/token");
        variables.put("IDENTITY_HEADER", "header-1");
      }
      case MACHINE_LEARNING -> {
        variables.put("MSI_ENDPOINT", plain + "/ml/msi");
        variables.put("MSI_SECRET", "secret-1");
        variables.put("DEFAULT_IDENTITY_CLIENT_ID", "99999999-0000-0000-0000-000000000009");
      }
      case CLOUD_SHELL -> variables.put("MSI_ENDPOINT", plain + "/oauth2/token");
      case AZURE_ARC -> {
        variables.put("IDENTITY_ENDPOINT", plain + "/metadata/identity/oauth2/token");
        variables.put("IMDS_ENDPOINT", plain);
      }
      case SERVICE_FABRIC -> {
        variables.put("IDENTITY_ENDPOINT", secure + "/metadata/identity/oauth2/token");
        variables.put("IDENTITY_HEADER", "header-1");
        variables.put("IDENTITY_SERVER_THUMBPRINT", thumbprint);
        variables.put("IDENTITY_API_VERSION", "2019-07-01-preview");
      }
      default -> {
        variables.put("AZURE_AUTHORITY_HOST", secure + "/");
        variables.put("AZURE_CLIENT_ID", "11111111-2222-3333-4444-555555555555");
        variables.put("AZURE_TENANT_ID", "aaaabbbb-0000-cccc-1111-dddd2222eeee");
        variables.put("AZURE_FEDERATED_TOKEN_FILE", tokenFile);
      }
    }
    return variables;
  }
}
