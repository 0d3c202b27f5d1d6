package io.managedidentity.agent.identity;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
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
import io.managedidentity.agent.token.FetchOptions;
import io.managedidentity.agent.token.ManagedIdentityId;
import io.managedidentity.agent.token.TokenException;
import io.managedidentity.agent.token.TokenRequest;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Choice of the source, lists of sources, pauses, and what a failure tells. */
class IdentityTokenFetcherTest {
  private static final String TOKEN =
      "{\"access_token\":\"t-1\",\"token_type\":\"Bearer\",\"expires_in\":3600}";

  private final Map<String, String> variables = new HashMap<>();
  private final ObjectNode files = JsonNodeFactory.instance.objectNode();
  private final List<String> log = new ArrayList<>();
  private final FakeClock clock = new FakeClock(1_893_456_000_000L);
  private final Queue<String> answers = new ArrayDeque<>();
  private ProcessOutput process = new ProcessOutput(ProcessOutput.NOT_FOUND, "", "");
  private EndpointAddresses addresses = EndpointAddresses.OF_THIS_HOST;
  private ScriptedServer server;

  @BeforeEach
  void start() throws Exception {
    server = ScriptedServer.plain(this::answer);
    addresses = (host, port) -> new InetSocketAddress[] {server.address()};
  }

  @AfterEach
  void stop() throws Exception {
    server.close();
  }

  @Test
  void saysOnceWhichSourceItTookAndWhy() throws Exception {
    appService();
    answers.addAll(List.of(ok(), ok()));
    IdentityTokenFetcher fetcher = fetcher();

    fetcher.fetch(request());
    fetcher.fetch(request());

    assertEquals(
        List.of("INFO Tokens come from App Service: IDENTITY_ENDPOINT, IDENTITY_HEADER are set."),
        atLeast("INFO"));
  }

  @Test
  void doesNotSayThatTokensComeFromWhatGivesNone() {
    appService();
    answers.add(status(400, "", "{}"));

    failure(request());

    assertEquals(List.of(), atLeast("INFO"));
  }

  @Test
  void looksAgainAfterASourceWasNotReached() throws Exception {
    addresses = refusing();
    IdentityTokenFetcher fetcher = fetcher();
    assertThrows(TokenException.class, () -> fetcher.fetch(request()));
    appService();
    answers.add(ok());
    addresses = (host, port) -> new InetSocketAddress[] {server.address()};

    assertEquals("app-service", fetcher.fetch(request()).source());
  }

  @Test
  void warnsWhereAnAppHasNoIdentityEndpoint() throws Exception {
    variables.put("WEBSITE_SITE_NAME", "app");
    answers.add(ok());

    fetcher().fetch(request());

    assertEquals(
        "WARN WEBSITE_SITE_NAME is set, but IDENTITY_ENDPOINT is not: this app probably has no"
            + " managed identity. Enable one; see that WEBSITE_DISABLE_MSI is not set and, in"
            + " Container Apps, that identitySettings include this container. IMDS is asked in the"
            + " meantime.",
        atLeast("WARN").get(0));
  }

  @Test
  void goesOnInAListWhereASourceIsNotHere() throws Exception {
    process =
        new ProcessOutput(0, "warning\n{\"accessToken\":\"cli\",\"expires_on\":1893459600}", "");

    assertEquals("cli", fetcher().fetch(request("app-service", "azure-cli")).value());
  }

  @Test
  void goesOnInAListWhereDockerAnswersForImds() throws Exception {
    answers.add(status(403, "", "Verbindung zu einem nicht erreichbaren Netzwerk"));
    process = new ProcessOutput(0, "{\"accessToken\":\"cli\",\"expires_on\":1893459600}", "");

    assertEquals("cli", fetcher().fetch(request("imds", "azure-cli")).value());
  }

  @Test
  void stopsInAListWhereASourceSaysNo() {
    answers.add(status(400, "", "{\"error\":\"invalid_request\"}"));

    TokenException failure = failure(request("imds", "azure-cli"));

    assertEquals("imds", failure.source());
    assertEquals("managed_identity_request_failed", failure.code());
    assertFalse(failure.retriesUsedUp());
  }

  @Test
  void saysWhyNoneOfAListIsHere() {
    TokenException failure = failure(request("app-service", "environment", "nonsense"));

    assertEquals("managed_identity_all_sources_unavailable", failure.code());
    assertEquals(
        "No configured identity source is present here (app-service: not set: IDENTITY_ENDPOINT,"
            + " IDENTITY_HEADER; environment: not set: AZURE_TENANT_ID, AZURE_CLIENT_ID,"
            + " AZURE_CLIENT_SECRET; nonsense: there is no such source). Correct \"source\" in the"
            + " mapping file; the command sources lists what is here.",
        failure.getMessage());
  }

  @Test
  void saysWhatAConfiguredSourceMisses() {
    TokenException failure = failure(request("app-service"));

    assertEquals(
        "App Service is not present on this host: IDENTITY_ENDPOINT is not set. Correct \"source\""
            + " in the mapping file; the command sources lists what is here.",
        failure.getMessage());
    assertEquals(0, failure.attempts());
  }

  @Test
  void waitsUntilTheDateThatItIsTold() throws Exception {
    answers.add(
        status(
            429,
            "Date: Tue, 01 Jan 2030 12:00:00 GMT\r\nRetry-After: Tue, 01 Jan 2030 12:00:07 GMT\r\n",
            ""));
    answers.add(ok());

    List<String> told = new ArrayList<>();
    fetcher().fetch(request(), FetchOptions.NONE.telling(told::add));

    assertEquals(List.of(7000L), clock.sleeps());
    assertEquals(1, told.size());
    assertTrue(
        told.get(0).matches("IMDS answered 429, next try after 7[0-9]{3} ms \\(Retry-After\\)"),
        told::toString);
  }

