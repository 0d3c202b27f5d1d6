package io.managedidentity.probe;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Authenticator;
import java.net.HttpURLConnection;
import java.net.InetSocketAddress;
import java.net.PasswordAuthentication;
import java.net.Proxy;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/**
 * {@code java.net.HttpURLConnection}. Its request objects cannot be used twice, so {@code reuse}
 * makes an equal one.
 */
public final class UrlConnectionProbe implements ProbeClient {
  @Override
  public Message call(Message call) throws Exception {
    HttpURLConnection connection = open(call);
    connection.setRequestMethod(call.get("method", "GET"));
    connection.setInstanceFollowRedirects(Boolean.parseBoolean(call.get("follow", "true")));
    int timeout = Integer.parseInt(call.get("timeout", "20000"));
    connection.setConnectTimeout(timeout);
    connection.setReadTimeout(timeout);
    for (String header : call.all("header")) {
      int colon = header.indexOf(": ");
      connection.addRequestProperty(header.substring(0, colon), header.substring(colon + 2));
    }
    GivingUp.later(call, connection::disconnect);
    String view = connection.getRequestProperties().toString();
    if (call.has("body")) {
      write(connection, call);
    }
    Message answer = new Message().add("status", String.valueOf(connection.getResponseCode()));
    InputStream in;
    try {
      in = connection.getInputStream();
    } catch (IOException e) {
      in = connection.getErrorStream();
    }
    answer.add("bodyStream", in == null ? "none" : in.getClass().getName());
    answer.add("body", Probe.read(in));
    for (Map.Entry<String, List<String>> header : connection.getHeaderFields().entrySet()) {
      for (String value : header.getValue()) {
        answer.add("responseHeader", header.getKey() + ": " + value);
      }
    }
    answer.add("viewBefore", view);
    answer.add("responseUrl", connection.getURL().toString());
    return answer;
  }

  private static HttpURLConnection open(Message call) throws IOException {
    URL url = new URL(call.get("url"));
    if (!call.has("proxy")) {
      return (HttpURLConnection) url.openConnection(Proxy.NO_PROXY);
    }
    String[] proxy = call.get("proxy").split(":");
    if (call.has("proxyUser")) {
      String[] user = call.get("proxyUser").split(":");
      Authenticator.setDefault(
          new Authenticator() {
            @Override
            protected PasswordAuthentication getPasswordAuthentication() {
              return getRequestorType() == RequestorType.PROXY
                  ? new PasswordAuthentication(user[0], user[1].toCharArray())
                  : null;
            }
          });
    }
    return (HttpURLConnection)
        url.openConnection(
            new Proxy(
                Proxy.Type.HTTP, new InetSocketAddress(proxy[0], Integer.parseInt(proxy[1]))));
  }

  private static void write(HttpURLConnection connection, Message call) throws IOException {
    byte[] body = call.get("body").getBytes(StandardCharsets.UTF_8);
    connection.setDoOutput(true);
    String mode = call.get("bodyMode", "buffered");
    if (mode.equals("chunked") || mode.equals("oneshot")) {
      connection.setChunkedStreamingMode(0);
    } else if (mode.equals("fixed")) {
      connection.setFixedLengthStreamingMode(body.length);
    }
    try (OutputStream out = connection.getOutputStream()) {
      out.write(body);
    }
  }
}
