package io.managedidentity.it.service;

import io.managedidentity.it.server.WireRequest;
import io.managedidentity.it.server.WireResponse;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Cosmos DB as learn.microsoft.com/rest/api/cosmos-db/access-control-on-cosmosdb-resources has it:
 * the token in a form of its own, URL-encoded. With one, nobody changes databases or containers.
 */
final class CosmosService implements FakeService {
  private static final String HOST = "orders.documents.azure.com";
  private static final Pattern AUTHORIZATION =
      Pattern.compile(
          "type%3Daad%26ver%3D1\\.0%26sig%3D" + "token-https%3A%2F%2Fcosmos\\.azure\\.com-\\d+",
          Pattern.CASE_INSENSITIVE);
  private static final Pattern MANAGED = Pattern.compile("/dbs(/[^/]+(/colls(/[^/]+)?)?)?/?");
  private static final String LOCATION =
      "[{\"name\":\"West Europe\",\"databaseAccountEndpoint\":\"https://" + HOST + ":443/\"}]";
  private static final String ACCOUNT =
      "{\"_self\":\"\",\"id\":\"orders\",\"_rid\":\"orders.documents.azure.com\","
          + "\"media\":\"//media/\",\"addresses\":\"//addresses/\",\"_dbs\":\"//dbs/\","
          + "\"writableLocations\":"
          + LOCATION
          + ",\"readableLocations\":"
          + LOCATION
          + ",\"enableMultipleWriteLocations\":false,"
          + "\"userReplicationPolicy\":{\"asyncReplication\":false,\"minReplicaSetSize\":3,\"maxReplicasetSize\":4},"
          + "\"userConsistencyPolicy\":{\"defaultConsistencyLevel\":\"Session\"},"
          + "\"systemReplicationPolicy\":{\"minReplicaSetSize\":3,\"maxReplicasetSize\":4},"
          + "\"readPolicy\":{\"primaryReadCoefficient\":1,\"secondaryReadCoefficient\":1},"
          + "\"queryEngineConfiguration\":\"{}\"}";
  private static final String CONTAINER =
      "{\"id\":\"orders\",\"partitionKey\":{\"paths\":[\"/customer\"],\"kind\":\"Hash\",\"version\":2},"
          + "\"_rid\":\"NH1uAKdP5xg=\",\"_ts\":1,\"_self\":\"dbs/NH1uAA==/colls/NH1uAKdP5xg=/\","
          + "\"_etag\":\"e\",\"_docs\":\"docs/\",\"_sprocs\":\"sprocs/\",\"_triggers\":\"triggers/\","
          + "\"_udfs\":\"udfs/\",\"_conflicts\":\"conflicts/\"}";
  private static final String RANGES =
      "{\"_rid\":\"NH1uAKdP5xg=\",\"PartitionKeyRanges\":[{\"_rid\":\"NH1uAKdP5xgCAAAAAAAAUA==\","
          + "\"id\":\"0\",\"_etag\":\"e\",\"minInclusive\":\"\",\"maxExclusive\":\"FF\",\"ridPrefix\":0,"
          + "\"_self\":\"dbs/NH1uAA==/colls/NH1uAKdP5xg=/pkranges/NH1uAKdP5xgCAAAAAAAAUA==/\","
          + "\"throughputFraction\":1,\"status\":\"online\",\"parents\":[],\"_ts\":1}],\"_count\":1}";
  private static final String ITEM =
      "{\"id\":\"1\",\"customer\":\"a\",\"_rid\":\"NH1uAKdP5xgBAAAAAAAAAA==\",\"_ts\":1,"
          + "\"_self\":\"dbs/NH1uAA==/colls/NH1uAKdP5xg=/docs/NH1uAKdP5xgBAAAAAAAAAA==/\",\"_etag\":\"e\"}";

  @Override
  public boolean isAt(String host) {
    return host.equals(HOST);
  }

  @Override
  public WireResponse answer(WireRequest request) {
    List<String> authorization = request.headers("authorization");
    if (authorization.size() != 1 || !AUTHORIZATION.matcher(authorization.get(0)).matches()) {
      return FakeService.json(
          401,
          "{\"code\":\"Unauthorized\",\"message\":\"The input authorization token can't serve the request.\"}");
    }
    String path = request.target().replaceFirst("\\?.*", "");
    if (!request.method().equals("GET") && MANAGED.matcher(path).matches()) {
      return FakeService.json(403, "{\"code\":\"Forbidden\",\"message\":\"Not by AAD token.\"}")
          .with("x-ms-substatus: 5300");
    }
    WireResponse response =
        path.equals("/")
            ? FakeService.json(200, ACCOUNT)
            : path.endsWith("/pkranges")
                ? FakeService.json(200, RANGES)
                : MANAGED.matcher(path).matches()
                    ? FakeService.json(200, CONTAINER)
                    : FakeService.json(request.method().equals("POST") ? 201 : 200, ITEM);
    return response
        .with("x-ms-request-charge: 1")
        .with("x-ms-activity-id: 2d5b1f5e-0000-0000-0000-000000000000")
        .with("x-ms-session-token: 0:-1#1")
        .with("etag: \"e\"");
  }
}
