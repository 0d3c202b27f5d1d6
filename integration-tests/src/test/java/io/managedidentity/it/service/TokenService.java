package io.managedidentity.it.service;

import io.managedidentity.it.server.WireRequest;
import io.managedidentity.it.server.WireResponse;
import java.util.List;

/**
 * A service that wants a token for its audience in {@code Authorization}, and no key beside it.
 *
 * @param keyHeaders what its keys are sent in, apart from {@code Authorization}
 * @param answer to who is let in
 */
record TokenService(String host, String resource, List<String> keyHeaders, WireResponse answer)
    implements FakeService {
  private static final String CHAT =
      "{\"id\":\"1\",\"object\":\"chat.completion\",\"created\":1,\"model\":\"gpt\",\"choices\":[{\"index\":0,"
          + "\"message\":{\"role\":\"assistant\",\"content\":\"hello\",\"refusal\":null},"
          + "\"logprobs\":null,\"finish_reason\":\"stop\"}],"
          + "\"usage\":{\"prompt_tokens\":1,\"completion_tokens\":1,\"total_tokens\":2}}";
  private static final String SETTING =
      "{\"etag\":\"e\",\"key\":\"name\",\"label\":null,\"content_type\":null,\"value\":\"v\",\"tags\":{},"
          + "\"locked\":false,\"last_modified\":\"2023-11-27T10:00:00+00:00\"}";
  private static final String DEVICE =
      "{\"deviceId\":\"device\",\"generationId\":\"1\",\"etag\":\"e\",\"connectionState\":\"Disconnected\","
          + "\"status\":\"enabled\",\"cloudToDeviceMessageCount\":0,\"authentication\":{\"type\":\"sas\","
          + "\"symmetricKey\":{\"primaryKey\":null,\"secondaryKey\":null}}}";

  /** Those of the libraries that the tests run. */
  static List<FakeService> all() {
    return List.of(
        new TokenService(
            "orders.search.windows.net",
            "https://search.azure.com",
            List.of("api-key"),
            FakeService.json(200, "3")),
        new TokenService(
            "orders.openai.azure.com",
            "https://cognitiveservices.azure.com",
            List.of("api-key", "Ocp-Apim-Subscription-Key"),
            FakeService.json(200, CHAT)),
        new TokenService(
            "orders.azconfig.io",
            "https://appconfig.azure.com",
            List.of(),
            WireResponse.of(200, SETTING)
                .with("Content-Type: application/vnd.microsoft.appconfig.kv+json; charset=utf-8")),
        new TokenService(
            "orders.westeurope-1.eventgrid.azure.net",
            "https://eventgrid.azure.net",
            List.of("aeg-sas-key", "aeg-sas-token"),
            FakeService.json(200, "{}")),
        new TokenService(
            "orders.webpubsub.azure.com",
            "https://webpubsub.azure.com",
            List.of(),
            WireResponse.of(202, "")),
        new TokenService(
            "orders.azure-devices.net",
            "https://iothubs.azure.net",
            List.of(),
            FakeService.json(200, DEVICE)),
        new TokenService(
            "orders.westeurope.batch.azure.com",
            "https://batch.core.windows.net/",
            List.of(),
            WireResponse.of(200, "{\"id\":\"job\"}")
                .with("Content-Type: application/json;odata=minimalmetadata")));
  }

  @Override
  public boolean isAt(String asked) {
    return asked.equals(host);
  }

  @Override
  public WireResponse answer(WireRequest request) {
    boolean hasKey = keyHeaders.stream().anyMatch(name -> !request.headers(name).isEmpty());
    return !hasKey && FakeService.isTokenFor(resource, request.headers("Authorization"))
        ? answer
        : FakeService.json(401, "{\"error\":{\"code\":\"Unauthorized\",\"message\":\"refused\"}}");
  }
}
