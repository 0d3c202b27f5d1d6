package io.managedidentity.agent.identity;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.managedidentity.agent.identity.http.EndpointAddresses;
import io.managedidentity.agent.identity.http.EndpointClient;
import io.managedidentity.agent.identity.http.Timeouts;
import io.managedidentity.agent.identity.process.ProcessOutput;
import io.managedidentity.agent.log.AgentLog;
import io.managedidentity.agent.log.LogLevel;
import io.managedidentity.agent.token.ManagedIdentityId;
import io.managedidentity.agent.token.TokenException;
import io.managedidentity.agent.token.TokenRequest;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What failures say that no vector provokes, word for word. */
class IdentityMessagesTest {
  private static final String RESOURCE = "https://vault.azure.net";
  private static final String KEY_FILE = "/var/opt/azcmagent/tokens/a.key";

  private final Map<String, String> variables = new HashMap<>();
  private final ObjectNode files = JsonNodeFactory.instance.objectNode();
  private final List<String> log = new ArrayList<>();
  private final FakeClock clock = new FakeClock(1_893_456_000_000L);
  private String answer = "";
  private String osName = "Linux";
  private ProcessOutput process = new ProcessOutput(ProcessOutput.NOT_FOUND, "", "");
  private EndpointAddresses addresses;
  private ScriptedServer server;

  @BeforeEach
  void start() throws IOException {
    server =
        ScriptedServer.plain(
            (request, socket) ->
                socket.getOutputStream().write(answer.getBytes(StandardCharsets.UTF_8)));
    addresses = (host, port) -> new InetSocketAddress[] {server.address()};
  }

  @AfterEach
  void stop() throws IOException {
    server.close();
  }

