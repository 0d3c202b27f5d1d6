package io.managedidentity.probe;

import com.azure.ai.openai.OpenAIClientBuilder;
import com.azure.ai.openai.models.ChatCompletionsOptions;
import com.azure.ai.openai.models.ChatRequestUserMessage;
import com.azure.core.credential.AzureKeyCredential;
import com.azure.core.credential.AzureSasCredential;
import com.azure.core.http.HttpClient;
import com.azure.core.util.BinaryData;
import com.azure.data.appconfiguration.ConfigurationClientBuilder;
import com.azure.messaging.eventgrid.EventGridEvent;
import com.azure.messaging.eventgrid.EventGridPublisherClientBuilder;
import com.azure.messaging.webpubsub.WebPubSubServiceClientBuilder;
import com.azure.messaging.webpubsub.models.WebPubSubContentType;
import com.azure.search.documents.SearchClientBuilder;
import com.openai.azure.credential.AzureApiKeyCredential;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import java.util.Collections;

/** One call of a library of com.azure, or of OpenAI's own: {@code library}, with {@code key}. */
public final class AzureServices implements ProbeClient {
  private static final String OPEN_AI = "https://orders.openai.azure.com";
  private static final String EVENT_GRID = "https://orders.westeurope-1.eventgrid.azure.net";

  private final Transports transports = new Transports();

  @Override
  public Message call(Message call) throws Exception {
    HttpClient http = transports.of(call);
    String key = call.get("key");
    switch (call.get("library")) {
      case "azure-search-documents":
        new SearchClientBuilder()
            .httpClient(http)
            .endpoint("https://orders.search.windows.net")
            .indexName("orders")
            .credential(new AzureKeyCredential(key))
            .buildClient()
            .getDocumentCount();
        break;
      case "azure-ai-openai":
        new OpenAIClientBuilder()
            .httpClient(http)
            .endpoint(OPEN_AI)
            .credential(new AzureKeyCredential(key))
            .buildClient()
            .getChatCompletions(
                "gpt",
                new ChatCompletionsOptions(
                    Collections.singletonList(new ChatRequestUserMessage("hello"))));
        break;
      case "openai-java":
        chat(OpenAIOkHttpClient.builder().baseUrl(OPEN_AI + "/openai/v1").apiKey(key));
        break;
      case "openai-java, credential of Azure":
        chat(
            OpenAIOkHttpClient.builder()
                .baseUrl(OPEN_AI + "/openai/v1")
                .credential(AzureApiKeyCredential.create(key)));
        break;
      case "azure-data-appconfiguration":
        new ConfigurationClientBuilder()
            .httpClient(http)
            .connectionString("Endpoint=https://orders.azconfig.io;Id=id;Secret=" + key)
            .buildClient()
            .getConfigurationSetting("name", null);
        break;
      case "azure-messaging-webpubsub":
        new WebPubSubServiceClientBuilder()
            .httpClient(http)
            .endpoint("https://orders.webpubsub.azure.com")
            .hub("orders")
            .credential(new AzureKeyCredential(key))
            .buildClient()
            .sendToAll("hello", WebPubSubContentType.TEXT_PLAIN);
        break;
      default:
        events(call, http);
    }
    return new Message().add("done", "true");
  }

  private static void chat(OpenAIOkHttpClient.Builder builder) {
    builder
        .maxRetries(0)
        .build()
        .chat()
        .completions()
        .create(ChatCompletionCreateParams.builder().model("gpt").addUserMessage("hello").build());
  }

  private static void events(Message call, HttpClient http) {
    EventGridPublisherClientBuilder topic =
        new EventGridPublisherClientBuilder().httpClient(http).endpoint(EVENT_GRID + "/api/events");
    switch (call.get("library")) {
      case "azure-messaging-eventgrid, key":
        topic.credential(new AzureKeyCredential(call.get("key")));
        break;
      case "azure-messaging-eventgrid, SAS":
        topic.credential(new AzureSasCredential("r=topic&e=1%2F1%2F2030&s=" + call.get("key")));
        break;
      default:
        throw new IllegalArgumentException(call.get("library"));
    }
    topic
        .buildEventGridEventPublisherClient()
        .sendEvent(new EventGridEvent("order", "placed", BinaryData.fromString("\"hello\""), "1"));
  }
}
