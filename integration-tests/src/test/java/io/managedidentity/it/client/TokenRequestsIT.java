package io.managedidentity.it.client;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

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
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Released libraries that ask Entra for tokens, each with a wrong secret: the token endpoint takes
 * nothing but the assertion, and sees no secret.
 */
class TokenRequestsIT {
  private static final List<String> FRAMEWORKS =
      List.of(
          "MSAL4J, secret",
          "MSAL4J, certificate",
          "MSAL4J, code",
          "MSAL4J, on behalf of",
          "MSAL4J, refresh",
          "azure-identity, OkHttp");

  @TempDir private Path folder;

  static List<Jdk> jdks() {
    return Jdk.outermost(8);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("jdks")
  void letsLibrariesInWithAssertion(Jdk jdk) throws Exception {
    Path certificate = folder.resolve("application.p12");
    Files.write(certificate, TestTls.shared().keyStore());
    try (IdentityServer identity = new IdentityServer();
        WireServer login = WireServer.https("login");
        ProbeJvm without = start(jdk, identity, List.of());
        ProbeJvm with = start(jdk, identity, List.of(agent(login)))) {
      login.answer(TokenRequestsIT::answer);
      String url = "https://127.0.0.1:" + login.port() + "/tenant";

      assertAll(
          FRAMEWORKS.stream()
              .map(
                  framework ->
                      (Executable)
                          () -> {
                            Message call =
                                new Message()
                                    .add("do", "call")
                                    .add("framework", framework)
                                    .add("url", url)
                                    .add("certificate", certificate.toString());
                            assertFalse(without.send(call).has("token"), framework + " without");
                            login.keep(List.of());
                            Message answer = with.send(call);
                            assertEquals(
                                "token-of-application", answer.get("token"), answer::toString);
                            for (WireRequest request : login.requests()) {
                              assertFalse(request.body().contains("wrong-secret"), request::body);
                            }
                          }));

      Message counters = with.send(new Message().add("do", "call").add("framework", "counters"));
      assertEquals(
          "seen client-secret 5, seen client-certificate 1, unread 0 clean true",
          counters.get("counters"),
          counters::toString);
      assertEquals("0", with.send(new Message().add("do", "errors")).get("errors"));
    }
  }

  /** As Entra: JSON, 401 to a client that cannot prove who it is. */
  private static WireResponse answer(WireRequest request) {
    boolean isProven =
        request.method().equals("POST")
            && request.target().startsWith("/tenant/oauth2/v2.0/token")
            && fields(request).contains("client_assertion=token-api://AzureADTokenExchange-1")
            && fields(request).stream().noneMatch(field -> field.startsWith("client_secret="));
    WireResponse response =
        isProven
            ? WireResponse.of(
                200,
                "{\"token_type\":\"Bearer\",\"expires_in\":3599,\"access_token\":\"token-of-application\"}")
            : WireResponse.of(
                401,
                "{\"error\":\"invalid_client\",\"error_description\":\"AADSTS7000215: Invalid client secret.\"}");
    return response.with("Content-Type: application/json");
  }

  private static List<String> fields(WireRequest request) {
    List<String> fields = new ArrayList<>();
    for (String field : request.body().split("&")) {
      fields.add(URLDecoder.decode(field, StandardCharsets.UTF_8));
    }
    return fields;
  }

  private String agent(WireServer login) throws IOException {
    Path mapping =
        Files.writeString(
            folder.resolve("mapping.json"),
            """
            { "mappings": [ { "name": "app", "tokenEndpoint": "https://127.0.0.1:%d/tenant" } ] }
            """
                .formatted(login.port()));
    return "-javaagent:" + AgentJar.path() + "=" + mapping;
  }

  private static ProbeJvm start(Jdk jdk, IdentityServer identity, List<String> options)
      throws IOException {
    List<String> all = new ArrayList<>(List.of(TestTls.shared().trustOptions()));
    all.addAll(options);
    return ProbeJvm.start(
        jdk,
        "TokenRequestsProbe",
        AgentJar.frameworkPath("entra/all"),
        all,
        identity.environment());
  }
}
