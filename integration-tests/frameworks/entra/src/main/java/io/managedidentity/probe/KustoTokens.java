package io.managedidentity.probe;

import com.microsoft.azure.kusto.data.Client;
import com.microsoft.azure.kusto.data.ClientFactory;
import com.microsoft.azure.kusto.data.HttpClientProperties;
import com.microsoft.azure.kusto.data.KustoResultSetTable;
import com.microsoft.azure.kusto.data.auth.ConnectionStringBuilder;
import org.apache.http.HttpHost;

/** A query to Data Explorer with an application key; its first row says which token came. */
final class KustoTokens implements TokenLibrary {
  @Override
  public String token(String way, Message call) throws Exception {
    String[] proxy = call.get("proxy").split(":");
    ConnectionStringBuilder connection =
        ConnectionStringBuilder.createWithAadApplicationCredentials(
            "https://orders.westeurope.kusto.windows.net", CLIENT, SECRET, call.get("tenant"));
    try (Client client =
        ClientFactory.createClient(
            connection,
            HttpClientProperties.builder()
                .proxy(new HttpHost(proxy[0], Integer.parseInt(proxy[1])))
                .build())) {
      KustoResultSetTable rows = client.execute("orders", ".show tables").getPrimaryResults();
      rows.next();
      return rows.getString(0);
    }
  }
}
