package io.managedidentity.agent.identity.peers;

import com.azure.core.credential.TokenRequestContext;
import com.azure.identity.ManagedIdentityCredentialBuilder;
import com.azure.identity.WorkloadIdentityCredentialBuilder;
import com.microsoft.aad.msal4j.ManagedIdentityApplication;
import com.microsoft.aad.msal4j.ManagedIdentityId;
import com.microsoft.aad.msal4j.ManagedIdentityParameters;
import java.net.HttpURLConnection;
import java.net.URI;
import java.time.Duration;

/**
 * Asks the peers for a token in each cell of the grid, in the environment of this process. Before
 * each cell it tells the recording server, by a request of its own, which one begins.
 */
final class PeerProgram {
  private PeerProgram() {}

  /**
   * @param arguments origin of the recording server, then whether workload identity is meant
   */
  public static void main(String[] arguments) throws Exception {
    boolean workloadIdentity = arguments[1].equals("workload-identity");
    // Azure Identity first: it would find what msal4j leaves in that library's static cache.
    for (String kind : Grid.IDENTITIES) {
      for (String resource : Grid.RESOURCES) {
        mark(arguments[0], new Cell("azure-identity", kind, resource));
        azureIdentity(workloadIdentity, kind, resource);
      }
    }
    for (String kind : Grid.IDENTITIES) {
      for (String resource : Grid.RESOURCES) {
        if (!workloadIdentity) {
          mark(arguments[0], new Cell("msal4j", kind, resource));
          msal4j(kind, resource);
        }
      }
    }
    mark(arguments[0], new Cell("end", "", ""));
    System.exit(0); // their threads are not all daemons
  }

  private static void mark(String origin, Cell cell) throws Exception {
    HttpURLConnection connection =
        (HttpURLConnection) URI.create(origin + cell.path()).toURL().openConnection();
    connection.getResponseCode();
  }

  private static void msal4j(String kind, String resource) {
    try {
      ManagedIdentityId id =
          switch (kind) {
            case "clientId" -> ManagedIdentityId.userAssignedClientId(Grid.id(kind));
            case "objectId" -> ManagedIdentityId.userAssignedObjectId(Grid.id(kind));
            case "resourceId" -> ManagedIdentityId.userAssignedResourceId(Grid.id(kind));
            default -> ManagedIdentityId.systemAssigned();
          };
      ManagedIdentityApplication.builder(id)
          .build()
          .acquireTokenForManagedIdentity(
              ManagedIdentityParameters.builder(resource).forceRefresh(true).build())
          .get();
    } catch (Exception e) {
      System.out.println("msal4j " + kind + " " + resource + ": " + e);
    }
  }

  private static void azureIdentity(boolean workloadIdentity, String kind, String resource) {
    TokenRequestContext context = new TokenRequestContext().addScopes(resource + "/.default");
    try {
      if (workloadIdentity) {
        WorkloadIdentityCredentialBuilder builder =
            new WorkloadIdentityCredentialBuilder().disableInstanceDiscovery().maxRetry(0);
        if (kind.equals("clientId")) {
          builder.clientId(Grid.id(kind));
        }
        builder.build().getToken(context).block(Duration.ofSeconds(20));
        return;
      }
      ManagedIdentityCredentialBuilder builder = new ManagedIdentityCredentialBuilder();
      switch (kind) {
        case "clientId" -> builder.clientId(Grid.id(kind));
        case "objectId" -> builder.objectId(Grid.id(kind));
        case "resourceId" -> builder.resourceId(Grid.id(kind));
        default -> {
          // system-assigned
        }
      }
      builder.maxRetry(0).build().getToken(context).block(Duration.ofSeconds(20));
    } catch (Exception e) {
      System.out.println("azure-identity " + kind + " " + resource + ": " + e);
    }
  }
}
