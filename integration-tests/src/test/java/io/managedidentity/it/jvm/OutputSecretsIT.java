package io.managedidentity.it.jvm;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.managedidentity.it.server.IdentityServer;
import io.managedidentity.it.server.WireResponse;
import io.managedidentity.it.server.WireServer;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What looks for tokens in the output of each program of these tests finds one that is there. */
class OutputSecretsIT {
  @Test
  void findsTheAuthorizationThatAProgramPrints(@TempDir Path folder) throws IOException {
    Path mapping = Mapping.valid(folder);
    try (IdentityServer identity = new IdentityServer();
        WireServer api = WireServer.http("api")) {
      api.answer(request -> WireResponse.of(200, "you sent " + request.authorization()));
      ProgramRun program =
          ProgramRun.on(Jdk.current())
              .agent(mapping.toString())
              .environment(identity.environment());

      AssertionError found =
          assertThrows(
              AssertionError.class,
              () ->
                  program.run(
                      "CallProgram",
                      "io.managedidentity.probe.UrlConnectionProbe",
                      "http://127.0.0.1:" + api.port() + "/"));

      assertTrue(
          found
              .getMessage()
              .contains(
                  " has a token or a secret of this test run, \"token-alpha-1\", in:\n"
                      + "200 you sent Bearer token-alpha-1"),
          found.getMessage());
    }
  }
}
