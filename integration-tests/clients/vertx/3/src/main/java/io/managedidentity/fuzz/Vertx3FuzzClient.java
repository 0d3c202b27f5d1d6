package io.managedidentity.fuzz;

import io.managedidentity.probe.Message;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.JksOptions;
import io.vertx.core.net.ProxyOptions;
import io.vertx.core.net.ProxyType;
import java.util.concurrent.Executor;

/** Vert.x 3.9, with one event loop. */
public final class Vertx3FuzzClient implements FuzzClient {
  private static final Vertx VERTX =
      Vertx.vertx(
          new VertxOptions()
              .setEventLoopPoolSize(1)
              .setWorkerPoolSize(1)
              .setInternalBlockingPoolSize(1));
  private static final Context LOOP = VERTX.getOrCreateContext();

  private Message options = new Message();
  private HttpClient client;

  @Override
  public void open(Message newOptions, Executor executor) {
    options = newOptions;
    HttpClientOptions settings =
        new HttpClientOptions()
            .setTrustOptions(
                new JksOptions()
                    .setPath(System.getProperty("javax.net.ssl.trustStore"))
                    .setPassword(System.getProperty("javax.net.ssl.trustStorePassword")))
            .setMaxPoolSize(Integer.parseInt(options.get("pool")))
            .setPipelining(options.has("pipelining"))
            .setUseAlpn(options.has("protocol"))
            .setProtocolVersion(options.has("protocol") ? HttpVersion.HTTP_2 : HttpVersion.HTTP_1_1)
            .setConnectTimeout(Integer.parseInt(options.get("timeout")));
    if (options.has("proxy")) {
      String[] at = options.get("proxyAt").split(":");
      settings.setProxyOptions(
          new ProxyOptions()
              .setType(options.get("proxy").equals("socks") ? ProxyType.SOCKS5 : ProxyType.HTTP)
              .setHost(at[0])
              .setPort(Integer.parseInt(at[1])));
    }
    client = VERTX.createHttpClient(settings);
  }

  @Override
  public void call(Message step, CallRecord record) {
    HttpClientRequest request =
        client
            .requestAbs(HttpMethod.valueOf(step.get("method")), step.get("url"))
            .setFollowRedirects(options.has("follow"))
            .setTimeout(Long.parseLong(options.get("timeout")));
    if (step.has("host")) {
      request.putHeader("host", step.get("host"));
    }
    FuzzHeaders.set(step, request::putHeader);
    request.exceptionHandler(record::failed);
    request.handler(
        response -> {
          record.note("head", String.valueOf(response.statusCode()));
          response
              .exceptionHandler(record::failed)
              .bodyHandler(body -> record.completed(response.statusCode(), body.toString("UTF-8")));
        });
    // On the event loop: from elsewhere it can come between two steps of the client itself.
    record.onCancel(() -> LOOP.runOnContext(now -> request.reset()));
    if (step.has("body")) {
      request.end(Buffer.buffer(step.get("body")));
    } else {
      request.end();
    }
  }

  @Override
  public void close() {
    client.close();
  }
}
