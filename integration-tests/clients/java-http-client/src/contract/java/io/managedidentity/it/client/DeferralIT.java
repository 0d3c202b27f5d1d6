package io.managedidentity.it.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.managedidentity.it.jvm.Jdk;
import io.managedidentity.it.jvm.ProgramRun;
import io.managedidentity.it.server.WireRequest;
import io.managedidentity.it.server.WireResponse;
import io.managedidentity.it.server.WireServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Requests of {@code java.net.http} that wait for a token hold no thread of the application. */
class DeferralIT {
  private static final String MAPPING =
      """
      { "token": { "firstTokenWait": "8s" }, "mappings": [
        { "name": "s1", "host": "127.0.0.1:*", "path": "/slow1/**", "resource": "slow1", "allowPlainHttp": true },
        { "name": "s2", "host": "127.0.0.1:*", "path": "/slow2/**", "resource": "slow2", "allowPlainHttp": true },
        { "name": "s3", "host": "127.0.0.1:*", "path": "/slow3/**", "resource": "slow3", "allowPlainHttp": true },
        { "name": "s4", "host": "127.0.0.1:*", "path": "/slow4/**", "resource": "slow4", "allowPlainHttp": true },
        { "name": "h1", "host": "127.0.0.1:*", "path": "/hang1/**", "resource": "hang1", "allowPlainHttp": true },
        { "name": "h2", "host": "127.0.0.1:*", "path": "/hang2/**", "resource": "hang2", "allowPlainHttp": true }
      ] }
      """;

  static List<Jdk> jdks() {
    return Jdk.from(11);
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void holdsNoThreadWhileTokenIsSlow(Jdk jdk, @TempDir Path folder) throws IOException {
    Path mapping = folder.resolve("mapping.json");
    Files.writeString(mapping, MAPPING);
    try (WireServer server = WireServer.http("plain");
        WireServer identity = WireServer.http("identity")) {
      identity.answer(DeferralIT::token);
      server.answer(
          request ->
              request.target().startsWith("/to-")
                  ? WireResponse.redirect(
                      302, "http://127.0.0.1:" + server.port() + "/slow3/redirected")
                  : WireResponse.ok());

      ProgramRun.Outcome outcome =
          ProgramRun.on(jdk)
              .client("java-http-client/none")
              .agent("config=" + mapping)
              .environment(
                  Map.of("IDENTITY_ENDPOINT", "http://127.0.0.1:" + identity.port() + "/msi/token"))
              .run(
                  "DeferralProgram",
                  "http://127.0.0.1:" + server.port(),
                  "http://127.0.0.2:" + server.port());

      assertEquals(
          List.of(
              "one returned=true others-first=true 200",
              "same returned=true others-first=true 200",
              "redirect others-first=true 200",
              "timeout true in-time=true",
              "timeout-sync in-time=true",
              "cancelled true 200",
              "interrupted InterruptedException",
              "end"),
          outcome.stdout().lines().toList(),
          outcome::stderr);
      assertTokens(server, jdk);
    }
  }

  private static void assertTokens(WireServer server, Jdk jdk) {
    List<String> targets = server.requests().stream().map(WireRequest::target).toList();
    assertEquals(
        List.of("/slow1/a", "/slow2/a", "/slow3/redirected", "/slow4/after"),
        targets.stream()
            .filter(target -> target.startsWith("/slow") && !target.endsWith("cancelled"))
            .toList());
    assertTrue(targets.containsAll(List.of("/warm", "/0", "/49", "/to-slow3", "/first")));
    for (WireRequest request : server.requests()) {
      String target = request.target();
      boolean isMapped = target.startsWith("/slow");
      String expected = isMapped ? "Bearer token-" + target.substring(1, 6) : null;
      assertEquals(expected, request.authorization(), target);
      assertFalse(target.startsWith("/hang"), "sent although it had timed out: " + target);
      // 11 does not pass the cancellation of the future on to its exchange.
      assertFalse(target.endsWith("cancelled") && jdk.version() > 11, "sent although cancelled");
    }
  }

  private static WireResponse token(WireRequest request) {
    String resource = request.target().replaceAll(".*resource=([a-z0-9]+).*", "$1");
    return WireResponse.of(
            200,
            "{\"access_token\":\"token-"
                + resource
                + "\",\"token_type\":\"Bearer\",\"expires_on\":\""
                + (System.currentTimeMillis() / 1000 + 86_400)
                + "\"}")
        .after(resource.startsWith("slow") ? 1500 : 60_000);
  }
}
