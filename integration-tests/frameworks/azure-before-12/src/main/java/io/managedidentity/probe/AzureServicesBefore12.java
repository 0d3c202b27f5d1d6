package io.managedidentity.probe;

import com.microsoft.aad.adal4j.AuthenticationContext;
import com.microsoft.aad.adal4j.ClientCredential;
import com.microsoft.azure.batch.BatchClient;
import com.microsoft.azure.batch.auth.BatchSharedKeyCredentials;
import com.microsoft.azure.documentdb.ConnectionMode;
import com.microsoft.azure.documentdb.ConnectionPolicy;
import com.microsoft.azure.documentdb.ConsistencyLevel;
import com.microsoft.azure.documentdb.DocumentClient;
import com.microsoft.azure.documentdb.PartitionKey;
import com.microsoft.azure.documentdb.RequestOptions;
import com.microsoft.azure.keyvault.KeyVaultClient;
import com.microsoft.azure.keyvault.authentication.KeyVaultCredentials;
import com.microsoft.azure.sdk.iot.service.registry.RegistryClient;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.apache.http.HttpHost;

/** One call of a library of the years before com.azure: {@code library}, with {@code key}. */
public final class AzureServicesBefore12 implements ProbeClient {
  @Override
  public Message call(Message call) throws Exception {
    String key = call.get("key");
    switch (call.get("library")) {
      case "azure-keyvault":
        new KeyVaultClient(new Adal(key)).getSecret("https://orders.vault.azure.net", "name");
        break;
      case "azure-batch":
        BatchClient.open(
                new BatchSharedKeyCredentials(
                    "https://orders.westeurope.batch.azure.com", "orders", key))
            .jobOperations()
            .getJob("job");
        break;
      case "azure-documentdb":
        documents(key);
        break;
      case "iot-service-client":
        new RegistryClient(
                "HostName=orders.azure-devices.net;SharedAccessKeyName=service;SharedAccessKey="
                    + key)
            .getDevice("device");
        break;
      default:
        throw new IllegalArgumentException(call.get("library"));
    }
    return new Message().add("done", "true");
  }

  private static void documents(String key) throws Exception {
    ConnectionPolicy policy = new ConnectionPolicy();
    policy.setConnectionMode(ConnectionMode.Gateway);
    policy.setProxy(new HttpHost("127.0.0.1", Integer.getInteger("https.proxyPort")));
    DocumentClient client =
        new DocumentClient(
            "https://orders.documents.azure.com:443/", key, policy, ConsistencyLevel.Session);
    try {
      RequestOptions options = new RequestOptions();
      options.setPartitionKey(new PartitionKey("a"));
      client.readDocument("/dbs/orders/colls/orders/docs/1", options);
    } finally {
      client.close();
    }
  }

  /** As Key Vault's samples of then have it: a client secret, by ADAL. */
  private static final class Adal extends KeyVaultCredentials {
    private final String secret;

    Adal(String secret) {
      this.secret = secret;
    }

    @Override
    public String doAuthenticate(String authorization, String resource, String scope) {
      ExecutorService threads = Executors.newSingleThreadExecutor();
      try {
        return new AuthenticationContext(authorization, false, threads)
            .acquireToken(
                resource,
                new ClientCredential("11111111-2222-3333-4444-555555555555", secret),
                null)
            .get()
            .getAccessToken();
      } catch (Exception e) {
        throw new IllegalStateException(e);
      } finally {
        threads.shutdownNow();
      }
    }
  }
}
