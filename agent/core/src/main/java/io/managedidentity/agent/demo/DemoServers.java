package io.managedidentity.agent.demo;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.UUID;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * On 127.0.0.1: an identity endpoint of App Service's form, and an API over TLS that lets in only
 * those who show a good token for it.
 */
final class DemoServers implements AutoCloseable {
  /** The audience that the API checks, and that the mapping names. */
  static final String RESOURCE = "api://orders";

  private static final long LIFE_SECONDS = 3600;

  private final String identityHeader = UUID.randomUUID().toString();
  private final DemoTokens tokens;
  private final HttpServer identity;
  private final HttpsServer api;

  DemoServers(SSLContext tls) throws IOException, GeneralSecurityException {
    tokens = new DemoTokens();
    identity = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    identity.createContext("/msi/token", new IdentityEndpoint());
    api = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    api.setHttpsConfigurator(new HttpsConfigurator(tls));
    api.createContext("/orders", new Api());
    identity.start();
    api.start();
  }

  String identityEndpoint() {
    return "http://127.0.0.1:" + identity.getAddress().getPort() + "/msi/token";
  }

  String identityHeader() {
    return identityHeader;
  }

  String apiHost() {
    return "localhost:" + api.getAddress().getPort();
  }

  String ordersUrl() {
    return "https://" + apiHost() + "/orders";
  }

  @Override
  public void close() {
    identity.stop(0);
    api.stop(0);
  }

  private static long now() {
    return System.currentTimeMillis() / 1000;
  }

  private static void answer(HttpExchange exchange, int status, String body) throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  private final class IdentityEndpoint implements HttpHandler {
    @Override
    public void handle(HttpExchange exchange) throws IOException {
      String query = String.valueOf(exchange.getRequestURI().getQuery());
      if (!identityHeader.equals(exchange.getRequestHeaders().getFirst("X-IDENTITY-HEADER"))) {
        answer(exchange, 403, "");
      } else if (!query.contains("resource=" + RESOURCE)) {
        answer(
            exchange,
            400,
            "{\"error\":\"invalid_resource\",\"error_description\":\"no such resource\"}");
      } else {
        try {
          long expires = now() + LIFE_SECONDS;
          answer(
              exchange,
              200,
              "{\"access_token\":\""
                  + tokens.token(RESOURCE, expires)
                  + "\",\"token_type\":\"Bearer\",\"expires_on\":\""
                  + expires
                  + "\"}");
        } catch (GeneralSecurityException e) {
          answer(exchange, 500, "");
        }
      }
    }
  }

  private final class Api implements HttpHandler {
    @Override
    public void handle(HttpExchange exchange) throws IOException {
      String fault = fault(exchange.getRequestHeaders().getFirst("Authorization"));
      if (fault == null) {
        answer(exchange, 200, "3 orders");
      } else {
        exchange
            .getResponseHeaders()
            .set("WWW-Authenticate", "Bearer error_description=\"" + fault + "\"");
        answer(exchange, 401, fault);
      }
    }

    private @Nullable String fault(@Nullable String authorization) {
      if (authorization == null || !authorization.startsWith("Bearer ")) {
        return "a token is missing";
      }
      try {
        return tokens.fault(authorization.substring("Bearer ".length()), RESOURCE, now());
      } catch (GeneralSecurityException | IllegalArgumentException e) {
        return "not a token";
      }
    }
  }
}
