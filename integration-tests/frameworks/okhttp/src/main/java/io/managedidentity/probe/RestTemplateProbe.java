package io.managedidentity.probe;

import org.springframework.http.client.OkHttp3ClientHttpRequestFactory;
import org.springframework.web.client.HttpClientErrorException;
import org.springframework.web.client.RestTemplate;

/** Spring's RestTemplate over OkHttp 3. */
public final class RestTemplateProbe implements ProbeClient {
  private final RestTemplate template = new RestTemplate(new OkHttp3ClientHttpRequestFactory());

  @Override
  public Message call(Message call) {
    try {
      int status = template.getForEntity(call.get("url"), String.class).getStatusCodeValue();
      return new Message().add("status", String.valueOf(status));
    } catch (HttpClientErrorException e) {
      return new Message().add("status", String.valueOf(e.getRawStatusCode()));
    }
  }
}
