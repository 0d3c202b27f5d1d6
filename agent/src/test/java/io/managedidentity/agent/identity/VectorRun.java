package io.managedidentity.agent.identity;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.managedidentity.agent.identity.http.EndpointClient;
import io.managedidentity.agent.identity.http.Timeouts;
import io.managedidentity.agent.identity.http.TlsTrust;
import io.managedidentity.agent.identity.process.ProcessOutput;
import io.managedidentity.agent.log.AgentLog;
import io.managedidentity.agent.log.LogLevel;
import io.managedidentity.agent.token.AccessToken;
import io.managedidentity.agent.token.FetchOptions;
import io.managedidentity.agent.token.ManagedIdentityId;
import io.managedidentity.agent.token.TokenException;
import io.managedidentity.agent.token.TokenRequest;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Runs one vector (docs/protocol.md, test vectors) through the real fetcher, over real sockets.
 * Names and ports are the vector's own; only where their packets go is decided here.
 */
final class VectorRun implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();

  final JsonNode vector;
  final FakeClock clock;
  final List<String> log = new CopyOnWriteArrayList<>();
  final List<String> faults = new CopyOnWriteArrayList<>();
  AccessToken token;
  TokenException failure;
  private final ScriptedServer plain;
  private final ScriptedServer tls;
  private final ClosedAddresses closed = new ClosedAddresses();
  private final Map<String, String> environment = new HashMap<>();
  private int connections;
  private int processes;

  VectorRun(JsonNode written) throws Exception {
    plain = ScriptedServer.plain(this::answer);
    vector = JSON.readTree(written.toString().replace("${base}", plain.origin()));
    clock = new FakeClock(vector.path("now").asLong() * 1000);
    vector
        .path("env")
        .properties()
        .forEach(e -> environment.put(e.getKey(), e.getValue().asText()));
    if (vector.has("tls")) {
      TestCertificates.Stand stand = new TestCertificates.Stand(vector.path("tls"));
      String variable = "IDENTITY_SERVER_THUMBPRINT";
      environment.put(variable, stand.real(environment.getOrDefault(variable, "")));
      tls = ScriptedServer.tls(stand.context(), this::answer);
    } else {
      tls = ScriptedServer.tls(TestCertificates.serverFor(secureHosts()), this::answer);
    }
  }

  VectorRun run() throws Exception {
    TlsTrust trust = TestCertificates.trust();
    SourceHost host =
        new SourceHost(
            new VectorEnvironment(),
            new FakeFiles(vector.path("files")),
            clock,
            this::process,
            new EndpointClient(this::addresses, trust, clock),
            new AgentLog(LogLevel.TRACE, (level, message) -> log.add(message)),
            RetryJitter.NONE,
            connectTimesOut() ? new Timeouts(60, 5000) : null);
    try {
      token = new IdentityTokenFetcher(host).fetch(request(), options());
    } catch (TokenException e) {
      failure = e;
    }
    return this;
  }

  List<ReceivedRequest> requests() {
    List<ReceivedRequest> all = new ArrayList<>(plain.requests());
    all.addAll(tls.requests());
    return all;
  }

  int connections() {
    return connections;
  }

  int processes() {
    return processes;
  }

  @Override
  public void close() throws Exception {
    plain.close();
    tls.close();
    closed.close();
  }

  private boolean connectTimesOut() {
    return vector.path("exchanges").toString().contains("connect-timeout");
  }

  private String[] secureHosts() {
    Set<String> hosts = new LinkedHashSet<>(Set.of("localhost"));
    for (JsonNode exchange : vector.path("exchanges")) {
      String origin = exchange.path("expectRequest").path("origin").asText();
      if (origin.startsWith("https:")) {
        hosts.add(URI.create(origin).getHost());
      }
    }
    return hosts.toArray(new String[0]);
  }

  private TokenRequest request() {
    JsonNode identity = vector.path("identity");
    ManagedIdentityId id =
        switch (identity.path("type").asText()) {
          case "clientId" -> user(ManagedIdentityId.Kind.CLIENT_ID, identity);
          case "objectId" -> user(ManagedIdentityId.Kind.OBJECT_ID, identity);
          case "resourceId" -> user(ManagedIdentityId.Kind.RESOURCE_ID, identity);
          default -> ManagedIdentityId.systemAssigned();
        };
    String selected = environment.get("MIA_CREDENTIALS");
    List<String> sources = selected == null ? List.of() : List.of(SourceNames.ours(selected));
    return new TokenRequest(vector.path("resource").asText(), id, sources, null);
  }

  private static ManagedIdentityId user(ManagedIdentityId.Kind kind, JsonNode identity) {
    return ManagedIdentityId.userAssigned(kind, identity.path("value").asText());
  }

  private FetchOptions options() throws Exception {
    List<String> capabilities = new ArrayList<>();
    vector.path("clientCapabilities").forEach(name -> capabilities.add(name.asText()));
    String rejected = vector.path("rejectedToken").asText(null);
    if (rejected != null) {
      byte[] bytes = rejected.getBytes(StandardCharsets.UTF_8);
      rejected = HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    }
    JsonNode claims = vector.path("claims");
    String text = claims.isMissingNode() || claims.isNull() ? null : claims.asText();
    return new FetchOptions(capabilities, text, rejected);
  }

  /** Where the next connection goes: to a server, or to where the next exchange's fault is. */
  private InetSocketAddress[] addresses(String host, int port) throws IOException {
    JsonNode exchange = vector.path("exchanges").path(connections++);
    if (exchange.isMissingNode()) {
      faults.add("one request too many, to " + host);
      throw new IOException("no exchange is left");
    }
    String fault = exchange.path("respond").path("fault").asText();
    if (fault.equals("connection-refused")) {
      return new InetSocketAddress[] {closed.refusing()};
    }
    if (fault.equals("connect-timeout")) {
      return new InetSocketAddress[] {closed.silent()};
    }
    boolean secure = exchange.path("expectRequest").path("origin").asText().startsWith("https:");
    return new InetSocketAddress[] {secure ? tls.address() : plain.address()};
  }

  private void answer(ReceivedRequest request, Socket socket) throws IOException {
    JsonNode exchange = vector.path("exchanges").path(connections - 1);
    faults.addAll(RequestCheck.differences(exchange.path("expectRequest"), request));
    JsonNode respond = exchange.path("respond");
    byte[] body = respond.path("body").asText().getBytes(StandardCharsets.UTF_8);
    StringBuilder head =
        new StringBuilder("HTTP/1.1 " + respond.path("status").asInt() + " Said\r\n");
    respond
        .path("headers")
        .properties()
        .forEach(
            header -> head.append(header.getKey() + ": " + header.getValue().asText() + "\r\n"));
    // Lives in the vectors count from the vector's start, though pauses move the clock: so the
    // server's clock stands still, and after a pause it says so as any server does.
    if (!clock.sleeps().isEmpty() && !respond.path("headers").has("Date")) {
      head.append("Date: ").append(startDate()).append("\r\n");
    }
    head.append("Content-Length: ").append(body.length).append("\r\n\r\n");
    socket.getOutputStream().write(head.toString().getBytes(StandardCharsets.ISO_8859_1));
    socket.getOutputStream().write(body);
    socket.getOutputStream().flush();
  }

  private String startDate() {
    return DateTimeFormatter.RFC_1123_DATE_TIME.format(
        Instant.ofEpochSecond(vector.path("now").asLong()).atOffset(ZoneOffset.UTC));
  }

  private ProcessOutput process(List<String> command, int limitMillis) {
    JsonNode process = vector.path("processes").path(processes++);
    List<String> expected = new ArrayList<>();
    process.path("expectArgv").forEach(word -> expected.add(word.asText()));
    List<String> logical =
        command.get(0).endsWith("cmd.exe") ? command.subList(2, command.size()) : command;
    if (!logical.equals(expected)) {
      faults.add("process " + logical + " in place of " + expected);
    }
    JsonNode respond = process.path("respond");
    if (respond.path("hangSeconds").asLong() * 1000 > limitMillis) {
      clock.pass(limitMillis);
      return ProcessOutput.timedOut();
    }
    return new ProcessOutput(
        respond.path("exitCode").asInt(),
        respond.path("stdout").asText(),
        respond.path("stderr").asText());
  }

  private final class VectorEnvironment implements Environment {
    @Override
    public String variable(String name) {
      return environment.get(name);
    }

    @Override
    public String osName() {
      return switch (vector.path("os").asText()) {
        case "windows" -> "Windows Server 2022";
        case "linux" -> "Linux";
        case "macos" -> "Mac OS X";
        default -> vector.path("os").asText();
      };
    }
  }
}
