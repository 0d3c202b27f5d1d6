package io.managedidentity.it.discovery;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.managedidentity.it.jvm.AgentJar;
import io.managedidentity.it.jvm.Jdk;
import io.managedidentity.it.jvm.ProbeJvm;
import io.managedidentity.it.server.EveryHost;
import io.managedidentity.it.server.IdentityServer;
import io.managedidentity.it.server.WireRequest;
import io.managedidentity.it.server.WireResponse;
import io.managedidentity.probe.Message;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** From one flag on an unknown application to a mapping file that works with wrong secrets. */
class FoundMappingIT {
  private static final String SECRET = "wrong";
  private static final String FORM = "Content-Type: application/x-www-form-urlencoded";

  /** Requests that can be moved, by what stands for them in an answer. */
  private static final Map<String, Message> CALLS = new LinkedHashMap<>();

  static {
    call("blob", "https://orders.blob.core.windows.net/invoices/1")
        .add("header", "Authorization: SharedKey orders:" + SECRET);
    call(
        "sas",
        "https://orders.queue.core.windows.net/jobs/messages?sv=2021-08-06&sp=r&sig=" + SECRET);
    call("cosmos", "https://orders.documents.azure.com/dbs/a/colls/b/docs/c")
        .add("header", "Authorization: type%3Dmaster%26ver%3D1.0%26sig%3D" + SECRET);
    call("settings", "https://orders.azconfig.io/kv/x?api-version=1.0")
        .add(
            "header",
            "Authorization: HMAC-SHA256 Credential=a&SignedHeaders=b&Signature=" + SECRET);
    call("openai", "https://orders.openai.azure.com/openai/deployments/d/chat?api-version=1")
        .add("header", "api-key: " + SECRET);
    call("search", "https://orders.search.windows.net/indexes/i/docs?api-version=2020-06-30")
        .add("header", "api-key: " + SECRET);
    call(
            "login",
            "https://login.microsoftonline.com/11111111-2222-3333-4444-555555555555/oauth2/v2.0/token")
        .add("header", FORM)
        .add("body", "grant_type=client_credentials&client_id=app&client_secret=" + SECRET)
        .add("bodyMode", "buffered");
  }

  private static Message call(String name, String url) {
    Message call =
        new Message()
            .add("do", "call")
            .add("method", name.equals("login") ? "POST" : "GET")
            .add("url", url);
    CALLS.put(name, call);
    return call;
  }

  static List<Jdk> jdks() {
    return Jdk.outermost(8);
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void makesEveryRequestWorkThatCanBeMoved(Jdk jdk, @TempDir Path folder) throws IOException {
    try (EveryHost hosts = new EveryHost();
        IdentityServer identity = new IdentityServer()) {
      hosts.answer(FoundMappingIT::judged);
      Map<String, String> before =
          run(jdk, hosts, identity, "mode=discover,discover.report=" + folder);
      String mapping = Files.readString(folder.resolve("mapping.json"));
      hosts.clear();

      Map<String, String> after =
          run(jdk, hosts, identity, "config=" + folder.resolve("mapping.json"));

      assertAll(
          () -> assertEquals(all("401"), before),
          () -> assertEquals(all("200"), after, mapping),
          () -> assertFalse(hosts.requests().toString().contains(SECRET), mapping),
          () -> assertTrue(mapping.contains("\"storage-blob\""), mapping),
          () -> assertFalse(mapping.contains(SECRET), mapping));
    }
  }

  private static Map<String, String> all(String status) {
    Map<String, String> all = new LinkedHashMap<>();
    CALLS.keySet().forEach(name -> all.put(name, status));
    return all;
  }

  private static WireResponse judged(WireRequest request) {
    boolean isMoved =
        request.method().equals("POST")
            ? request.body().contains("client_assertion=token-")
            : String.valueOf(request.authorization()).contains("token-");
    return WireResponse.of(isMoved ? 200 : 401, "{}");
  }

  private static Map<String, String> run(
      Jdk jdk, EveryHost hosts, IdentityServer identity, String arguments) throws IOException {
    List<String> options = new ArrayList<>(hosts.options());
    options.add("-javaagent:" + AgentJar.path() + "=" + arguments);
    Map<String, String> statuses = new LinkedHashMap<>();
    try (ProbeJvm jvm =
        ProbeJvm.start(
            jdk,
            "UrlConnectionProbe",
            AgentJar.clientPath("http-url-connection/none"),
            options,
            identity.environment())) {
      for (Map.Entry<String, Message> call : CALLS.entrySet()) {
        Message proxied = Message.parse(call.getValue().toLine());
        Message answer = jvm.send(proxied.add("proxy", "127.0.0.1:" + hosts.port()));
        statuses.put(call.getKey(), answer.get("status", String.valueOf(answer.all("exception"))));
      }
    }
    return statuses;
  }
}
