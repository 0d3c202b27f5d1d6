package io.managedidentity.agent.injection;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.managedidentity.agent.log.LogLevel;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TokenAnswersTest {
  private static final String TARGET = "/t/oauth2/v2.0/token";
  private static final String FORM =
      "grant_type=client_credentials&client_id=a&client_secret=x&scope=openid+https%3A%2F%2Fv%2F.default";

  /** A client asks before it dials, and again when it writes what was not answered. */
  @Test
  void leavesARequestOutWhicheverTimeItIsAskedAbout() throws Exception {
    Bench bench =
        Bench.forTokenEndpoint("'answer': true", "'share': 50", "'onTokenFailure': 'fail-request'");
    int answered = 0;

    for (int i = 0; i < 100; i++) {
      if (bench.client().answering("https", Bench.HOST, 443, "POST", TARGET) != null) {
        answered++;
      } else {
        assertNull(bench.route().editNow(form(), TARGET, bytes(FORM), null));
      }
    }

    assertEquals(50, answered);
    assertEquals(50, bench.injector.counters("m").leftOut());
  }

  @Test
  void answersWithTokenForTheScope() throws Exception {
    Bench bench = bench();
    TokenQuestion question = question(bench, FORM);
    assertTrue(question.defer(bench.continuation()));
    bench.answer("to\"k");
    bench.advanceSeconds(400);

    TokenReply reply = question.answer(null);

    JsonNode json = json(reply);
    assertEquals("Bearer", json.get("token_type").asText());
    assertEquals("to\"k", json.get("access_token").asText());
    assertEquals(86_000, json.get("expires_in").asInt());
    assertFalse(reply.toString().contains("to"), reply::toString);
    assertEquals("requests 1 injected 1 secret 1", bench.counts());
    assertTrue(bench.injector.counters("m").isClean());
  }

  @Test
  void asksNothingOfSourceWithoutQuestion() throws Exception {
    Bench bench = bench();

    bench.injector.prefetch();
    bench.route().warm(null);

    assertFalse(bench.route().mayHaveToWait(form()));
    assertFalse(bench.isAsking());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "grant_type=authorization_code&client_id=a&client_secret=x&scope=v/.default",
        "grant_type=client_credentials&client_id=a&client_secret=x&scope=v",
        "grant_type=client_credentials&client_id=a&client_secret=x&scope=/.default",
        "grant_type=client_credentials&client_id=a&scope=v/.default",
        "grant_type=client_credentials&client_id=b&client_secret=x&scope=v/.default"
      })
  void sendsWhatItCannotAnswer(String form) throws Exception {
    Bench bench = bench("'clientId': 'a'");

    assertNull(question(bench, form));
    assertNull(bench.route().editNow(form(), TARGET, bytes(form), null));
    assertFalse(bench.isAsking());
  }

  @Test
  void saysWhyFormIsSentAllTheSame() throws Exception {
    Bench bench = bench();

    assertNull(bench.route().editNow(form(), TARGET, bytes(FORM), null));

    assertEquals(WhyLeft.NOT_ANSWERED, bench.injector.counters("m").secretsLeft().get(0).cause());
    assertEquals(1, bench.lines.size(), bench.lines::toString);
    assertEquals(
        "WARN mapping \"m\": a token request is not answered inside the JVM and goes out as the"
            + " application made it. The client that sends it cannot be answered inside the JVM"
            + " (docs/supported-clients.md). The request is to \"api.example\".",
        bench.lines.get(0));
  }

  @Test
  void failsWhatIsSentAllTheSameWhereTheMappingSaysSo() throws Exception {
    Bench bench = bench("'onTokenFailure': 'fail-request'");

    RequestRefusedException refused =
        assertThrows(
            RequestRefusedException.class,
            () -> bench.route().editNow(form(), TARGET, bytes(FORM), null));

    assertEquals(
        "Managed Identity Agent, mapping \"m\": a token request is not answered inside the JVM and"
            + " fails. The client that sends it cannot be answered inside the JVM"
            + " (docs/supported-clients.md).",
        refused.getMessage());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "grant_type=client_credentials&client_id=a&client_secret=x&scope=v | It names neither a resource nor a scope that ends in /.default.",
        "grant_type=password&client_id=a&client_secret=x&scope=v/.default | Only the grant client_credentials can be answered with a managed identity's token; remove \"answer\", so that a federated credential serves the others too.",
        "grant_type=client_credentials&client_id=a&scope=v/.default | It carries no stored secret."
      })
  void saysWhyItCannotAnswer(String form, String why) throws Exception {
    Bench bench = bench();
    TokenAnswers answers = bench.route().tokenAnswers();

    answers.whySent(
        ClientAuthentication.of(form(), bytes(form)), bench.route().log(), "login.test");

    assertTrue(
        bench.lines.get(0).endsWith(why + " The request is to \"login.test\"."),
        bench.lines::toString);
  }

  @Test
  void saysAtDebugWhatItAnswers() throws Exception {
    Bench bench = bench();
    bench.log.setLevel(LogLevel.DEBUG);
    TokenQuestion question = question(bench, FORM);
    question.defer(bench.continuation());
    bench.answer("t");

    question.answer(null);

    assertEquals(
        List.of("DEBUG mapping \"m\": a token request is answered inside the JVM."), bench.lines);
  }

  /** Of a client that does not ask, where another mapping's request has failed. */
  @Test
  void failsFormWhoseTokenIsKnownToBeMissing() throws Exception {
    Bench bench = bench("'onTokenFailure': 'fail-request'");
    question(bench, FORM).defer(bench.continuation());
    bench.refuse();

    assertThrows(
        RequestRefusedException.class,
        () -> bench.route().editNow(form(), TARGET, bytes(FORM), null));
  }

  @Test
  void countsFormThatIsSentForLackOfToken() throws Exception {
    Bench bench = bench();
    TokenQuestion question = question(bench, FORM);
    question.defer(bench.continuation());
    bench.refuse();

    assertNull(question.answer(null));
    assertNull(bench.route().editNow(form(), TARGET, bytes(FORM), null));

    assertEquals(WhyLeft.NO_TOKEN, bench.injector.counters("m").secretsLeft().get(0).cause());
    assertEquals(1, bench.injector.counters("m").requests());
    assertEquals(1, bench.lines.size(), bench.lines::toString);
  }

  @Test
  void boundsNumberOfResources() throws Exception {
    Bench bench = bench();
    for (int i = 0; i < TokenAnswers.MOST_RESOURCES; i++) {
      assertNotNull(question(bench, FORM.replace("v%2F", "v" + i + "%2F")));
    }

    assertNull(question(bench, FORM));
    assertNotNull(question(bench, FORM.replace("v%2F", "v0%2F")));
    bench
        .route()
        .tokenAnswers()
        .whySent(ClientAuthentication.of(form(), bytes(FORM)), bench.route().log(), "login.test");
    assertTrue(
        bench
            .lines
            .toString()
            .contains(
                "The application has asked for more than 64 resources. The request is to"
                    + " \"login.test\"."),
        bench.lines::toString);
  }

  @Test
  void answersDiscovery() throws Exception {
    Bench bench = bench();
    RouteInjection route =
        bench.injector.match(
            "c", "https", Bench.HOST, 443, "GET", "/common/discovery/instance?api-version=1.1");

    TokenReply reply =
        route
            .question("GET", new HeaderList(), "/common/discovery/instance?api-version=1.1", null)
            .answer(null);

    JsonNode json = json(reply);
    assertEquals(4, json.get("metadata").size());
    for (JsonNode cloud : json.get("metadata")) {
      String aliases = cloud.get("aliases").toString();
      assertTrue(aliases.contains(cloud.get("preferred_network").asText()), aliases);
      assertTrue(aliases.contains(cloud.get("preferred_cache").asText()), aliases);
    }
    assertEquals("", bench.counts());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"/common/discovery/instances", "/common/discovery", "/t/discovery/instance"})
  void answersNothingBesideDiscovery(String target) {
    assertFalse(TokenAnswers.isDiscovery(target));
  }

  private static Bench bench(String... keys) throws IOException {
    String[] all = new String[keys.length + 1];
    System.arraycopy(keys, 0, all, 0, keys.length);
    all[keys.length] = "'answer': true";
    return Bench.forTokenEndpoint(all);
  }

  private static TokenQuestion question(Bench bench, String form) {
    assertTrue(bench.injector.hasAnswers());
    return bench.route().question("POST", form(), TARGET, bytes(form));
  }

  private static HeaderList form() {
    return Bench.headers("Content-Type", "application/x-www-form-urlencoded");
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static JsonNode json(TokenReply reply) throws IOException {
    return new ObjectMapper().readTree(reply.body());
  }
}
