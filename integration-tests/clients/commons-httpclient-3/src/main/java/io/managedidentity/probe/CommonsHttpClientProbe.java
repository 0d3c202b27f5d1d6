package io.managedidentity.probe;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.commons.httpclient.Header;
import org.apache.commons.httpclient.HttpClient;
import org.apache.commons.httpclient.HttpMethodBase;
import org.apache.commons.httpclient.MultiThreadedHttpConnectionManager;
import org.apache.commons.httpclient.URI;
import org.apache.commons.httpclient.UsernamePasswordCredentials;
import org.apache.commons.httpclient.auth.AuthScope;
import org.apache.commons.httpclient.methods.ByteArrayRequestEntity;
import org.apache.commons.httpclient.methods.EntityEnclosingMethod;
import org.apache.commons.httpclient.methods.GetMethod;
import org.apache.commons.httpclient.methods.InputStreamRequestEntity;

/** commons-httpclient 3. */
public final class CommonsHttpClientProbe implements ProbeClient {
  private final Map<String, HttpMethodBase> requests = new ConcurrentHashMap<>();
  private final Map<String, HttpClient> clients = new ConcurrentHashMap<>();

  @Override
  public Message call(Message call) throws Exception {
    HttpMethodBase method =
        call.has("reuse")
            ? requests.computeIfAbsent(call.get("reuse"), key -> newMethod(call))
            : newMethod(call);
    method.setURI(new URI(call.get("url"), true));
    method.getParams().setSoTimeout(Integer.parseInt(call.get("timeout", "20000")));
    method.setDoAuthentication(!call.has("noAuthentication"));
    if (call.has("virtualHost")) {
      method.getParams().setVirtualHost(call.get("virtualHost"));
    }
    if (call.has("follow")) {
      method.setFollowRedirects(Boolean.parseBoolean(call.get("follow")));
    }
    GivingUp.later(call, method::abort);
    String before = Arrays.toString(method.getRequestHeaders());
    try {
      Message answer =
          new Message().add("status", String.valueOf(client(call).executeMethod(method)));
      if (call.has("streamClass")) {
        answer.add("streamClass", String.valueOf(method.getResponseBodyAsStream().getClass()));
      }
      answer.add("body", String.valueOf(method.getResponseBodyAsString()));
      for (Header header : method.getResponseHeaders()) {
        answer.add("responseHeader", header.getName() + ": " + header.getValue());
      }
      return answer
          .add("viewBefore", before)
          .add("viewAfter", Arrays.toString(method.getRequestHeaders()));
    } finally {
      method.releaseConnection();
    }
  }

  private HttpClient client(Message call) {
    return clients.computeIfAbsent(
        call.get("proxy") + call.get("proxyUser"), key -> newClient(call));
  }

  private static HttpClient newClient(Message call) {
    MultiThreadedHttpConnectionManager connections = new MultiThreadedHttpConnectionManager();
    connections.getParams().setDefaultMaxConnectionsPerHost(50);
    connections.getParams().setMaxTotalConnections(100);
    HttpClient client = new HttpClient(connections);
    if (call.has("proxy")) {
      String[] proxy = call.get("proxy").split(":");
      client.getHostConfiguration().setProxy(proxy[0], Integer.parseInt(proxy[1]));
    }
    if (call.has("proxyUser")) {
      String[] user = call.get("proxyUser").split(":");
      client
          .getState()
          .setProxyCredentials(AuthScope.ANY, new UsernamePasswordCredentials(user[0], user[1]));
    }
    return client;
  }

  private static HttpMethodBase newMethod(Message call) {
    HttpMethodBase method = call.has("body") ? withBody(call) : new GetMethod();
    for (String header : call.all("header")) {
      int colon = header.indexOf(": ");
      method.addRequestHeader(header.substring(0, colon), header.substring(colon + 2));
    }
    return method;
  }

  private static HttpMethodBase withBody(Message call) {
    EntityEnclosingMethod method = new WithBody(call.get("method"));
    byte[] body = call.get("body").getBytes(StandardCharsets.UTF_8);
    String mode = call.get("bodyMode", "buffered");
    if (mode.equals("buffered")) {
      method.setRequestEntity(new ByteArrayRequestEntity(body));
    } else if (mode.equals("fixed")) {
      method.setRequestEntity(
          new InputStreamRequestEntity(new ByteArrayInputStream(body), body.length));
    } else {
      method.setContentChunked(true);
      method.setRequestEntity(new InputStreamRequestEntity(new ByteArrayInputStream(body), -1));
    }
    return method;
  }

  private static final class WithBody extends EntityEnclosingMethod {
    private final String name;

    WithBody(String name) {
      this.name = name;
    }

    @Override
    public String getName() {
      return name;
    }
  }
}
