package io.managedidentity.it.manage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.managedidentity.it.jvm.AgentJar;
import io.managedidentity.it.jvm.Jdk;
import io.managedidentity.it.jvm.ProgramRun;
import io.managedidentity.it.server.IdentityServer;
import io.managedidentity.it.server.TestTls;
import io.managedidentity.it.server.WireRequest;
import io.managedidentity.it.server.WireResponse;
import io.managedidentity.it.server.WireServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The command, the identity endpoint and the services, each in a process or behind a socket. */
class CheckLiveIT {
  private static final String OBJECT = "cccccccc-0000-0000-0000-000000000003";

  /** As the program prints it; its own tests parse it. */
  private static final Pattern PLACE =
      Pattern.compile(
          "\"mapping\" : \"(\\S+)\",\\s+\"place\" : \"[^\"]*\",\\s+\"method\" : \"[^\"]*\","
              + "\\s+\"result\" : \"([^\"]*)\",\\s+\"what\" : \"((?:[^\"\\\\]|\\\\.)*)\"");

  private record Found(String result, String what) {}

  @TempDir Path folder;
  private WireServer api;
  private WireServer plain;
  private IdentityServer identity;

  @BeforeEach
  void start() throws IOException {
    api = WireServer.https("api");
    plain = WireServer.http("plain");
    identity = new IdentityServer(CheckLiveIT::token);
    api.answer(CheckLiveIT::answer);
  }

  @AfterEach
  void close() throws IOException {
    api.close();
    plain.close();
    identity.close();
  }

  /** Each address is a host of its own. */
  private static WireResponse answer(WireRequest request) {
    boolean isWithToken = request.authorization() != null;
    switch (request.host()) {
      case "localhost":
        return WireResponse.ok().after(60_000);
      case "127.0.0.2":
        return WireResponse.of(401, "")
            .with("WWW-Authenticate: Bearer resource_id=\"https://vault.azure.net\"");
      case "127.0.0.3":
        return isWithToken
            ? WireResponse.of(
                403, "{\"error\":{\"innererror\":{\"code\":\"ForbiddenByFirewall\"}}}")
            : WireResponse.of(401, "");
      case "127.0.0.4":
        return WireResponse.redirect(302, "https://127.0.0.1/stolen");
      default:
        return isWithToken ? WireResponse.ok() : WireResponse.of(401, "");
    }
  }

