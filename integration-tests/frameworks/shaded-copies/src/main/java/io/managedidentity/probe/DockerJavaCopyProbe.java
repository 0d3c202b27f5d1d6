package io.managedidentity.probe;

import com.github.dockerjava.zerodep.shaded.org.apache.hc.client5.http.classic.methods.HttpGet;
import com.github.dockerjava.zerodep.shaded.org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import com.github.dockerjava.zerodep.shaded.org.apache.hc.client5.http.impl.classic.HttpClients;

/** The copy of Apache HttpClient 5 that docker-java carries. */
public final class DockerJavaCopyProbe implements ProbeClient {
  private final CloseableHttpClient client = HttpClients.createDefault();

  @Override
  public Message call(Message call) throws Exception {
    HttpGet request = new HttpGet(call.get("url"));
    request.addHeader("x-api-key", "k");
    int status = client.execute(request, response -> response.getCode());
    return new Message().add("status", String.valueOf(status));
  }
}
