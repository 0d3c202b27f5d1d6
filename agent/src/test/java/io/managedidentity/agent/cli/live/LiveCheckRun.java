package io.managedidentity.agent.cli.live;

import static org.junit.jupiter.api.Assertions.assertFalse;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.managedidentity.agent.cli.CheckCommands;
import io.managedidentity.agent.clock.AgentClock;
import io.managedidentity.agent.identity.ScriptedServer;
import io.managedidentity.agent.identity.TestCertificates;
import io.managedidentity.agent.identity.http.EndpointAddresses;
import io.managedidentity.agent.identity.http.Timeouts;
import io.managedidentity.agent.token.AccessToken;
import io.managedidentity.agent.token.TokenException;
import io.managedidentity.agent.token.TokenFetcher;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

/** Runs the command against real servers with TLS, each of which is a host of a name of its own. */
abstract class LiveCheckRun {
  static final String OBJECT = "cccccccc-0000-0000-0000-000000000003";
  static final String CLIENT = "dddddddd-0000-0000-0000-000000000004";

  @TempDir Path folder;
  final List<ScriptedServer> servers = new ArrayList<>();
  final Map<String, InetSocketAddress> names = new HashMap<>();
  final CountDownLatch end = new CountDownLatch(1);
  TokenFetcher fetcher =
      (request, options) -> {
        if (request.resource().equals("api://broken")) {
          throw TokenException.builder("some_code", "it said no").build();
        }
        return new AccessToken(token(request.resource()), "test", 0, 3600, null, 1);
      };
  EndpointAddresses resolver = this::find;

  AgentClock clock = AgentClock.SYSTEM;

  /** Null for the authority of the tests. */
  KeyStore roots;

  JsonNode answer;

  /** Longer than a busy machine takes; so is the time for all tokens. */
  Timeouts limits = new Timeouts(20_000, 20_000);

  int totalSeconds = 60;

  @AfterEach
  void close() throws IOException {
    end.countDown();
    for (ScriptedServer server : servers) {
      server.close();
    }
  }

  JsonNode place(int index) {
    return answer.path("places").path(index);
  }

  String what(int place) {
    return place(place).path("what").asText();
  }

  String summary() {
    return answer.path("summary").asText();
  }

  /** Method and target of the requests that had a token. */
  static List<String> withToken(ScriptedServer server) {
    return server.requests().stream()
        .filter(r -> r.headers().containsKey("Authorization"))
        .map(r -> r.method() + " " + r.target())
        .sorted()
        .toList();
  }

  Path file() {
    return folder.resolve("mapping.json");
  }

  void mappings(String... mappings) throws IOException {
    String json = "{ 'mappings': [ " + String.join(",\n", mappings) + " ] }";
    Files.writeString(file(), json.replace('\'', '"'));
  }

  LiveCheck live() throws Exception {
    return new LiveCheck(
        fetcher,
        (id, request) -> id + " source (because)",
        resolver,
        roots == null ? TestCertificates.trustStore() : roots,
        clock,
        limits,
        totalSeconds);
  }

  private InetSocketAddress[] find(String name, int port) throws UnknownHostException {
    InetSocketAddress address = names.get(name.toLowerCase(Locale.ROOT));
    if (address == null) {
      throw new UnknownHostException(name);
    }
    return new InetSocketAddress[] {address};
  }

  int check(String... options) throws Exception {
    List<String> arguments =
        new ArrayList<>(List.of("check", file().toString(), "--live", "--json"));
    arguments.addAll(List.of(options));
    StringBuilder text = new StringBuilder();
    int exit = CheckCommands.run(live(), text::append, arguments.toArray(new String[0]));
    assertFalse(text.toString().contains(token("api://x")), "the token is shown");
    assertFalse(text.toString().contains("planted"), text::toString);
    answer = new ObjectMapper().readTree(text.toString());
    return exit;
  }

  String text() throws Exception {
    StringBuilder text = new StringBuilder();
    CheckCommands.run(live(), text::append, "check", file().toString(), "--live");
    assertFalse(text.toString().contains(token("api://x")), "the token is shown");
    return text.toString().replace("\r", "");
  }

  ScriptedServer host(String name, String without, String with) throws IOException {
    return serve(
        name,
        TestCertificates.serverFor(name),
        (request, socket) -> {
          String status = request.headers().containsKey("Authorization") ? with : without;
          String location = "\r\nLocation: https://elsewhere.example/secret?code=planted";
          say(socket, status.startsWith("302") ? status + location : status, "");
        });
  }

  ScriptedServer serve(String name, SSLContext tls, ScriptedServer.Script script)
      throws IOException {
    ScriptedServer server =
        ScriptedServer.tls(
            tls, script == null ? (request, socket) -> say(socket, "200 OK", "") : script);
    servers.add(server);
    names.put(name, server.address());
    return server;
  }

  static void say(Socket socket, String status, String body) throws IOException {
    String answer =
        "HTTP/1.1 " + status + "\r\nContent-Length: " + body.length() + "\r\n\r\n" + body;
    socket.getOutputStream().write(answer.getBytes(StandardCharsets.ISO_8859_1));
    socket.getOutputStream().flush();
  }

  void awaitEnd() {
    try {
      end.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  static String token(String audience) {
    String claims =
        "{\"aud\":\"%s\",\"oid\":\"%s\",\"appid\":\"%s\"}".formatted(audience, OBJECT, CLIENT);
    Base64.Encoder encoder = Base64.getUrlEncoder().withoutPadding();
    return encoder.encodeToString("{\"alg\":\"RS256\"}".getBytes(StandardCharsets.UTF_8))
        + "."
        + encoder.encodeToString(claims.getBytes(StandardCharsets.UTF_8))
        + ".signature";
  }
}
