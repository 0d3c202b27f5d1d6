package io.managedidentity.it.fuzz;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLContext;
import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import mockwebserver3.SocketEffect;
import okhttp3.Headers;

/** An origin that speaks HTTP/2 over TLS to clients that ask for it, else HTTP/1.1. */
final class FuzzHttp2Server implements Closeable {
  private final MockWebServer server = new MockWebServer();
  private final String address;
  private final FuzzServer.Handler handler;

  FuzzHttp2Server(String address, SSLContext tls, FuzzServer.Handler handler) throws IOException {
    this.address = address;
    this.handler = handler;
    server.useHttps(tls.getSocketFactory());
    server.setDispatcher(
        new Dispatcher() {
          @Override
          public MockResponse dispatch(RecordedRequest request) throws InterruptedException {
            return answer(request);
          }
        });
    server.start(InetAddress.getByName(address), 0);
  }

  /** Address and port. */
  String authority() {
    return address + ":" + server.getPort();
  }

  @Override
  public void close() {
    server.close();
  }

  private MockResponse answer(RecordedRequest request) throws InterruptedException {
    List<String> headers = new ArrayList<>();
    for (int i = 0; i < request.getHeaders().size(); i++) {
      headers.add(request.getHeaders().name(i) + ": " + request.getHeaders().value(i));
    }
    String body = request.getBody() == null ? "" : request.getBody().utf8();
    FuzzAnswer answer =
        handler.answer(
            new Arrival(address, true, request.getMethod(), request.getTarget(), headers, body));
    MockResponse.Builder response = new MockResponse.Builder();
    if (answer.isCut()) {
      return response.onResponseStart(new SocketEffect.CloseSocket()).build();
    }
    Headers.Builder lines = new Headers.Builder();
    for (String line : answer.headers()) {
      if (!line.startsWith("Transfer-Encoding:") && !line.startsWith("Connection:")) {
        lines.add(line);
      }
    }
    response.code(answer.status()).headers(lines.build());
    boolean isHead = request.getMethod().equals("HEAD");
    response.body(isHead ? "" : answer.body());
    if (answer.isLast()) {
      response.onResponseEnd(SocketEffect.ShutdownConnection.INSTANCE);
    }
    return response.build();
  }
}
