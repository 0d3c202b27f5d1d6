package io.managedidentity.probe;

import org.apache.maven.wagon.providers.http.httpclient.client.methods.CloseableHttpResponse;
import org.apache.maven.wagon.providers.http.httpclient.client.methods.HttpGet;
import org.apache.maven.wagon.providers.http.httpclient.impl.client.CloseableHttpClient;
import org.apache.maven.wagon.providers.http.httpclient.impl.client.HttpClients;

/** The copy of Apache HttpClient 4 that Maven's wagon-http carries, in another package. */
public final class WagonCopyProbe implements ProbeClient {
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
