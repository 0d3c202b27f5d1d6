package io.managedidentity.fuzz;

import io.managedidentity.probe.Message;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Executor;
import org.apache.commons.httpclient.HttpClient;
import org.apache.commons.httpclient.HttpMethodBase;
import org.apache.commons.httpclient.HttpState;
import org.apache.commons.httpclient.MultiThreadedHttpConnectionManager;
import org.apache.commons.httpclient.URI;
import org.apache.commons.httpclient.methods.ByteArrayRequestEntity;
import org.apache.commons.httpclient.methods.EntityEnclosingMethod;
import org.apache.commons.httpclient.methods.HeadMethod;
import org.apache.commons.httpclient.methods.InputStreamRequestEntity;

/** commons-httpclient 3; what threads share is an {@code HttpState}. */
public final class CommonsHttpClientFuzzClient implements FuzzClient {
  private final HttpState shared = new HttpState();
  private Message options = new Message();
  private MultiThreadedHttpConnectionManager connections;
  private HttpClient client;

  @Override
  public void open(Message newOptions, Executor executor) {
    options = newOptions;
    int timeout = Integer.parseInt(options.get("timeout"));
    connections = new MultiThreadedHttpConnectionManager();
    connections.getParams().setDefaultMaxConnectionsPerHost(Integer.parseInt(options.get("pool")));
    connections.getParams().setMaxTotalConnections(Integer.parseInt(options.get("pool")));
    connections.getParams().setConnectionTimeout(timeout);
    connections.getParams().setSoTimeout(timeout);
    client = new HttpClient(connections);
    if (options.has("proxy")) {
      String[] at = options.get("proxyAt").split(":");
      client.getHostConfiguration().setProxy(at[0], Integer.parseInt(at[1]));
    }
  }

  @Override
  public void call(Message step, CallRecord record) throws Exception {
    HttpMethodBase method = step.has("body") ? withBody(step) : bare(step.get("method"));
    method.setURI(new URI(step.get("url"), true));
    if (!step.has("body")) {
      method.setFollowRedirects(options.has("follow"));
    }
    if (step.has("host")) {
      method.getParams().setVirtualHost(step.get("host"));
    }
    FuzzHeaders.set(step, method::setRequestHeader);
    record.onCancel(method::abort);
    try {
      int status = client.executeMethod(null, method, options.has("shareContext") ? shared : null);
      record.completed(status, body(method));
    } finally {
      method.releaseConnection();
    }
  }

  /** Only its own class knows that an answer to HEAD has no body. */
  private static HttpMethodBase bare(String name) {
    return name.equals("HEAD") ? new HeadMethod() : new Bare(name);
  }

  private static String body(HttpMethodBase method) throws IOException {
    return method.getResponseBodyAsStream() == null
        ? ""
        : CallRecord.read(method.getResponseBodyAsStream());
  }

  private static HttpMethodBase withBody(Message step) {
    Enclosing method = new Enclosing(step.get("method"));
    byte[] body = step.get("body").getBytes(StandardCharsets.UTF_8);
    if ("stream".equals(step.get("bodyMode"))) {
      method.setRequestEntity(new InputStreamRequestEntity(new ByteArrayInputStream(body)));
      method.setContentChunked(true);
    } else {
      method.setRequestEntity(new ByteArrayRequestEntity(body));
    }
    return method;
  }

  @Override
  public void close() {
    connections.shutdown();
  }

  private static final class Bare extends HttpMethodBase {
    private final String name;

    Bare(String name) {
      this.name = name;
    }

    @Override
    public String getName() {
      return name;
    }
  }

  private static final class Enclosing extends EntityEnclosingMethod {
    private final String name;

    Enclosing(String name) {
      this.name = name;
    }

    @Override
    public String getName() {
      return name;
    }
  }
}
