package io.managedidentity.it.jvm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.managedidentity.it.server.IdentityServer;
import io.managedidentity.it.server.WireResponse;
import io.managedidentity.it.server.WireServer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * An identity endpoint that is of no use: the application does what it does without the agent,
 * after a bounded wait, and stderr says once what is wrong and what to do.
 */
class IdentityFaultsIT {
  private static final String PROBE = "io.managedidentity.probe.UrlConnectionProbe";
  private static final String NO_TOKEN =
      "[managed-identity-agent] WARN mapping \"mappings/0\": no token, so its requests go out as the"
          + " application made them. ";

  /** firstTokenWait of each of two calls, and the start of a JVM on a busy machine. */
  private static final long LONGEST_MILLIS = 2 * 1000 + 8000;

  @TempDir Path folder;

  /** What the endpoint does, and a word of the line that is about it. */
  static Stream<Arguments> faults() {
    Map<String, WireResponse> answers =
        Map.of(
            "hangs", WireResponse.ok().after(60_000),
            "closes", WireResponse.cut(),
            "garbage", WireResponse.of(200, "<html>Sign in</html>"),
            "empty", WireResponse.of(200, ""),
            "no token", WireResponse.of(200, "{\"token_type\":\"Bearer\"}"),
            "500", WireResponse.of(500, "{\"error\":\"server_error\"}"),
            "400", WireResponse.of(400, "{\"error\":\"invalid_resource\"}"),
            "redirect", WireResponse.redirect(302, "http://127.0.0.1:1/steal"));
    List<Arguments> rows = new ArrayList<>();
    for (Jdk jdk : Jdk.all()) {
      answers.forEach((name, answer) -> rows.add(Arguments.of(jdk, name, answer)));
    }
    return rows.stream();
  }

  @ParameterizedTest(name = "{0}, {1}")
  @MethodSource("faults")
  void letsTheApplicationGoOnWithoutToken(Jdk jdk, String fault, WireResponse answer)
      throws IOException {
    try (WireServer identity = WireServer.http("identity")) {
      identity.answer(request -> answer);

      ProgramRun.Outcome outcome =
          callTwice(jdk, "http://127.0.0.1:" + identity.port() + "/msi/token");

      assertGoesOn(outcome);
    }
  }

  @ParameterizedTest
  @MethodSource("io.managedidentity.it.jvm.Jdk#all")
  void letsTheApplicationGoOnWhereConnectionIsRefused(Jdk jdk) throws IOException {
    int port;
    try (WireServer closed = WireServer.http("closed")) {
      port = closed.port();
    }

    ProgramRun.Outcome outcome = callTwice(jdk, "http://127.0.0.1:" + port + "/msi/token");

    assertGoesOn(outcome);
  }

  private ProgramRun.Outcome callTwice(Jdk jdk, String endpoint) throws IOException {
    Path mapping = Mapping.with(folder, "\"token\": { \"firstTokenWait\": \"1s\" },");
    try (WireServer api = WireServer.http("api")) {
      api.answer(request -> WireResponse.of(401, "no key"));
      String url = "http://127.0.0.1:" + api.port() + "/orders";

      ProgramRun.Outcome outcome =
          ProgramRun.on(jdk)
              .environment(
                  Map.of("IDENTITY_ENDPOINT", endpoint, "IDENTITY_HEADER", IdentityServer.SECRET))
              .agent(mapping.toString())
              .run("CallProgram", PROBE, url, url);

      assertEquals(2, api.requests().size(), outcome.stderr());
      assertEquals(null, api.requests().get(0).authorization());
      assertEquals(null, api.requests().get(1).authorization());
      return outcome;
    }
  }

  private static void assertGoesOn(ProgramRun.Outcome outcome) {
    assertEquals("401 no key\n401 no key\n", outcome.stdout(), outcome.stderr());
    assertEquals(0, outcome.exitCode());
    assertTrue(outcome.millis() < LONGEST_MILLIS, outcome.millis() + " ms");
    assertFalse(outcome.stderr().contains(IdentityServer.SECRET), outcome.stderr());
    List<String> said =
        outcome.errorLines().stream().filter(line -> line.startsWith(NO_TOKEN)).toList();
    assertEquals(1, said.size(), outcome.stderr());
    String advice = said.get(0).substring(NO_TOKEN.length());
    // What happened, what to do, and at last which host the request is for.
    assertTrue(advice.split("\\. ").length >= 3, "no advice in: " + advice);
    assertFalse(advice.contains("the agent failed"), advice);
  }
}
