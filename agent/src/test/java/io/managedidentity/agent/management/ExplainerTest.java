package io.managedidentity.agent.management;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.managedidentity.agent.config.AgentConfig;
import io.managedidentity.agent.config.ConfigLoader;
import io.managedidentity.agent.config.Mode;
import io.managedidentity.agent.injection.Outcome;
import io.managedidentity.agent.routing.RequestUrl;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a mapping would do with a request, for what needs more than one look at it. */
class ExplainerTest {
  private static final String DUMMY = "a-dummy-of-ten";
  private static final String FAILS =
      "The request carries the placeholder of a mapping, so it does not leave: it fails with a"
          + " message that says why.";

  @TempDir Path folder;

  @Test
  void saysHowManyRequestsAShareTreats() throws IOException {
    Explanation some = explain("'share': 20", List.of());
    Explanation none = explain("'share': 0", List.of());
    Explanation observed = explain("'share': 20, 'mode': 'observe'", List.of());

    assertEquals("inject mapped 20", decision(some) + " " + some.getShare());
    assertEquals(
        "The mapping matches, and a token goes on the request. Its \"share\" is 20: that is so for 20 of a"
            + " hundred requests; the others go out as the application made them.",
        some.getExplanation());
    assertEquals("skip not-in-share", decision(none));
    assertEquals(
        "The mapping's \"share\" is 0: every request goes out as the application made it.",
        none.getExplanation());
    assertEquals(List.of(), none.getRemove());
    assertEquals("skip mode-observe", decision(observed));
    assertEquals(
        "The mode is observe: a token is fetched, and the request stays as it is.",
        observed.getExplanation());
    assertNull(observed.getShare(), "of what is only observed nothing is left out");
  }

  @Test
  void saysThatARequestWithThePlaceholderFails() throws IOException {
    String key = "'placeholder': '" + DUMMY + "'";
    List<String> dummy = List.of("x-api-key: " + DUMMY);

    Explanation left = explain(key, dummy);
    Explanation removed = explain(key + ", 'removeHeaders': ['x-api-key']", dummy);
    Explanation observed = explain(key + ", 'mode': 'observe'", dummy);
    Explanation elsewhere = explain(key, dummy, "https://other.test/");
    Explanation shared = explain(key + ", 'removeHeaders': ['x-api-key'], 'share': 20", dummy);

    assertEquals("skip placeholder " + FAILS, decision(left) + " " + left.getExplanation());
    assertEquals(List.of(), left.getLeaves(), "nothing leaves with a request that fails");
    assertEquals("inject mapped", decision(removed));
    assertEquals("skip placeholder", decision(observed));
    assertEquals("skip placeholder", decision(elsewhere));
    assertEquals(
        "The mapping matches, and a token goes on the request. Its \"share\" is 20: that is so for 20 of a"
            + " hundred requests; the others carry the mapping's placeholder, so they fail.",
        shared.getExplanation());
  }

  @Test
  void holdsNothingBackWhileTheAgentIsOff() throws IOException {
    String file = "'placeholder': '" + DUMMY + "'";
    RequestUrl url = RequestUrl.parse("https://api.test/");

    Explanation switchedOff =
        new Explainer(config("", file), List.of())
            .explain(url, "GET", List.of("x: " + DUMMY), true);
    Explanation off =
        new Explainer(config("'mode': 'off',", file), List.of())
            .explain(url, "GET", List.of("x: " + DUMMY), false);

    assertEquals("skip switched-off", decision(switchedOff));
    assertEquals("skip mode-off", decision(off));
    assertEquals(
        "The mode at the top level is off, which applies to all mappings.", off.getExplanation());
  }

  @Test
  void saysWhichRequestsToALoginHostAreAnsweredInside() throws IOException {
    String mapping = "'tokenEndpoint': 'https://login.test/contoso', 'answer': true";
    Explainer explainer = new Explainer(load("{'mappings': [{" + mapping + "}]}"), List.of());

    Explanation token = login(explainer, "POST", "/contoso/oauth2/token");
    Explanation discovery = login(explainer, "GET", "/common/discovery/instance?x=1");
    Explanation otherDiscovery = login(explainer, "POST", "/common/discovery/instance");
    Explanation other = login(explainer, "GET", "/contoso/oauth2/token");
    Explanation refusing =
        login(
            explainer(mapping + ", 'onTokenFailure': 'fail-request'"),
            "POST",
            "/contoso/oauth2/token");

    assertEquals(
        "inject mapped The mapping matches: nothing is sent, and the managed identity's own token is the"
            + " answer, if there is one for what the form asks for. Else the request goes out as the"
            + " application made it.",
        decision(token) + " " + token.getExplanation());
    assertEquals(
        "The mapping matches: nothing is sent, and the managed identity's own token is the answer, if"
            + " there is one for what the form asks for. Else the request fails.",
        refusing.getExplanation());
    assertEquals(
        "inject mapped The mapping matches: instance discovery is answered inside the JVM, and nothing is"
            + " sent.",
        decision(discovery) + " " + discovery.getExplanation());
    assertEquals(
        "skip not-answered Instance discovery goes to the login host, which answers it itself.",
        decision(otherDiscovery) + " " + otherDiscovery.getExplanation());
    assertEquals(
        "skip not-answered It is not a token request that can be answered inside the JVM.",
        decision(other) + " " + other.getExplanation());
  }

