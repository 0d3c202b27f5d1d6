package io.managedidentity.probe;

import wiremock.org.apache.http.client.methods.CloseableHttpResponse;
import wiremock.org.apache.http.client.methods.HttpGet;
import wiremock.org.apache.http.impl.client.CloseableHttpClient;
import wiremock.org.apache.http.impl.client.HttpClients;

/** The copy of Apache HttpClient 4 that WireMock 2 carries. */
public final class WireMockCopyProbe implements ProbeClient {
  private final CloseableHttpClient client = HttpClients.createDefault();

  @Override
  public Message call(Message call) throws Exception {
    HttpGet request = new HttpGet(call.get("url"));
    request.addHeader("x-api-key", "k");
    try (CloseableHttpResponse response = client.execute(request)) {
      return new Message().add("status", String.valueOf(response.getStatusLine().getStatusCode()));
    }
  }
}
