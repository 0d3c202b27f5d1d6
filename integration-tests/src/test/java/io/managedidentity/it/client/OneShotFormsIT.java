package io.managedidentity.it.client;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.managedidentity.it.contract.ClientLine;
import io.managedidentity.it.jvm.AgentJar;
import io.managedidentity.it.jvm.Jdk;
import io.managedidentity.it.jvm.ProbeJvm;
import io.managedidentity.it.server.IdentityServer;
import io.managedidentity.it.server.TestTls;
import io.managedidentity.it.server.WireRequest;
import io.managedidentity.it.server.WireResponse;
import io.managedidentity.it.server.WireServer;
import io.managedidentity.probe.Message;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A form that can be read once is collected where a mapping names the token endpoint. That does not
 * make it a form that a redirect can take elsewhere, with the secret in it.
 */
class OneShotFormsIT {
  private static final String FORM = "grant_type=client_credentials&client_id=app&client_secret=s";

  /**
   * What a call came to.
   *
   * @param elsewhere the bodies that arrived where the redirect leads
   */
  private record Told(String outcome, List<String> elsewhere) {}

  static List<Arguments> clients() {
    return ClientLine.rows(OneShotFormsIT.class);
  }

  @ParameterizedTest(name = "{0}, {1}")
  @MethodSource("clients")
  void followsRedirectsAsWithoutUs(ClientLine client, Jdk jdk, @TempDir Path folder)
      throws IOException {
    try (WireServer login = WireServer.https("login");
        IdentityServer identity = new IdentityServer();
        ProbeJvm jvm = start(client, jdk, folder, identity, login.port())) {
      List<Executable> checks = new ArrayList<>();
      for (int status : List.of(302, 307)) {
        login.answer(
            request ->
                request.target().endsWith("/token")
                    ? WireResponse.redirect(
                        status, "https://127.0.0.2:" + login.port() + "/elsewhere")
                    : WireResponse.ok());
        for (String type : List.of("application/x-www-form-urlencoded", "text/plain")) {
          Told unmapped = call(jvm, login, "other", type);
          Told mapped = call(jvm, login, "tenant", type);
          boolean isEdited = login.requests().get(0).body().contains("client_assertion=token-");
          checks.add(() -> assertEquals(unmapped, mapped, status + " " + type));
          checks.add(() -> assertEquals(type.endsWith("urlencoded"), isEdited));
        }
      }
      assertAll(checks);
    }
  }

  private static Told call(ProbeJvm jvm, WireServer login, String tenant, String type) {
    login.keep(List.of());
    Message answer =
        jvm.send(
            new Message()
                .add("do", "call")
                .add("method", "POST")
                .add("url", "https://127.0.0.1:" + login.port() + "/" + tenant + "/oauth2/token")
                .add("header", "Content-Type: " + type)
                .add("body", FORM)
                .add("bodyMode", "oneshot"));
    return new Told(
        answer.has("status") ? answer.get("status") : answer.all("exception").toString(),
        login.requests().stream()
            .filter(request -> request.target().endsWith("/elsewhere"))
            .map(WireRequest::body)
            .filter(body -> !body.isEmpty()) // it may fail before its head is sent, or after
            .toList());
  }

  private static ProbeJvm start(
      ClientLine client, Jdk jdk, Path folder, IdentityServer identity, int port)
      throws IOException {
    Path mapping =
        Files.writeString(
            folder.resolve("mapping.json"),
            "{ \"mappings\": [ { \"tokenEndpoint\": \"https://127.0.0.1:%d/tenant\" } ] }"
                .formatted(port));
    List<String> options = new ArrayList<>(List.of(TestTls.shared().trustOptions()));
    options.add("-javaagent:" + AgentJar.path() + "=config=" + mapping);
    return ProbeJvm.start(
        jdk, client.program(), AgentJar.clientPath(client.jars()), options, identity.environment());
  }
}
