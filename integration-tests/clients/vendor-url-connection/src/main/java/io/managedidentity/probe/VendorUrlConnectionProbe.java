package io.managedidentity.probe;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/**
 * A vendor's {@code HttpURLConnection}; it follows redirects only where {@code follow} is asked
 * for.
 */
public final class VendorUrlConnectionProbe implements ProbeClient {
  @Override
  public Message call(Message call) throws Exception {
    HttpURLConnection connection =
        new weblogic.net.http.HttpURLConnection(new URL(call.get("url")));
    connection.setRequestMethod(call.get("method", "GET"));
    connection.setInstanceFollowRedirects(Boolean.parseBoolean(call.get("follow", "false")));
    connection.setReadTimeout(Integer.parseInt(call.get("timeout", "20000")));
    for (String header : call.all("header")) {
      int colon = header.indexOf(": ");
      connection.addRequestProperty(header.substring(0, colon), header.substring(colon + 2));
    }
    String view = connection.getRequestProperties().toString();
    if (call.has("body")) {
      connection.setDoOutput(true);
      try (OutputStream out = connection.getOutputStream()) {
        out.write(call.get("body").getBytes(StandardCharsets.UTF_8));
      }
    }
    Message answer = new Message().add("status", String.valueOf(connection.getResponseCode()));
    InputStream in;
    try {
      in = connection.getInputStream();
    } catch (IOException e) {
      in = connection.getErrorStream();
    }
    answer.add("body", Probe.read(in));
    for (Map.Entry<String, List<String>> header : connection.getHeaderFields().entrySet()) {
      for (String value : header.getValue()) {
        answer.add("responseHeader", header.getKey() + ": " + value);
      }
    }
    return answer.add("viewBefore", view);
  }
}
