package io.managedidentity.fuzz;

import io.managedidentity.probe.Message;
import io.netty.handler.codec.http.HttpMethod;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;
import reactor.netty.ByteBufFlux;
import reactor.netty.http.HttpProtocol;
import reactor.netty.http.client.HttpClient;
import reactor.netty.resources.ConnectionProvider;
import reactor.netty.resources.LoopResources;
import reactor.netty.transport.ProxyProvider;

/** reactor-netty with one event loop and a pool of its own. */
public final class ReactorNettyFuzzClient implements FuzzClient {
  private ConnectionProvider connections;
  private LoopResources loop;
  private HttpClient client;

  @Override
  public void open(Message options, Executor executor) {
    connections =
        ConnectionProvider.builder("fuzz")
            .maxConnections(Integer.parseInt(options.get("pool")))
            .pendingAcquireMaxCount(-1)
            .build();
    loop = LoopResources.create("fuzz", 1, true);
    client =
        HttpClient.create(connections)
            .runOn(loop)
            .followRedirect(options.has("follow"))
            .responseTimeout(Duration.ofMillis(Long.parseLong(options.get("timeout"))));
    if (options.has("protocol")) {
      client = client.protocol(HttpProtocol.H2, HttpProtocol.HTTP11);
    }
    if (options.has("proxy")) {
      String[] at = options.get("proxyAt").split(":");
      boolean isSocks = options.get("proxy").equals("socks");
      client =
          client.proxy(
              spec ->
                  spec.type(isSocks ? ProxyProvider.Proxy.SOCKS5 : ProxyProvider.Proxy.HTTP)
                      .host(at[0])
                      .port(Integer.parseInt(at[1])));
    }
  }

  @Override
  public void call(Message step, CallRecord record) {
    AtomicInteger status = new AtomicInteger();
    HttpClient caller =
        client.headers(
            lines -> {
              if (step.has("host")) {
                lines.set("Host", step.get("host"));
              }
              FuzzHeaders.set(step, lines::set);
            });
    HttpClient.RequestSender sender =
        caller.request(HttpMethod.valueOf(step.get("method"))).uri(step.get("url"));
    HttpClient.ResponseReceiver<?> receiver =
        step.has("body")
            ? sender.send(ByteBufFlux.fromString(Mono.just(step.get("body"))))
            : sender;
    Disposable call =
        receiver
            .responseSingle(
                (response, content) -> {
                  record.note("head", String.valueOf(response.status().code()));
                  status.set(response.status().code());
                  return content.asString().defaultIfEmpty("");
                })
            .subscribe(body -> record.completed(status.get(), body), record::failed);
    record.onCancel(
        () -> {
          call.dispose();
          record.failed(new CancellationException()); // nobody else says it
        });
  }

  @Override
  public void close() {
    connections.disposeLater().block(Duration.ofSeconds(2));
  }

  @Override
  public void release() {
    loop.disposeLater(Duration.ZERO, Duration.ofSeconds(1)).block(Duration.ofSeconds(2));
  }
}