  /** Answers of a source at the end of App Service's variables. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "[] | App Service answered 200, but no token can be read from it: it is not a JSON object",
        "{\"access_token\":\"a\",\"access_token\":\"b\"} | it has the member \"access_token\" twice",
        "{\"access_token\":\"a b\",\"expires_in\":3600} | App Service answered 200 with a token with characters that no header may hold",
      })
  void saysWhatIsWrongWithAnAnswer(String body, String message) {
    appService();
    answer = "HTTP/1.1 200 Said\r\n\r\n" + body;

    assertSays(message, "app-service");
  }

  @Test
  void saysThatAnAnswerIsCompressed() {
    appService();
    answer = "HTTP/1.1 200 Said\r\nContent-Encoding: gzip\r\n\r\n{}";

    assertSays(
        "no token can be read from it: it is compressed, which was not asked for", "app-service");
  }

  @Test
  void saysThatAnAnswerIsTooLong() {
    appService();
    answer = "HTTP/1.1 200 Said\r\n\r\n" + " ".repeat((1 << 20) + 1);

    assertSays("no token can be read from it: it is larger than 1 MiB", "app-service");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "AADSTS70021: no credential | Create a federated credential with the issuer, subject and audience of the token file; they are logged at DEBUG.",
        "AADSTS90002: no tenant | Correct AZURE_TENANT_ID: there is no such tenant.",
        "AADSTS7000222: too old | Renew AZURE_CLIENT_SECRET: it has expired.",
      })
  void saysWhatToDoAboutAnErrorOfEntra(String description, String advice) {
    appService();
    answer = "HTTP/1.1 400 Said\r\n\r\n{\"error_description\":\"" + description + "\"}";

    assertSays(advice, "app-service");
  }

  @Test
  void saysWhatIsWrongWithTheHeaderOfAppService() {
    appService();
    variables.put("IDENTITY_HEADER", "a\u00e4");

    assertSays(
        "App Service cannot be asked: the environment variable IDENTITY_HEADER is not set or cannot"
            + " be sent as a header. Correct or remove IDENTITY_HEADER; the platform sets it.",
        "app-service");
  }

  @Test
  void saysWhyThereWasNoConnection() throws IOException {
    appService();
    addresses = (host, port) -> new InetSocketAddress[0];

    assertSays("App Service was not reached: the host has no address", "app-service");
    assertSays(
        "Check that the endpoint runs and that this process may connect to it.", "app-service");
    try (ScriptedServer slow = ScriptedServer.plain((request, socket) -> dribble(socket))) {
      addresses = (host, port) -> new InetSocketAddress[] {slow.address()};
      assertSays("time-out: no complete answer within 300 ms", "app-service");
    }
  }

  private void dribble(Socket socket) throws IOException {
    socket.getOutputStream().write("HTTP/1.1 200 Said\r\n".getBytes(StandardCharsets.UTF_8));
    clock.pass(1000);
    socket.getOutputStream().write("A: 1\r\n".getBytes(StandardCharsets.UTF_8));
    while (socket.getInputStream().read() >= 0) {
      continue; // until the client gives up
    }
  }

  @Test
  void saysThatACertificateIsNotTrusted() throws Exception {
    variables.putAll(
        Map.of("AZURE_TENANT_ID", "t", "AZURE_CLIENT_ID", "c", "AZURE_CLIENT_SECRET", "s"));
    try (ScriptedServer tls =
        ScriptedServer.tls(
            TestCertificates.context(TestCertificates.selfSigned()), (request, socket) -> {})) {
      addresses = (host, port) -> new InetSocketAddress[] {tls.address()};

      assertSays(
          "Add the certificate authority of the server, or of the proxy in between, to the JVM's"
              + " trust store.",
          "environment");
    }
  }

  @Test
  void saysWhatWorkloadIdentityLacks() {
    variables.put("AZURE_TENANT_ID", "t");

    assertSays(
        "Workload identity cannot be used: AZURE_CLIENT_ID is not set. Annotate the pod's service"
            + " account with azure.workload.identity/client-id, or set \"clientId\" in the mapping.",
        "workload-identity");
    variables.put("AZURE_CLIENT_ID", "c");
    assertSays(
        "Workload identity cannot be used: AZURE_FEDERATED_TOKEN_FILE is not set. Label the pod"
            + " azure.workload.identity/use: \"true\" and start it again.",
        "workload-identity");
    variables.remove("AZURE_TENANT_ID");
    assertSays(
        "Workload identity cannot be used: AZURE_TENANT_ID is not set. Set AZURE_TENANT_ID to the id"
            + " of the tenant: letters, digits, dots and hyphens only.",
        "workload-identity");
    assertEquals(
        "Workload identity cannot be used: tenantId is not a tenant id or domain. Set \"tenantId\" in"
            + " the mapping to the id of the tenant: letters, digits, dots and hyphens only.",
        failure(
                new TokenRequest(
                    RESOURCE,
                    ManagedIdentityId.systemAssigned(),
                    List.of("workload-identity"),
                    "a/b"))
            .getMessage());
  }

  @Test
  void saysWhichIdWorkloadIdentityTakes() {
    variables.put("AZURE_TENANT_ID", "t");
    TokenRequest request = request(userAssigned("3"), "workload-identity");

    assertEquals(
        "Workload identity cannot be told an identity by objectId. Name it by clientId in the"
            + " mapping.",
        failure(request).getMessage());
  }

  @Test
  void saysThatAnIdIsBlank() {
    assertEquals(
        "The identity's objectId is blank. Write the id, or use \"system-assigned\".",
        failure(request(userAssigned(" "), "imds")).getMessage());
  }

  @Test
  void saysWhyNoSourceOfAListIsPresent() {
    variables.putAll(Map.of("MSI_ENDPOINT", "http://shell/x", "MSI_SECRET", "s"));
    TokenRequest request = request(userAssigned("3"), "workload-identity", "cloud-shell");

    assertEquals(
        "No configured identity source is present here (workload-identity: it takes an identity by"
            + " clientId only; cloud-shell: MSI_SECRET is set, so MSI_ENDPOINT is not that of Cloud"
            + " Shell). Correct \"source\" in the mapping file; the command sources lists what is"
            + " here.",
        failure(request).getMessage());
  }

  @Test
  void saysWhatTheEnvironmentLacks() {
    variables.put("AZURE_TENANT_ID", "t");

    assertSays(
        "cannot be used: AZURE_CLIENT_ID is not set. Set AZURE_CLIENT_ID, or name another source.",
        "environment");
  }

  @Test
  void saysWhyTheKeyFileOfArcWasNotRead() {
    variables.putAll(Map.of("IDENTITY_ENDPOINT", "http://arc/x", "IMDS_ENDPOINT", "http://arc"));
    files.putObject(KEY_FILE).put("content", "two\nlines");
    answer = "HTTP/1.1 401 Said\r\nWWW-Authenticate: Basic realm=" + KEY_FILE + "\r\n\r\n";

    assertSays("\"" + KEY_FILE + "\" is empty or holds more than one line of text", "azure-arc");
    osName = "Windows Server 2022";
    assertSays(
        "Add the user of this process to \"Hybrid agent extension applications\" and start it again.",
        "azure-arc");
  }

  @Test
  void saysWhatIsWrongWithTheOutputOfAProgram() {
    process = new ProcessOutput(0, "{\"accessToken\":\"\"}", "");
    assertSays(
        "az succeeded, but its output has no token. Run it yourself and look at its output.",
        "azure-cli");
    process = new ProcessOutput(0, "{\"accessToken\":\"a\"}", "");
    assertSays("az succeeded, but its token has no expiry, or has expired.", "azure-cli");
    process = new ProcessOutput(0, "nothing", "");
    assertSays("az succeeded, but its output cannot be read: it is not JSON", "azure-cli");
    assertEquals(
        "The resource cannot be given to az. Use letters, digits and . _ : / - only.",
        failure(request("https://a.example/~x", "azure-cli")).getMessage());
  }

  @Test
  void saysAtDebugWhichSourceOfAListIsLeftOut() {
    variables.put("MSI_ENDPOINT", "http://shell/x");
    addresses =
        (host, port) -> {
          throw new java.net.UnknownHostException(host);
        };

    failure(request(RESOURCE, "cloud-shell", "azure-developer-cli", "azure-cli"));

    assertTrue(
        log.stream()
            .anyMatch(
                line ->
                    line.startsWith(
                        "DEBUG Cloud Shell is left out: Cloud Shell was not reached: the host name"
                            + " is not known")),
        log::toString);
    assertTrue(
        log.stream()
            .anyMatch(
                line ->
                    line.startsWith(
                        "DEBUG Azure Developer CLI is left out: azd was not found on the PATH")),
        log::toString);
  }

  private void appService() {
    variables.put("IDENTITY_ENDPOINT", "http://127.0.0.1:41741/MSI/token");
    variables.put("IDENTITY_HEADER", "h");
  }

  private void assertSays(String words, String source) {
    String message = failure(request(RESOURCE, source)).getMessage();

    assertTrue(message.contains(words), message);
  }

  private TokenException failure(TokenRequest request) {
    SourceHost host =
        new SourceHost(
            new Variables(),
            new FakeFiles(files),
            clock,
            (command, limit) -> process,
            new EndpointClient(
                (name, port) -> addresses.find(name, port), TestCertificates.trust(), clock),
            new AgentLog(LogLevel.DEBUG, (level, message) -> log.add(level + " " + message)),
            RetryJitter.NONE,
            new Timeouts(1000, 300));
    return assertThrows(TokenException.class, () -> new IdentityTokenFetcher(host).fetch(request));
  }

  private static TokenRequest request(String resource, String... sources) {
    return new TokenRequest(resource, ManagedIdentityId.systemAssigned(), List.of(sources), null);
  }

  private static TokenRequest request(ManagedIdentityId identity, String... sources) {
    return new TokenRequest(RESOURCE, identity, List.of(sources), null);
  }

  private static ManagedIdentityId userAssigned(String objectId) {
    return ManagedIdentityId.userAssigned(ManagedIdentityId.Kind.OBJECT_ID, objectId);
  }

  private final class Variables implements Environment {
    @Override
    public String variable(String name) {
      return variables.get(name);
    }

    @Override
    public String osName() {
      return osName;
    }
  }
}
