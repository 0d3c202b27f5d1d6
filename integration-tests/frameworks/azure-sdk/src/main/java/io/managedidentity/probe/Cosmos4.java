package io.managedidentity.probe;

import com.azure.core.http.ProxyOptions;
import com.azure.cosmos.ConsistencyLevel;
import com.azure.cosmos.CosmosClient;
import com.azure.cosmos.CosmosClientBuilder;
import com.azure.cosmos.CosmosContainer;
import com.azure.cosmos.GatewayConnectionConfig;
import com.azure.cosmos.models.PartitionKey;
import java.util.HashMap;
import java.util.Map;

/** An item written and read by azure-cosmos 4 in gateway mode, with {@code key}. */
public final class Cosmos4 implements ProbeClient {
  @Override
  public Message call(Message call) throws Exception {
    GatewayConnectionConfig gateway =
        new GatewayConnectionConfig()
            .setProxy(new ProxyOptions(ProxyOptions.Type.HTTP, Transports.proxy()));
    try (CosmosClient client =
        new CosmosClientBuilder()
            .endpoint("https://orders.documents.azure.com:443/")
            .key(call.get("key"))
            .gatewayMode(gateway)
            .consistencyLevel(ConsistencyLevel.SESSION)
            .buildClient()) {
      CosmosContainer container = client.getDatabase("orders").getContainer("orders");
      Map<String, String> item = new HashMap<>();
      item.put("id", "1");
      item.put("customer", "a");
      container.createItem(item);
      container.readItem("1", new PartitionKey("a"), Map.class);
    }
    return new Message().add("done", "true");
  }
}
