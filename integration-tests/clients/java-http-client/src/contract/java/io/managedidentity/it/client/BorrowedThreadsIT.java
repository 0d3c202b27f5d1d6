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
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * {@code java.net.http} goes on after a wait as it does after a slow answer: whatever pool it has,
 * with the common pool blocked, and without a trace of the agent in the threads that pools make.
 */
class BorrowedThreadsIT {
  private static final int SCENARIOS = 16;
  private static final int SLOW_MILLIS = 1200;

  static List<Jdk> jdks() {
    // On 26 the client itself needs the common pool, which the program keeps busy.
    return Jdk.from(11).stream().filter(jdk -> jdk.version() <= 17).toList();
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void seesNoDifferenceToSlowServer(Jdk jdk, @TempDir Path folder) throws IOException {
    Path mapping = folder.resolve("mapping.json");
    Files.writeString(mapping, mapping());
    try (WireServer slow = WireServer.http("slow");
        WireServer server = WireServer.http("plain");
        WireServer identity = WireServer.http("identity")) {
      slow.answer(request -> WireResponse.ok().after(SLOW_MILLIS));
      identity.answer(BorrowedThreadsIT::token);

      CompletableFuture<ProgramRun.Outcome> bare =
          CompletableFuture.supplyAsync(() -> bare(jdk, slow));
      ProgramRun.Outcome covered =
          ProgramRun.on(jdk)
              .client("java-http-client/none")
              .agent("config=" + mapping)
              .options("-Djava.util.concurrent.ForkJoinPool.common.parallelism=1")
              .environment(
                  Map.of(
                      "IDENTITY_ENDPOINT",
                      "http://127.0.0.1:" + identity.port() + "/msi/token",
                      "IDENTITY_HEADER",
                      "h"))
              .run("BorrowedThreadsProgram", "http://127.0.0.1:" + server.port());

      assertEquals(comparable(bare.join()), comparable(covered), covered::stderr);
      // Without an agent it hangs for ever on some JDKs.
      assertTrue(
          covered
              .stdout()
              .contains("shut down java.util.concurrent.RejectedExecutionException in-time=true"),
          covered::stdout);
      assertFalse(covered.stderr().contains("ERROR"), covered::stderr);
      assertTokens(server);
    }
  }

  private static List<String> comparable(ProgramRun.Outcome outcome) {
    return outcome.stdout().lines().filter(line -> !line.startsWith("shut down")).toList();
  }

  private static ProgramRun.Outcome bare(Jdk jdk, WireServer server) {
    try {
      return ProgramRun.on(jdk)
          .client("java-http-client/none")
          .options("-Djava.util.concurrent.ForkJoinPool.common.parallelism=1")
          .run("BorrowedThreadsProgram", "http://127.0.0.1:" + server.port());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void assertTokens(WireServer server) {
    assertFalse(server.requests().size() < 8, "not all arrived");
    for (WireRequest request : server.requests()) {
      String resource = request.target().replaceAll("/(s[0-9]+)/.*", "$1");
      assertEquals("Bearer token-" + resource, request.authorization(), request.target());
    }
  }

  private static String mapping() {
    StringBuilder mappings = new StringBuilder();
    for (int i = 0; i < SCENARIOS; i++) {
      mappings
          .append(i == 0 ? "" : ",")
          .append("{\"name\": \"m")
          .append(i)
          .append("\", \"host\": \"127.0.0.1:*\", \"path\": \"/s")
          .append(i)
          .append("/**\", \"resource\": \"s")
          .append(i)
          .append("\", \"allowPlainHttp\": true}");
    }
    return "{\"token\": {\"firstTokenWait\": \"8s\"}, \"mappings\": [" + mappings + "]}";
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
        .after(SLOW_MILLIS);
  }
}
