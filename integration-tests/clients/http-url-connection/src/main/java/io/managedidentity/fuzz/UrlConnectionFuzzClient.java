package io.managedidentity.fuzz;

import io.managedidentity.probe.Message;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Executor;

/** {@code HttpURLConnection}; its pool is the JVM's, and nothing can be shared or closed. */
public final class UrlConnectionFuzzClient implements FuzzClient {
  private Message options = new Message();

  @Override
  public void open(Message newOptions, Executor executor) {
    options = newOptions;
  }

  @Override
  public void call(Message step, CallRecord record) throws Exception {
    HttpURLConnection connection =
        (HttpURLConnection) new URL(step.get("url")).openConnection(proxy());
    record.onCancel(connection::disconnect);
    connection.setRequestMethod(step.get("method"));
    connection.setInstanceFollowRedirects(options.has("follow"));
    connection.setConnectTimeout(Integer.parseInt(options.get("timeout")));
    connection.setReadTimeout(Integer.parseInt(options.get("timeout")));
    FuzzHeaders.set(step, connection::setRequestProperty);
    if (step.has("body")) {
      write(connection, step);
    }
    int status = connection.getResponseCode();
    InputStream in = status < 400 ? connection.getInputStream() : connection.getErrorStream();
    record.completed(status, CallRecord.read(in));
  }

  private static void write(HttpURLConnection connection, Message step) throws IOException {
    connection.setDoOutput(true);
    if ("stream".equals(step.get("bodyMode"))) {
      connection.setChunkedStreamingMode(0);
    }
    try (OutputStream out = connection.getOutputStream()) {
      out.write(step.get("body").getBytes(StandardCharsets.UTF_8));
    }
  }

  private Proxy proxy() {
    if (!options.has("proxy")) {
      return Proxy.NO_PROXY;
    }
    String[] at = options.get("proxyAt").split(":");
    return new Proxy(
        options.get("proxy").equals("socks") ? Proxy.Type.SOCKS : Proxy.Type.HTTP,
        new InetSocketAddress(at[0], Integer.parseInt(at[1])));
  }

  /**
   * The pool outlives the program. A connection that a place closes unannounced is seen to be
   * closed a moment later; until then it would break a streamed upload of the next program.
   */
  @Override
  public void close() throws InterruptedException {
    for (String step : options.all("step")) {
      if (step.contains("do=die") || step.contains("do%3Ddie")) {
        Thread.sleep(20);
        return;
      }
    }
  }
}
