package io.managedidentity.demo;

import java.io.IOException;
import org.apache.http.HttpResponse;
import org.apache.http.client.HttpClient;
import org.apache.http.client.methods.HttpGet;
import org.apache.http.impl.client.HttpClientBuilder;
import org.apache.http.util.EntityUtils;

/** The same with Apache HttpClient 4. */
public final class OrdersByApacheClient {
  private OrdersByApacheClient() {}

  public static void main(String[] args) throws IOException {
    HttpClient client = HttpClientBuilder.create().useSystemProperties().build();
    HttpGet request = new HttpGet(args[0]);
    request.setHeader("x-api-key", "an-api-key-from-a-properties-file");
    HttpResponse response = client.execute(request);
    int status = response.getStatusLine().getStatusCode();
    String body = response.getEntity() == null ? "" : EntityUtils.toString(response.getEntity());
    System.out.println(
        status + " " + (status < 400 ? body.trim() : response.getStatusLine().getReasonPhrase()));
  }
}
