package io.managedidentity.agent.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.managedidentity.agent.attach.LocalJvms;
import io.managedidentity.agent.cli.live.LiveCheck;
import io.managedidentity.agent.clock.AgentClock;
import io.managedidentity.agent.config.ConfigLoader;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CheckAndExplainTest {
  private static final String MAPPING =
      """
      {
        "mappings": [
          { "name": "admin", "host": "api.contoso.com", "path": "/admin/**", "skip": true },
          { "name": "api", "hosts": ["*.contoso.com"], "resource": "api://orders", "removeHeaders": ["x-api-key"],
            "removeQuery": ["code"], "setHeaders": { "x-v": { "atLeast": "2" } } },
          { "name": "observed", "host": "o.example", "resource": "api://o", "mode": "observe" }
        ]
      }
      """;

  private static final LiveCheck NO_LIVE =
      new LiveCheck(
          (request, options) -> {
            throw new AssertionError("nothing asks for a token");
          },
          (id, request) -> id,
          AgentClock.SYSTEM);

  @TempDir Path folder;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private Path file;

  @BeforeEach
  void writeMapping() throws IOException {
    file = Files.writeString(folder.resolve("mapping.json"), MAPPING);
  }

  @Test
  void explainsAnInjection() throws IOException {
    int exit = run("explain", file.toString(), "https://api.contoso.com/orders?code=1", "--json");

    JsonNode answer = new ObjectMapper().readTree(out.toString());
    assertEquals(0, exit);
    assertEquals("inject", answer.get("decision").asText());
    assertEquals("mapped", answer.get("reason").asText());
    assertEquals("api", answer.get("mapping").asText());
    assertEquals(1, answer.get("index").asInt());
    assertEquals("api://orders", answer.get("resource").asText());
    assertEquals("system-assigned", answer.get("identity").asText());
    assertEquals("[\"x-api-key\",\"?code\"]", answer.get("remove").toString());
    assertEquals(
        "{\"Authorization\":\"Bearer {token}\",\"x-v\":\"at least (1 character)\"}",
        answer.get("set").toString());
    assertEquals(
        "path \"/orders\" does not match [/admin/**]",
        answer.get("above").get(0).get("because").asText());
  }

  @Test
  void explainsWhatAServiceBrings() throws IOException {
    Files.writeString(file, "{ \"mappings\": [ { \"service\": \"ai-search\" } ] }");

    int exit =
        run("explain", file.toString(), "https://orders.search.windows.net/indexes", "--json");

    JsonNode answer = new ObjectMapper().readTree(out.toString());
    assertEquals(0, exit);
    assertEquals("ai-search", answer.path("service").asText());
    assertEquals("https://search.azure.com", answer.path("resource").asText());
    assertEquals("[\"api-key\",\"?api-key\"]", answer.path("remove").toString());
    assertEquals("{\"Authorization\":\"Bearer {token}\"}", answer.path("set").toString());
  }

  @Test
  void explainsTheEditOfATokenRequest() throws IOException {
    Files.writeString(file, "{ \"mappings\": [ { \"tokenEndpoint\": \"contoso.example\" } ] }");
    String url = "https://login.microsoftonline.com/contoso.example/oauth2/v2.0/token";

    int exit = run("explain", file.toString(), url, "--method", "POST", "--json");

    JsonNode answer = new ObjectMapper().readTree(out.toString());
    assertEquals(0, exit);
    assertEquals("api://AzureADTokenExchange", answer.path("resource").asText());
    assertEquals("[\"form client_secret\"]", answer.path("remove").toString());
    assertEquals("{\"form client_assertion\":\"{token}\"}", answer.path("set").toString());
    assertTrue(answer.path("explanation").asText().contains("assertion"), answer::toString);
  }

  @Test
  void doubtsThatASystemAssignedIdentityCanBeFederated() throws IOException {
    Files.writeString(file, "{ \"mappings\": [ { \"tokenEndpoint\": \"contoso.example\" } ] }");

    int exit = run("check", file.toString());

    assertEquals(0, exit);
    assertTrue(out.toString().contains("user-assigned managed identity only"), out::toString);
    assertFalse(out.toString().contains("never gets a token"), out::toString);
  }

  @Test
  void printsNotesAboutServicesAsNotes() throws IOException {
    Files.writeString(
        file,
        "{ \"mappings\": [ { \"service\": \"key-vault\", \"host\": \"kv.corp.internal\" } ] }");

    int exit = run("check", file.toString());

    assertEquals(0, exit);
    assertTrue(
        out.toString()
            .startsWith(
                "note: " + file + ":1:51: /mappings/0/host: \"kv.corp.internal\" is not how"),
        out::toString);
  }

  @Test
  void namesTheSecretsOfTheRequestThatGoAndThatStay() throws IOException {
    run(
        "explain",
        file.toString(),
        "https://a.contoso.com/?code=abcdefghijklmnopqrstuvwxyz&api-key=planted",
        "--header",
        "X-Api-Key: planted",
        "--header",
        "x-functions-key: planted",
        "--json");

    JsonNode answer = new ObjectMapper().readTree(out.toString());
    assertEquals(
        "[\"api-key (header X-Api-Key)\",\"functions-key (query)\"]",
        answer.path("replaces").toString());
    assertEquals(
        "[\"functions-key (header x-functions-key)\",\"api-key (query)\"]",
        answer.path("leaves").toString());
    assertFalse(out.toString().contains("planted"), out::toString);
  }

  @Test
  void namesTheSecretsThatAMappingReplacesIfTheRequestHasNone() throws IOException {
    Files.writeString(
        file,
        "{ \"mappings\": [ { \"service\": \"storage-blob\", \"host\": \"a.blob.core.windows.net\" } ] }");

    run("explain", file.toString(), "https://a.blob.core.windows.net/c/b", "--json");

    JsonNode answer = new ObjectMapper().readTree(out.toString());
    String replaced = answer.path("replaces").toString();
    assertTrue(replaced.contains("\"shared-key (header Authorization)\""), replaced);
    assertTrue(replaced.contains("\"sas (query)\""), replaced);
    String left = answer.path("leaves").toString();
    assertTrue(left.contains("\"functions-key (query)\""), left);
    assertFalse(left.contains("shared-key"), left);
  }

  @Test
  void replacesNoSecretOfARequestThatItLeavesAlone() throws IOException {
    run(
        "explain",
        file.toString(),
        "https://o.example/",
        "--header",
        "Authorization: Basic eA==",
        "--json");

    JsonNode answer = new ObjectMapper().readTree(out.toString());
    assertEquals("[]", answer.path("replaces").toString());
    assertEquals("[\"basic (header Authorization)\"]", answer.path("leaves").toString());
  }

  @Test
  void explainsThatTheApplicationsHeaderIsKept() {
    int exit =
        run(
            "explain",
            file.toString(),
            "https://api.contoso.com/",
            "--header",
            "authorization: Basic eA==");

    assertEquals(1, exit);
    assertTrue(out.toString().contains("authorization-kept"), out::toString);
    assertTrue(
        out.toString()
            .contains(
                "The application's own Authorization is kept. Set \"existingAuthorization\" to replace it."),
        out::toString);
  }

  @Test
  void explainsEachSkip() {
    assertSkipped("https://api.contoso.com/admin/x", "mapped-skip");
    assertSkipped("http://a.contoso.com/", "plain-http");
    assertSkipped("https://contoso.com.evil.example/", "not-mapped");
    assertSkipped("https://a.contoso.com@evil.example/", "not-mapped");
    assertSkipped("https://a.contoso.com\\@evil.example/", "not-mapped");
    assertSkipped("https://a.contoso.com:444/", "not-mapped");
    assertSkipped("https://169.254.169.254/metadata", "identity-endpoint");
    assertSkipped("https://o.example/", "mode-observe");
    assertSkipped("ftp://a.contoso.com/", "unsupported-scheme");
  }

  @Test
  void refusesWhatIsNoUrl() {
    assertEquals(2, run("explain", file.toString(), "api.contoso.com"));
    assertTrue(
        err.toString()
            .contains("\"api.contoso.com\" is not an absolute URL. Write it with its scheme"),
        err::toString);
  }

  @Test
  void checksAFileWithoutProblems() {
    int exit = run("check", file.toString());

    assertEquals(0, exit);
    assertEquals(file + ": no problems, 3 mappings" + System.lineSeparator(), out.toString());
  }

  @Test
  void reportsAllProblemsWithPlaces() throws IOException {
    Files.writeString(file, "{ \"mode\": \"on\",\n  \"mappings\": [ { \"hots\": \"x\" } ] }");

    int exit = run("check", file.toString(), "--json");

    JsonNode problems = new ObjectMapper().readTree(out.toString()).get("problems");
    assertEquals(1, exit);
    assertTrue(problems.size() >= 3, problems::toString);
    assertEquals("/mode", problems.get(0).get("pointer").asText());
    assertEquals(1, problems.get(0).get("line").asInt());
    assertTrue(
        problems.toString().contains("\"pointer\":\"/mappings/0/hots\""), problems::toString);
  }

  @Test
  void doubtsWhatIsLegalButHardlyMeant() throws IOException {
    Files.writeString(
        file,
        """
        { "mappings": [
            { "name": "all", "host": "**.contoso.com", "resource": "api://x" },
            { "name": "late", "hosts": ["a.contoso.com", "*.b.contoso.com"], "resource": "api://y" },
            { "host": "*.azurewebsites.net", "resource": "api://z" },
            { "host": "orders.vault.azure.net", "resource": "https://storage.azure.com" } ] }
        """);

    int exit = run("check", file.toString());

    assertEquals(0, exit);
    assertTrue(
        out.toString()
            .contains(
                ":3:5: doubtful: /mappings/1: it can never match, since mapping \"all\" above matches everything that it would."),
        out::toString);
    assertTrue(
        out.toString()
            .contains(
                "/mappings/2/host: \"*.azurewebsites.net\" matches names that anyone can register"),
        out::toString);
    assertTrue(
        out.toString()
            .contains(
                "/mappings/3/resource: the service behind \"orders.vault.azure.net\" takes tokens for https://vault.azure.net, not for"),
        out::toString);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "*.example | api://x | covers a whole top-level domain",
        "*.vault.azure.net | https://vault.azure.net | matches names that anyone can register",
        "a.vault.azure.net | https://vault.azure.net/ | takes tokens for https://vault.azure.net, not",
        "a.vault.azure.net | https://a.vault.azure.net | takes tokens for https://vault.azure.net, not",
        "login.microsoftonline.com | api://x | never gets a token",
        "169.254.169.254 | api://x | never gets a token",
      })
  void doubtsAMapping(String host, String resource, String doubt) throws IOException {
    writeMapping(host, resource);

    run("check", file.toString());

    assertTrue(out.toString().contains("doubtful: /mappings/0/"), out::toString);
    assertTrue(out.toString().contains(doubt), out::toString);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "*.api.contoso.com | api://x",
        "*.internal | api://x",
        "a.vault.azure.net | https://vault.azure.net",
        "a.vault.azure.net | https://vault.azure.net/.default",
        "a.blob.core.windows.net | https://storage.azure.com/",
        "a.blob.core.windows.net | https://a.blob.core.windows.net",
      })
  void doubtsNothingInAGoodMapping(String host, String resource) throws IOException {
    writeMapping(host, resource);

    run("check", file.toString());

    assertEquals(file + ": no problems, 1 mapping" + System.lineSeparator(), out.toString());
  }

  private void writeMapping(String host, String resource) throws IOException {
    Files.writeString(
        file,
        "{ \"mappings\": [ { \"host\": \"%s\", \"resource\": \"%s\" } ] }"
            .formatted(host, resource));
  }

  @ParameterizedTest
  @ValueSource(strings = {"+443", "-1", "443x", "999999", " 443"})
  void refusesAPortThatIsNoNumber(String port) {
    int exit = run("explain", file.toString(), "https://a.contoso.com:" + port + "/");

    assertEquals(2, exit);
    assertTrue(
        err.toString().contains("is not a number. Write one from 1 to 65535"), err::toString);
  }

  @Test
  void makesDoubtAnExitCodeIfToldTo() throws IOException {
    writeMapping("*.azurewebsites.net", "api://x");

    assertEquals(0, run("check", file.toString()));
    assertTrue(out.toString().endsWith(": no problems, 1 doubt, 1 mapping\n"), out::toString);
    assertEquals(1, run("check", file.toString(), "--strict"));
    writeMapping("a.azurewebsites.net", "api://x");
    assertEquals(0, run("check", file.toString(), "--strict"));
  }

  @Test
  void tellsThePlaceOfADoubtInJson() throws IOException {
    writeMapping("*.azurewebsites.net", "api://x");

    assertEquals(0, run("check", file.toString(), "--json"));

    JsonNode answer = new ObjectMapper().readTree(out.toString());
    JsonNode doubt = answer.path("doubts").path(0);
    assertEquals("/mappings/0/host", doubt.path("pointer").asText());
    assertEquals(1, doubt.path("line").asInt());
    assertEquals(27, doubt.path("column").asInt());
    assertEquals(
        "/mappings/0/host: " + doubt.path("what").asText(),
        answer.path("warnings").path(0).asText());
  }

  @Test
  void wantsLiveForPlacesToTry() {
    assertEquals(2, run("check", file.toString(), "--host", "a.contoso.com"));
    assertEquals(2, run("check", file.toString(), "--url", "https://a.contoso.com/"));

    assertTrue(err.toString().contains("--host and --url are for --live. Add it."), err::toString);
  }

  @Test
  void showsPathsAbsolute() {
    Path here = Path.of("").toAbsolutePath();

    assertEquals(1, run("check", "none.json"));
    assertEquals(1, run("check", "./none.json", "--json"));
    assertEquals(1, run("explain", "none.json", "https://a.contoso.com/"));

    assertTrue(out.toString().startsWith(here + "/none.json:1:1: /: there is no such file"));
    assertTrue(out.toString().contains("\"file\" : \"" + here + "/none.json\""), out::toString);
    assertTrue(err.toString().contains(here + "/none.json:1:1: "), err::toString);
  }

  @Test
  void tellsVersionAndUsage() {
    assertEquals(0, run("version"));
    assertTrue(out.toString().contains("1.2.3"), out::toString);
    assertEquals(2, run());
    assertEquals(2, run("chekc", "x"));
    assertEquals(0, run("--help"));
    assertEquals(0, run("explain", "--help"));
  }

  private void assertSkipped(String url, String reason) {
    out.getBuffer().setLength(0);
    assertEquals(1, run("explain", file.toString(), url), url);
    assertTrue(
        out.toString().contains(" " + reason + System.lineSeparator()), () -> url + "\n" + out);
  }

  private int run(String... arguments) {
    ConfigLoader loader = ConfigLoader.ofProcess();
    return Main.run(
        arguments,
        new PrintWriter(out, true),
        new PrintWriter(err, true),
        List.of(
            new CheckCommand(loader, NO_LIVE, List.of()),
            new ExplainCommand(loader, List.of(), new LocalJvms()),
            new VersionCommand("1.2.3", "abc", "now")));
  }
}
