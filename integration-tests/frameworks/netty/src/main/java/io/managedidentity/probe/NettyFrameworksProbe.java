package io.managedidentity.probe;

import com.azure.core.http.HttpClient;
import com.azure.core.http.HttpMethod;
import com.azure.core.http.HttpRequest;
import com.azure.core.http.HttpResponse;
import com.azure.core.http.jdk.httpclient.JdkHttpClientBuilder;
import com.azure.core.http.netty.NettyAsyncHttpClientBuilder;
import com.azure.core.http.vertx.VertxHttpClientBuilder;
import org.springframework.web.reactive.function.client.WebClient;
import reactor.core.publisher.Mono;

/**
 * One call by each framework, as an application makes it; member {@code framework} names it. The
 * answer is the status that the framework shows.
 */
public final class NettyFrameworksProbe implements ProbeClient {
  @Override
  public Message call(Message call) {
    String url = call.get("url");
    return new Message().add("status", String.valueOf(status(call.get("framework"), url)));
  }

  private static int status(String framework, String url) {
    switch (framework) {
      case "WebClient":
        return WebClient.create()
            .get()
            .uri(url)
            .exchangeToMono(response -> Mono.just(response.rawStatusCode()))
            .block();
      case "azure-core, Netty":
        return azure(new NettyAsyncHttpClientBuilder().build(), url);
      case "azure-core, Vert.x":
        return azure(new VertxHttpClientBuilder().build(), url);
      case "azure-core, JDK":
        return azure(new JdkHttpClientBuilder().build(), url);
      default:
        throw new IllegalArgumentException(framework);
    }
  }

  private static int azure(HttpClient client, String url) {
    try (HttpResponse response = client.send(new HttpRequest(HttpMethod.GET, url)).block()) {
      return response.getStatusCode();
    }
  }
}