  @Test
  void saysThatAnObservedLoginHostIsOnlyObserved() throws IOException {
    String mapping =
        "'tokenEndpoint': 'https://login.test/contoso', 'answer': true, 'mode': 'observe'";
    Explainer explainer = new Explainer(load("{'mappings': [{" + mapping + "}]}"), List.of());

    assertEquals("skip mode-observe", decision(login(explainer, "POST", "/contoso/oauth2/token")));
    assertEquals("skip not-answered", decision(login(explainer, "GET", "/contoso/oauth2/token")));
  }

  @Test
  void lacksNoPlaceholderThatTheTokenReplacesElsewhereThanInItsHeader() throws IOException {
    String basic = Base64.getEncoder().encodeToString(("app:" + DUMMY).getBytes(UTF_8));
    List<String> secret = List.of("Authorization: Basic " + basic);
    String endpoint =
        "'tokenEndpoint': 'https://login.test/contoso', 'placeholder': '" + DUMMY + "'";
    RequestUrl login = RequestUrl.parse("https://login.test/contoso/oauth2/token");
    String storage =
        "'host': 'a.blob.core.windows.net', 'resource': 'https://storage.azure.com/', 'placeholder': '"
            + DUMMY
            + "'";
    List<String> copy =
        List.of(
            "x-ms-copy-source: https://a.blob.core.windows.net/c/b?sv=2022-11-02&sig=" + DUMMY,
            "x-ms-blob-type: BlockBlob");

    Explanation assertion = explainer(endpoint).explain(login, "POST", secret, false);
    Explanation answered =
        explainer(endpoint + ", 'answer': true").explain(login, "POST", secret, false);
    Explanation copied =
        explainer(storage)
            .explain(RequestUrl.parse("https://a.blob.core.windows.net/c/d"), "PUT", copy, false);

    assertEquals("inject mapped", decision(assertion));
    assertEquals(
        "The mapping matches: in the form, an assertion takes the place of the client's secret.",
        assertion.getExplanation());
    assertEquals("inject mapped", decision(answered));
    assertEquals("inject mapped", decision(copied));
  }

  @Test
  void saysWhichPortOrMethodIsNotCovered() throws IOException {
    Explanation port = explain("'methods': ['POST']", List.of(), "https://api.test:8443/");
    Explanation method = explain("'methods': ['POST']", List.of());

    assertEquals(
        "port 8443 is not covered by [api.test]; without a port a pattern means the scheme's default",
        port.getAbove().get(0).getBecause());
    assertEquals("method GET is not in [POST]", method.getAbove().get(0).getBecause());
  }

  @Test
  void saysTheWordOfEachOutcomeThatARequestAloneShows() throws IOException {
    String answer = "'tokenEndpoint': 'https://login.test/contoso', 'answer': true";
    for (Outcome outcome : Outcome.values()) {
      Explanation explained =
          switch (outcome) {
            case INJECTED -> explain("'name': 'm'", List.of());
            case ANSWERED -> login(explainer(answer), "POST", "/contoso/oauth2/token");
            case KEPT -> explain("'name': 'm'", List.of("Authorization: Basic dTpw"));
            case OBSERVED -> explain("'mode': 'observe'", List.of());
            case LEFT_OUT -> explain("'share': 0", List.of());
            case NOT_ANSWERED -> login(explainer(answer), "GET", "/contoso/oauth2/token");
            case PLAIN_HTTP -> explain("'name': 'm'", List.of(), "http://api.test/");
            case OTHER_PORT -> explain("'name': 'm'", List.of(), "https://api.test:8443/");
            case OTHER_NAME -> explain("'name': 'm'", List.of(), "https://www.api.test/");
            case HELD_BACK -> explain("'placeholder': '" + DUMMY + "'", List.of("x: " + DUMMY));
            // The token decides, the connection, the client or the answer.
            case NO_TOKEN, OTHER_PLACE, LEFT_ALONE, FELL_BACK, GIVEN_UP -> null;
          };

      if (explained != null) {
        assertEquals(outcome.reason(Mode.OBSERVE), explained.getReason(), outcome.name());
      }
    }
    assertEquals("mode-shadow", explain("'mode': 'shadow'", List.of()).getReason());
  }

  private Explainer explainer(String mapping) throws IOException {
    return new Explainer(load("{'mappings': [{" + mapping + "}]}"), List.of());
  }

  private static Explanation login(Explainer explainer, String method, String target) {
    return explainer.explain(
        RequestUrl.parse("https://login.test" + target), method, List.of(), false);
  }

  private static String decision(Explanation answer) {
    return answer.getDecision() + " " + answer.getReason();
  }

  private Explanation explain(String keys, List<String> headers) throws IOException {
    return explain(keys, headers, "https://api.test/");
  }

  private Explanation explain(String keys, List<String> headers, String url) throws IOException {
    return new Explainer(config("", keys), List.of())
        .explain(RequestUrl.parse(url), "GET", headers, false);
  }

  private AgentConfig config(String members, String keys) throws IOException {
    return load(
        "{%s 'mappings': [{'host': 'api.test', 'resource': 'r', %s}]}".formatted(members, keys));
  }

  private AgentConfig load(String json) throws IOException {
    Path file = Files.writeString(folder.resolve("mapping.json"), json.replace('\'', '"'));
    AgentConfig loaded = ConfigLoader.ofProcess().loadFile(file.toString()).config();
    assertNotNull(loaded);
    return loaded;
  }
}
