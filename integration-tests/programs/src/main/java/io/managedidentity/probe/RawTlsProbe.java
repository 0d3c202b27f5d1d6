package io.managedidentity.probe;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/** A client that nobody knows, over TLS; with {@code engine=true} it only begins a handshake. */
public final class RawTlsProbe implements ProbeClient {
  @Override
  public Message call(Message call) throws Exception {
    URI url = URI.create(call.get("url"));
    if (call.has("engine")) {
      SSLEngine engine = SSLContext.getDefault().createSSLEngine(url.getHost(), url.getPort());
      engine.setUseClientMode(true);
      engine.beginHandshake();
      return new Message().add("begun", "true");
    }
    try (SSLSocket socket =
        (SSLSocket) SSLSocketFactory.getDefault().createSocket(url.getHost(), url.getPort())) {
      String request =
          "GET " + url.getPath() + " HTTP/1.1\r\nHost: " + url.getAuthority() + "\r\n\r\n";
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      return new Message().add("first", String.valueOf(socket.getInputStream().read()));
    }
  }
}
