package io.managedidentity.fuzz;

import io.managedidentity.probe.Message;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CancellationException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.client.HttpClient;
import org.eclipse.jetty.client.HttpProxy;
import org.eclipse.jetty.client.Origin;
import org.eclipse.jetty.client.api.Request;
import org.eclipse.jetty.client.api.Result;
import org.eclipse.jetty.client.http.HttpClientTransportOverHTTP;
import org.eclipse.jetty.client.util.BufferingResponseListener;
import org.eclipse.jetty.client.util.BytesContentProvider;
import org.eclipse.jetty.client.util.InputStreamContentProvider;
import org.eclipse.jetty.util.ssl.SslContextFactory;

/** Jetty's client 9.4 with one selector. */
public final class Jetty9FuzzClient implements FuzzClient {
  private Message options = new Message();
  private HttpClient client;

  @Override
  public void open(Message newOptions, Executor executor) throws Exception {
    options = newOptions;
    client = new HttpClient(new HttpClientTransportOverHTTP(1), new SslContextFactory());
    client.setMaxConnectionsPerDestination(Integer.parseInt(options.get("pool")));
    client.setConnectTimeout(Long.parseLong(options.get("timeout")));
    client.setFollowRedirects(options.has("follow"));
    if (executor != null) {
      client.setExecutor(executor);
    }
    if (options.has("proxy")) {
      String[] at = options.get("proxyAt").split(":");
      int port = Integer.parseInt(at[1]);
      client
          .getProxyConfiguration()
          .getProxies()
          .add(
              options.get("proxy").equals("tls")
                  ? new HttpProxy(new Origin.Address(at[0], port), true)
                  : new HttpProxy(at[0], port));
    }
    client.start();
  }

  @Override
  public void call(Message step, CallRecord record) {
    Request request =
        client
            .newRequest(URI.create(step.get("url")))
            .method(step.get("method"))
            .timeout(Long.parseLong(options.get("timeout")), TimeUnit.MILLISECONDS);
    if (step.has("body")) {
      byte[] body = step.get("body").getBytes(StandardCharsets.UTF_8);
      request.content(
          "stream".equals(step.get("bodyMode"))
              ? new InputStreamContentProvider(new ByteArrayInputStream(body))
              : new BytesContentProvider(body));
    }
    if (step.has("host")) {
      request.header("Host", step.get("host"));
    }
    FuzzHeaders.set(step, request::header);
    request.onRequestQueued(queued -> record.note("queued", ""));
    request.onRequestBegin(begun -> record.note("begin", ""));
    request.onRequestSuccess(sent -> record.note("sent", ""));
    record.onCancel(() -> request.abort(new CancellationException()));
    request.send(
        new BufferingResponseListener() {
          @Override
          public void onComplete(Result result) {
            if (result.isFailed()) {
              record.failed(result.getFailure());
            } else {
              record.completed(
                  result.getResponse().getStatus(), getContentAsString(StandardCharsets.UTF_8));
            }
          }
        });
  }

  @Override
  public void close() throws Exception {
    client.stop();
  }
}
