package io.managedidentity.fuzz;

import io.managedidentity.probe.Message;
import io.managedidentity.probe.VertxPool;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.ProxyOptions;
import io.vertx.core.net.ProxyType;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/** Vert.x from 4.0 on, with one event loop. */
public final class VertxFuzzClient implements FuzzClient {
  private static final Vertx VERTX =
      Vertx.vertx(
          new VertxOptions()
              .setEventLoopPoolSize(1)
              .setWorkerPoolSize(1)
              .setInternalBlockingPoolSize(1));

  private Message options = new Message();
  private HttpClient client;

  @Override
  public void open(Message newOptions, Executor executor) {
    options = newOptions;
    HttpClientOptions settings =
        new HttpClientOptions()
            .setTrustAll(false)
            .setTrustOptions(
                new io.vertx.core.net.JksOptions()
                    .setPath(System.getProperty("javax.net.ssl.trustStore"))
                    .setPassword(System.getProperty("javax.net.ssl.trustStorePassword")))
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
    client = VertxPool.client(VERTX, settings, Integer.parseInt(options.get("pool")));
  }

  @Override
  public void call(Message step, CallRecord record) {
    RequestOptions request =
        new RequestOptions()
            .setMethod(HttpMethod.valueOf(step.get("method")))
            .setAbsoluteURI(step.get("url"))
            .setFollowRedirects(options.has("follow"))
            .setTimeout(Long.parseLong(options.get("timeout")));
    if (step.has("host")) {
      request.putHeader("host", step.get("host"));
    }
    FuzzHeaders.set(step, request::putHeader);
    client
        .request(request)
        .onComplete(
            made -> {
              if (made.failed()) {
                record.failed(made.cause());
              } else {
                send(step, made.result(), record);
              }
            });
  }

  private static void send(Message step, HttpClientRequest request, CallRecord record) {
    Future<HttpClientResponse> sent =
        step.has("body") ? request.send(Buffer.buffer(step.get("body"))) : request.send();
    record.onCancel(() -> reset(request));
    sent.onComplete(
        answered -> {
          if (answered.failed()) {
            record.failed(answered.cause());
            return;
          }
          int status = answered.result().statusCode();
          record.note("head", String.valueOf(status));
          answered
              .result()
              .body()
              .onComplete(
                  read -> {
                    if (read.failed()) {
                      record.failed(read.cause());
                    } else {
                      record.completed(status, read.result().toString("UTF-8"));
                    }
                  });
        });
  }

  /** Its result is of another type in 5. */
  private static void reset(HttpClientRequest request) {
    try {
      HttpClientRequest.class.getMethod("reset").invoke(request);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() throws Exception {
    CountDownLatch closed = new CountDownLatch(1);
    client.close().onComplete(done -> closed.countDown());
    closed.await(2, TimeUnit.SECONDS);
  }
}
