package io.managedidentity.probe;

import com.azure.core.http.HttpClient;
import com.azure.core.http.HttpMethod;
import com.azure.core.http.HttpRequest;
import com.azure.core.http.HttpResponse;
import com.azure.core.http.okhttp.OkHttpAsyncHttpClientBuilder;

/** The HTTP pipeline's client of the Azure SDK over OkHttp 4, in its asynchronous form. */
public final class AzureCoreProbe implements ProbeClient {
  private final HttpClient client = new OkHttpAsyncHttpClientBuilder().build();

  @Override
  public Message call(Message call) {
    try (HttpResponse response =
        client.send(new HttpRequest(HttpMethod.GET, call.get("url"))).block()) {
      return new Message().add("status", String.valueOf(response.getStatusCode()));
    }
  }
}
