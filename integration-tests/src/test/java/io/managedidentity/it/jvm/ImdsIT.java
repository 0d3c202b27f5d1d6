package io.managedidentity.it.jvm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.managedidentity.it.server.WireRequest;
import io.managedidentity.it.server.WireResponse;
import io.managedidentity.it.server.WireServer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Tokens from IMDS with the packaged jar: its classes live in a loader of their own, where Java 8
 * knows no packages.
 */
class ImdsIT {
  @TempDir Path folder;

  @ParameterizedTest
  @MethodSource("io.managedidentity.it.jvm.Jdk#all")
  void givesTokenToProgramOnVirtualMachine(Jdk jdk) throws IOException {
    long expires = System.currentTimeMillis() / 1000 + 86_400;
    try (WireServer imds = WireServer.http("imds");
        WireServer api = WireServer.http("api")) {
      imds.answer(
          request ->
              WireResponse.of(
                  200,
                  "{\"access_token\":\"token-of-imds\",\"token_type\":\"Bearer\",\"expires_on\":\""
                      + expires
                      + "\"}"));

      ProgramRun.Outcome outcome =
          ProgramRun.on(jdk)
              .imds(imds.port())
              .agent(Mapping.valid(folder).toString())
              .run(
                  "CallProgram",
                  "io.managedidentity.probe.UrlConnectionProbe",
                  "http://127.0.0.1:" + api.port() + "/orders");

      assertEquals("200 ok\n", outcome.stdout(), outcome.stderr());
      assertEquals("Bearer token-of-imds", api.requests().get(0).authorization(), outcome.stderr());
      WireRequest call = imds.requests().get(imds.requests().size() - 1);
      assertEquals(List.of("true"), call.headers("Metadata"));
      assertTrue(call.target().startsWith("/metadata/identity/oauth2/token?"), call.target());
      assertTrue(
          Arrays.asList(call.target().split("[?&]")).contains("resource=alpha"), call.target());
    }
  }
}
