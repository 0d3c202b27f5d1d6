package io.managedidentity.probe;

import feign.Feign;
import feign.FeignException;
import feign.RequestLine;
import feign.okhttp.OkHttpClient;
import java.net.URI;

/** Feign with its OkHttp client. */
public final class FeignProbe implements ProbeClient {
  interface Api {
    @RequestLine("GET /")
    String get(URI url);
  }

  private final Api api =
      Feign.builder().client(new OkHttpClient()).target(Api.class, "http://127.0.0.1/");

  @Override
  public Message call(Message call) {
    try {
      return new Message().add("body", api.get(URI.create(call.get("url")))).add("status", "200");
    } catch (FeignException e) {
      return new Message().add("status", String.valueOf(e.status()));
    }
  }
}
