package io.managedidentity.it.manage;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.managedidentity.it.jvm.AgentJar;
import io.managedidentity.it.jvm.Jdk;
import io.managedidentity.it.jvm.ProgramRun;
import io.managedidentity.it.jvm.RunningProgram;
import io.managedidentity.it.server.IdentityServer;
import io.managedidentity.it.server.WireServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** Programs that run until a test has asked them, the servers that they call, and the commands. */
abstract class ManagedPrograms {
  @TempDir Path folder;
  WireServer api;
  IdentityServer identity;

  @BeforeEach
  void startServers() throws IOException {
    api = WireServer.http("api");
    identity = new IdentityServer();
  }

  @AfterEach
  void closeServers() throws IOException {
    api.close();
    identity.close();
  }

  final String sent(RunningProgram program) throws IOException {
    api.clear();
    assertEquals("200", program.ask("call"));
    return api.requests().get(0).authorization();
  }

  final RunningProgram start(Jdk jdk, String... options) throws IOException {
    RunningProgram program =
        RunningProgram.start(
            jdk,
            List.of(options),
            identity.environment(),
            "ManagedProgram",
            "http://127.0.0.1:" + api.port());
    assertEquals("ready", program.line());
    return program;
  }

  final Path mapping(String members) throws IOException {
    return Files.writeString(
        folder.resolve("mapping.json"),
        """
        { %s "mappings": [ { "name": "api", "host": "127.0.0.1:*", "resource": "alpha", "allowPlainHttp": true } ] }
        """
            .formatted(members));
  }

  static ProgramRun.Outcome command(Jdk jdk, String... arguments) throws IOException {
    List<String> all = new ArrayList<>(List.of("-jar", AgentJar.path().toString()));
    all.addAll(List.of(arguments));
    return ProgramRun.on(jdk).runCommand(all.toArray(new String[0]));
  }
}
