package io.managedidentity.benchmarks;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;

/** An API that answers everything, and an identity endpoint of App Service's form, on 127.0.0.1. */
final class LoopbackServers implements AutoCloseable {
  private final HttpServer api = server("ok");
  private final HttpServer identity =
      server(
          "{\"access_token\":\"benchmark-token\",\"token_type\":\"Bearer\",\"expires_on\":\"4102444800\"}");

  LoopbackServers() throws IOException {
    api.start();
    identity.start();
  }

  String apiUrl() {
    return "http://127.0.0.1:" + api.getAddress().getPort() + "/";
  }

  String identityEndpoint() {
    return "http://127.0.0.1:" + identity.getAddress().getPort() + "/msi/token";
  }

  @Override
  public void close() {
    api.stop(0);
    identity.stop(0);
  }

  private static HttpServer server(String body) throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), 50);
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    server.createContext(
        "/",
        exchange -> {
          exchange.getRequestBody().readAllBytes();
          exchange.sendResponseHeaders(200, bytes.length);
          exchange.getResponseBody().write(bytes);
          exchange.close();
        });
    return server;
  }
}
