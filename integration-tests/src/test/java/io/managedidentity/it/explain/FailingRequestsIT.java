package io.managedidentity.it.explain;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.managedidentity.it.jvm.AgentJar;
import io.managedidentity.it.jvm.Jdk;
import io.managedidentity.it.jvm.ProbeJvm;
import io.managedidentity.it.jvm.ProgramRun;
import io.managedidentity.it.server.IdentityServer;
import io.managedidentity.it.server.WireResponse;
import io.managedidentity.it.server.WireServer;
import io.managedidentity.probe.Message;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** An application that goes on although everything fails must not find its log full of it. */
class FailingRequestsIT {
  private static final int OF_EACH_KIND = 2000;
  private static final int MOST_LINES = 10;
  private static final int KEPT_AT_A_TIME = 200;

  @TempDir Path folder;

  static List<Jdk> jdks() {
    return Jdk.outermost(8);
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void writesAtMostTenLinesOfTenThousandFailures(Jdk jdk) throws IOException {
    AtomicInteger arrived = new AtomicInteger();
    try (WireServer api = WireServer.http("api");
        IdentityServer identity = new IdentityServer();
        ProbeJvm jvm = start(jdk, identity)) {
      api.answer(
          request -> {
            if (arrived.incrementAndGet() % KEPT_AT_A_TIME == 0) {
              api.keep(List.of());
            }
            String host = request.host();
            return host.equals("127.0.0.1")
                ? WireResponse.of(401, "").with("WWW-Authenticate: Bearer")
                : host.equals("127.0.0.2") ? WireResponse.of(403, "") : WireResponse.ok();
          });
      Message calls =
          new Message()
              .add("do", "parallel")
              .add("times", "" + OF_EACH_KIND)
              .add("threads", "4")
              .add("header", "Authorization: Basic dXNlcjpwYXNzd29yZA==");
      for (int host = 1; host <= 5; host++) {
        calls.add("url", "http://127.0.0." + host + ":" + api.port() + "/");
      }

      Message answers = jvm.send(calls);
      ProgramRun.Outcome status =
          ProgramRun.on(jdk)
              .runCommand("-jar", AgentJar.path().toString(), "status", "" + jvm.pid(), "--json");

      assertEquals(5 * OF_EACH_KIND, answers.all("result").size());
      assertTrue(arrived.get() >= 5 * OF_EACH_KIND, () -> arrived + " arrived");
      for (String counter : List.of("kept", "plainHttp", "failed", "rejected403")) {
        assertTrue(
            status.stdout().contains("\"" + counter + "\" : " + OF_EACH_KIND),
            () -> counter + " in " + status.stdout());
      }
      List<String> lines =
          jvm.stderr().lines().filter(line -> line.startsWith("[managed-identity-agent]")).toList();
      for (String part :
          List.of(
              "\"127.0.0.1\" answered 401",
              "\"127.0.0.2\" answered 403",
              "mapping \"kept\": a request to \"127.0.0.3\" has a header",
              "a request to \"127.0.0.4\" is not encrypted",
              "mapping \"failing\": no token")) {
        assertTrue(lines.stream().anyMatch(line -> line.contains(part)), () -> part + ": " + lines);
      }
      assertTrue(lines.size() <= MOST_LINES, () -> String.join("\n", lines));
      assertEquals(lines.size(), jvm.stderr().lines().count(), jvm::stderr);
    }
  }

  private ProbeJvm start(Jdk jdk, IdentityServer identity) throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("mapping.json"),
            """
            { "mappings": [
              { "name": "refused", "host": "127.0.0.1:*", "resource": "alpha", "allowPlainHttp": true,
                "existingAuthorization": "replace" },
              { "name": "forbidden", "host": "127.0.0.2:*", "resource": "alpha", "allowPlainHttp": true,
                "existingAuthorization": "replace" },
              { "name": "kept", "host": "127.0.0.3:*", "resource": "alpha", "allowPlainHttp": true },
              { "name": "plain", "host": "127.0.0.4:*", "resource": "alpha" },
              { "name": "failing", "host": "127.0.0.5:*", "resource": "broken", "allowPlainHttp": true,
                "existingAuthorization": "replace" } ] }
            """);
    return ProbeJvm.start(
        jdk,
        "UrlConnectionProbe",
        List.of(),
        List.of("-javaagent:" + AgentJar.path() + "=" + file),
        identity.environment());
  }
}