  @ParameterizedTest
  @MethodSource("io.managedidentity.it.jvm.Jdk#all")
  void tellsWhatWorksAndWhatDoesNot(Jdk jdk) throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("mapping.json"),
            """
            { "mappings": [
              { "name": "none", "host": "127.0.0.1:PORT", "path": "/none/**", "resource": "broken" },
              { "name": "works", "host": "127.0.0.1:PORT", "resource": "alpha" },
              { "name": "challenge", "host": "127.0.0.2:PORT", "resource": "alpha" },
              { "name": "forbidden", "host": "127.0.0.3:PORT", "resource": "alpha" },
              { "name": "redirect", "host": "127.0.0.4:PORT", "resource": "alpha" },
              { "name": "other-name", "host": "127.0.0.5:PORT", "resource": "alpha" },
              { "name": "hangs", "host": "localhost:PORT", "resource": "alpha" },
              { "name": "nowhere", "host": "nowhere.invalid", "resource": "alpha" },
              { "name": "plain", "host": "127.0.0.1:PLAIN", "resource": "alpha", "allowPlainHttp": true } ] }
            """
                .replace("PORT", "" + api.port())
                .replace("PLAIN", "" + plain.port()));

    ProgramRun.Outcome outcome = check(jdk, file, "--json");

    assertEquals(1, outcome.exitCode(), outcome.stderr());
    String json = outcome.stdout();
    Map<String, Found> places = new TreeMap<>();
    Matcher matcher = PLACE.matcher(json);
    while (matcher.find()) {
      places.put(
          matcher.group(1), new Found(matcher.group(2), matcher.group(3).replace("\\\"", "\"")));
    }
    assertFound(places, "none", "fails", "it answered 401 without a token; there is no token");
    assertFound(places, "works", "works", "the service took the token: it answered 200, and 401");
    assertFound(
        places,
        "challenge",
        "fails",
        "the service refused the token with 401. The token is for \"alpha\", and the service wants one"
            + " for \"https://vault.azure.net\". That is the audience of Azure Key Vault, and this host"
            + " is none of its names");
    assertFound(
        places,
        "forbidden",
        "fails",
        "the service refused the token with 403 (ForbiddenByFirewall). The firewall of the vault");
    assertFound(
        places, "redirect", "in-doubt", "it answered 302, a redirect to \"https://127.0.0.1\"");
    assertFound(
        places, "other-name", "fails", "the certificate is for other names than \"127.0.0.5:");
    assertFound(places, "hangs", "fails", "there was no complete answer within 10 s");
    assertFound(
        places, "nowhere", "fails", "the name of \"nowhere.invalid\" does not resolve here");
    assertFound(places, "plain", "in-doubt", "");
    for (String part :
        List.of(
            "\"tls\" : \"TLSv1.",
            "\"issuer\" : \"CN=localhost\"",
            "\"sourceReason\" : \"App Service (IDENTITY_ENDPOINT, IDENTITY_HEADER are set)\"",
            "\"objectId\" : \"" + OBJECT + "\"",
            "\"summary\" : \"1 of 9 mappings work; in doubt: redirect (an answer 302), plain")) {
      assertTrue(json.contains(part), part + " is not in " + json);
    }
    assertEquals(
        List.of("127.0.0.1", "127.0.0.2", "127.0.0.3", "127.0.0.4"),
        api.requests().stream()
            .filter(request -> request.authorization() != null)
            .map(WireRequest::host)
            .sorted()
            .toList());
    assertEquals(List.of(), plain.requests());
    assertEquals(1, identity.requestsFor("alpha"));
    assertFalse((outcome.stdout() + outcome.stderr()).contains(token("alpha")));
  }

  private static void assertFound(
      Map<String, Found> places, String mapping, String result, String what) {
    Found place = places.get(mapping);
    assertNotNull(place, places::toString);
    assertEquals(result, place.result(), place::toString);
    assertTrue(place.what().startsWith(what), place::toString);
  }

  @ParameterizedTest
  @MethodSource("io.managedidentity.it.jvm.Jdk#all")
  void endsWithTheExitCodeOfItsSum(Jdk jdk) throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("mapping.json"),
            "{ \"mappings\": [ { \"name\": \"api\", \"host\": \"127.0.0.1:%d\", \"resource\": \"alpha\" } ] }"
                .formatted(api.port()));

    ProgramRun.Outcome well = check(jdk, file, "--strict");
    api.answer(request -> WireResponse.ok());
    ProgramRun.Outcome doubtful = check(jdk, file);
    ProgramRun.Outcome strict = check(jdk, file, "--strict");

    assertEquals(0, well.exitCode(), well.stdout() + well.stderr());
    assertTrue(well.stdout().endsWith(file + ": the mapping works\n"), well.stdout());
    assertTrue(well.stdout().contains("audience alpha, identity " + OBJECT), well.stdout());
    assertEquals(0, doubtful.exitCode(), doubtful.stdout());
    assertTrue(doubtful.stdout().contains("no mapping works; in doubt: api"), doubtful.stdout());
    assertEquals(1, strict.exitCode(), strict.stdout());
  }

  private ProgramRun.Outcome check(Jdk jdk, Path file, String... options) throws IOException {
    List<String> arguments = new ArrayList<>(List.of("-jar", AgentJar.path().toString()));
    arguments.addAll(List.of("check", "--live", file.toString()));
    arguments.addAll(List.of(options));
    return ProgramRun.on(jdk)
        .options(TestTls.shared().trustOptions())
        .environment(identity.environment())
        .runCommand(arguments.toArray(new String[0]));
  }

  private static String token(String audience) {
    String claims = "{\"aud\":\"%s\",\"oid\":\"%s\"}".formatted(audience, OBJECT);
    Base64.Encoder encoder = Base64.getUrlEncoder().withoutPadding();
    return encoder.encodeToString("{\"alg\":\"RS256\"}".getBytes(StandardCharsets.UTF_8))
        + "."
        + encoder.encodeToString(claims.getBytes(StandardCharsets.UTF_8))
        + ".signature";
  }
}