  @Test
  void doesNotWaitLongerThanTwoMinutesAndTellsUntilWhenToLeaveItAlone() {
    answers.add(status(503, "Retry-After: 121\r\n", ""));

    TokenException failure = failure(request());

    assertEquals(List.of(), clock.sleeps());
    assertEquals(121_000, failure.retryAfterMillis());
    assertTrue(failure.retriesUsedUp());
  }

  @Test
  void countsTheBudgetOf410OnItsOwn() {
    for (int status : new int[] {410, 500, 410, 500, 410, 500, 410, 500}) {
      answers.add(status(status, "", ""));
    }

    TokenException failure = failure(request());

    assertEquals(500, failure.status());
    assertEquals(8, failure.attempts());
    assertEquals(List.of(10_000L, 1000L, 10_000L, 2000L, 10_000L, 4000L, 10_000L), clock.sleeps());
    assertEquals(47_000, failure.elapsedMillis());
  }

  @Test
  void namesAddressAndFaultWhereNothingAnswers() throws Exception {
    variables.put("AZURE_POD_IDENTITY_AUTHORITY_HOST", "http://127.0.0.1:1");
    addresses = refusing();

    TokenException failure = failure(request());

    assertEquals("managed_identity_unreachable_network", failure.code());
    assertTrue(
        failure.getMessage().startsWith("IMDS was not reached: no connection: Connection refused"),
        failure.getMessage());
    assertTrue(
        failure.getMessage().contains("(4 requests, http://127.0.0.1:1/metadata/identity/oauth2"),
        failure.getMessage());
  }

  @Test
  void showsNoMoreThanAThousandCharactersAndNoLineBreakOfAnAnswer() {
    answers.add(
        status(
            400, "", "{\"error\":\"x\",\"error_description\":\"a\\nb" + "c".repeat(5000) + "\"}"));

    String message = failure(request()).getMessage();

    assertEquals(1000, message.length());
    assertTrue(message.contains(": a bccc"), message);
    assertTrue(message.endsWith("the command token shows the answer."), message);
  }

  @Test
  void masksASecretThatAnAnswerRepeats() {
    appService();
    answers.add(status(401, "x-ms-request-id: r-1\r\n", "header header-secret-1 is wrong"));

    TokenException failure = failure(request());

    assertEquals("r-1", failure.correlationId());
    assertTrue(failure.getMessage().contains("header *** is wrong"), failure.getMessage());
  }

  @Test
  void refusesAHeaderSecretThatWouldBreakTheRequest() {
    appService();
    variables.put("IDENTITY_HEADER", "a\r\nX-Evil: 1");

    TokenException failure = failure(request());

    assertEquals("invalid_managed_identity_endpoint", failure.code());
    assertTrue(failure.getMessage().contains("IDENTITY_HEADER"), failure.getMessage());
    assertFalse(failure.getMessage().contains("Evil"), failure.getMessage());
  }

  @Test
  void refusesAnotherTokenType() {
    answers.add(status(200, "", TOKEN.replace("Bearer", "mtls_pop")));

    TokenException failure = failure(request());

    assertEquals("managed_identity_request_failed", failure.code());
    assertTrue(failure.getMessage().contains("a token of the type \"mtls_pop\""));
  }

  @Test
  void refusesABlankIdentity() {
    TokenException failure =
        failure(
            new TokenRequest(
                "r",
                ManagedIdentityId.userAssigned(ManagedIdentityId.Kind.CLIENT_ID, " "),
                List.of(),
                null));

    assertEquals("invalid_managed_identity_id_type", failure.code());
    assertEquals(0, server.requests().size());
  }

  private void appService() {
    variables.put("IDENTITY_ENDPOINT", "http://localhost:1/msi/token");
    variables.put("IDENTITY_HEADER", "header-secret-1");
  }

  private static EndpointAddresses refusing() throws Exception {
    try (ClosedAddresses closed = new ClosedAddresses()) {
      InetSocketAddress address = closed.refusing();
      return (host, port) -> new InetSocketAddress[] {address};
    }
  }

  private IdentityTokenFetcher fetcher() {
    return new IdentityTokenFetcher(
        new SourceHost(
            new MapEnvironment(variables),
            new FakeFiles(files),
            clock,
            (command, limit) -> process,
            new EndpointClient(
                (host, port) -> addresses.find(host, port), TestCertificates.trust(), clock),
            new AgentLog(LogLevel.TRACE, (level, message) -> log.add(level + " " + message)),
            RetryJitter.NONE,
            new Timeouts(1000, 5000)));
  }

  private TokenException failure(TokenRequest request) {
    return assertThrows(TokenException.class, () -> fetcher().fetch(request));
  }

  private List<String> atLeast(String level) {
    return log.stream().filter(line -> line.startsWith(level)).toList();
  }

  private static TokenRequest request(String... sources) {
    return new TokenRequest(
        "https://vault.azure.net", ManagedIdentityId.systemAssigned(), List.of(sources), null);
  }

  private static String ok() {
    return status(200, "", TOKEN);
  }

  private static String status(int status, String headers, String body) {
    return "HTTP/1.1 " + status + " Said\r\n" + headers + "\r\n" + body;
  }

  private void answer(ReceivedRequest request, Socket socket) throws IOException {
    socket.getOutputStream().write(answers.remove().getBytes(StandardCharsets.UTF_8));
    socket.getOutputStream().flush();
  }
}
