package io.managedidentity.it.discovery;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.managedidentity.it.jvm.AgentJar;
import io.managedidentity.it.jvm.Jdk;
import io.managedidentity.it.jvm.RunningProgram;
import io.managedidentity.it.server.IdentityServer;
import io.managedidentity.it.server.WireRequest;
import io.managedidentity.it.server.WireResponse;
import io.managedidentity.it.server.WireServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A service that takes the application's own requests, and refuses tokens. */
class ShadowIT {
  private static final int PATIENCE_SECONDS = 20;

  @TempDir Path folder;

  @ParameterizedTest
  @MethodSource("io.managedidentity.it.jvm.Jdk#all")
  void repeatsOneOfAHundredAndTellsWhatWasRefused(Jdk jdk) throws Exception {
    try (WireServer api = WireServer.http("api");
        IdentityServer identity = new IdentityServer()) {
      api.answer(
          request ->
              request.authorization() == null
                  ? WireResponse.ok()
                  : WireResponse.of(403, "{\"error\":{\"code\":\"ForbiddenByRbac\"}}"));
      try (RunningProgram program = start(jdk, api, identity)) {
        while (repeats(api).size() < 2 && own(api) < 300) {
          assertEquals("200", program.ask("call"));
        }
        assertTrue(own(api) > 100, () -> "the second after " + own(api) + " requests");
        assertEquals(2, repeats(api).size());
        String stderr = program.stderrWith("would not have worked", PATIENCE_SECONDS);

        program.end();

        assertTrue(
            stderr.contains(
                "mapping \"api\": mode shadow: GET at \"127.0.0.1\" would not have worked: the service"
                    + " answered 403 (ForbiddenByRbac) to the request with the token, and 200 to the"
                    + " application's own."),
            stderr);
        assertEquals(
            List.of("Bearer token-alpha-1", "Bearer token-alpha-1"),
            repeats(api).stream().map(WireRequest::authorization).toList());
        String counts = records();
        assertTrue(
            counts.contains(
                "\"shadow\":{\"repeated\":2,\"agreed\":0,\"unanswered\":0,\"refused\":[{\"status\":403,\"count\":2}]}"),
            counts);
      }
    }
  }

  private static List<WireRequest> repeats(WireServer api) {
    return api.requests().stream().filter(request -> request.authorization() != null).toList();
  }

  private static int own(WireServer api) {
    return api.requests().size() - repeats(api).size();
  }

  private String records() throws IOException {
    try (Stream<Path> files = Files.list(folder.resolve("records"))) {
      return Files.readString(
          files.filter(file -> file.toString().endsWith(".jsonl")).findFirst().orElseThrow());
    }
  }

  private RunningProgram start(Jdk jdk, WireServer api, IdentityServer identity)
      throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("mapping.json"),
            """
            { "mappings": [ { "name": "api", "host": "127.0.0.1:*", "resource": "alpha", "allowPlainHttp": true,
                "mode": "shadow" } ] }
            """);
    RunningProgram program =
        RunningProgram.start(
            jdk,
            List.of(
                "-Dmanagedidentity.agent.discover.report=" + folder.resolve("records"),
                "-javaagent:" + AgentJar.path() + "=" + file),
            identity.environment(),
            "ManagedProgram",
            "http://127.0.0.1:" + api.port());
    assertEquals("ready", program.line());
    return program;
  }
}
