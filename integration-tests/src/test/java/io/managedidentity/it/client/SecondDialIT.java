package io.managedidentity.it.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import io.managedidentity.it.contract.ClientUnderTest;
import io.managedidentity.it.jvm.AgentJar;
import io.managedidentity.it.jvm.Jdk;
import io.managedidentity.it.jvm.ProbeJvm;
import io.managedidentity.it.server.IdentityServer;
import io.managedidentity.it.server.LastAnswerServer;
import io.managedidentity.it.server.LastAnswerServer.Then;
import io.managedidentity.probe.Message;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A rejected request that is sent once more over a second connection, and gets no answer there: the
 * application has the rejection, as without the agent.
 */
@ParameterizedClass(name = "{0}, {1}")
@MethodSource("clients")
class SecondDialIT {
  /**
   * A row is a request; each has a resource of its own, whose token is asked for anew once: the
   * rows of a client share a JVM.
   */
  private enum Row {
    REFUSED("GET", Then.REFUSES, "denied: ü", false),
    REFUSED_POST("POST", Then.REFUSES, "denied", false),
    REFUSED_CHUNKED("GET", Then.REFUSES, "denied in parts", true),
    REFUSED_HEAD("HEAD", Then.REFUSES, "", false),
    REFUSED_EMPTY("GET", Then.REFUSES, "", false),
    REFUSED_LONG("GET", Then.REFUSES, "x".repeat(200_000), false),
    REFUSED_LONG_CHUNKED("GET", Then.REFUSES, "y".repeat(200_000), true),
    SILENT("GET", Then.IS_SILENT, "denied: ü", false),
    SILENT_POST("POST", Then.IS_SILENT, "denied", true),
    STALLED("GET", Then.ANSWERS_THAT_ONE_ALONE, "denied: at length", false),
    STALLED_CHUNKED("GET", Then.ANSWERS_THAT_ONE_ALONE, "denied: at length", true);

    final String method;
    final Then then;
    final String body;
    final boolean isChunked;

    Row(String method, Then then, String body, boolean isChunked) {
      this.method = method;
      this.then = then;
      this.body = body;
      this.isChunked = isChunked;
    }

    String resource() {
      return name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
    }

    /** It reads 16 KiB of a 401, and its probe has no text of an answer without a body. */
    boolean isForJetty() {
      return !body.isEmpty() && body.length() <= 16_384;
    }

    LastAnswerServer server() throws IOException {
      return new LastAnswerServer(then, body, isChunked);
    }

    Message call(int port) {
      Message call =
          new Message()
              .add("do", "call")
              .add("method", method)
              .add("url", "http://127.0.0.1:" + port + "/" + resource() + "/a");
      return method.equals("POST") ? call.add("body", "b").add("bodyMode", "buffered") : call;
    }
  }

  private static IdentityServer identity;
  private static Path mapping;
  private static ProbeJvm with;

  @Parameter(0)
  ClientUnderTest client;

  @Parameter(1)
  Jdk jdk;

  static List<Arguments> clients() {
    List<Arguments> all = new ArrayList<>();
    all.addAll(
        ClientUnderTest.ofJdk("HttpURLConnection", "UrlConnectionProbe", "http-url-connection", 8));
    all.addAll(
        ClientUnderTest.versions(
            "OkHttp",
            "OkHttpProbe",
            "okhttp",
            8,
            "3.0.0",
            "3.4.2",
            "3.12.13",
            "3.14.9",
            "4.12.0",
            "5.3.2"));
    all.addAll(
        ClientUnderTest.versions(
            "OkHttp 2", "OkHttp2Probe", "okhttp-2", 8, "2.0.0", "2.5.0", "2.7.5"));
    all.addAll(
        ClientUnderTest.versions(
            "commons-httpclient",
            "CommonsHttpClientProbe",
            "commons-httpclient-3",
            8,
            "3.0",
            "3.1"));
    all.addAll(jetty("9", 8, "9.4.0.v20161208", "9.4.58.v20250814"));
    all.addAll(jetty("11", 11, "10.0.26", "11.0.26"));
    all.addAll(jetty("12", 17, "12.0.0", "12.1.14"));
    return ClientUnderTest.onOutermostJdks(all);
  }

  private static List<Arguments> jetty(String folder, int lowestJdk, String... versions) {
    return ClientUnderTest.versions(
        "Jetty client", "Jetty" + folder + "Probe", "jetty-client/" + folder, lowestJdk, versions);
  }

  @BeforeParameterizedClassInvocation
  static void open(ClientUnderTest client, Jdk jdk) throws IOException {
    identity = new IdentityServer();
    mapping = Files.writeString(Files.createTempFile("mapping", ".json"), json());
    with = start(client, jdk, "-javaagent:" + AgentJar.path() + "=" + mapping);
  }

  @AfterParameterizedClassInvocation
  static void close() throws IOException {
    with.close();
    identity.close();
    Files.delete(mapping);
  }

  @AfterEach
  void isWithoutFault() {
    assertEquals("0", with.send(new Message().add("do", "errors")).get("errors"), with::stderr);
  }

  @Test
  void hasTheRejectionWhereTheSecondSendingFails() throws IOException {
    try (ProbeJvm without = start(client, jdk)) {
      List<String> failures = new ArrayList<>();
      for (Row row : Row.values()) {
        if (row.then == Then.ANSWERS_THAT_ONE_ALONE || isJetty() && !row.isForJetty()) {
          continue;
        }
        try (LastAnswerServer ofWith = row.server();
            LastAnswerServer ofWithout = row.server()) {
          String expected = seen(without.send(row.call(ofWithout.port())));
          String answer = seen(with.send(row.call(ofWith.port())));
          if (!expected.equals(answer)) {
            failures.add(row + " expected " + expected + " but has " + answer);
          }
          boolean isSentAgain = row.then == Then.REFUSES || ofWith.requests() > 1;
          if (!isSentAgain || identity.requestsFor(row.resource()) != 2) {
            failures.add(row + " was not sent again");
          }
        }
      }
      assertEquals("", String.join("\n", failures), with::stderr);
      String said = "mapping \"refused\": the service answered 401";
      assertTrue(with.stderrWith(said).contains("there was no answer when"), with::stderr);
    }
  }

  /** A rejection whose body does not come to its end: nobody waits for that without bound. */
  @Test
  void sendsAgainWhereTheRejectionStalls() throws IOException {
    assumeFalse(isJetty(), "it waits for no body on a thread");
    for (Row row : List.of(Row.STALLED, Row.STALLED_CHUNKED)) {
      if (row.isChunked || client.name().equals("HttpURLConnection")) {
        try (LastAnswerServer server = row.server()) {
          Message answer = with.send(row.call(server.port()).add("timeout", "60000"));
          assertEquals("200 ok", answer.get("status") + " " + answer.get("body"), with::stderr);
        }
      }
    }
  }

  private boolean isJetty() {
    return client.name().startsWith("Jetty");
  }

  /** All that the application sees of an answer, long bodies by their length. */
  private static String seen(Message answer) {
    String body = String.valueOf(answer.get("body"));
    return answer.get("status")
        + " "
        + (body.length() > 100 ? body.charAt(0) + " " + body.length() : body)
        + " "
        + answer.all("responseHeader").stream()
            .filter(header -> !header.startsWith("OkHttp-")) // times of OkHttp 2
            .toList()
        + answer.all("exception")
        + answer.all("message");
  }

  private static String json() {
    StringBuilder mappings = new StringBuilder();
    for (Row row : Row.values()) {
      mappings
          .append(mappings.length() == 0 ? "" : ",")
          .append(
              """
              { "name": "%1$s", "host": "127.0.0.1:*", "path": "/%1$s/**", "resource": "%1$s",
                "allowPlainHttp": true }
              """
                  .formatted(row.resource()));
    }
    return "{ \"token\": { \"prefetch\": false }, \"mappings\": [" + mappings + "] }";
  }

  private static ProbeJvm start(ClientUnderTest client, Jdk jdk, String... options)
      throws IOException {
    return ProbeJvm.start(
        jdk, client.probe(), client.classPath(), List.of(options), identity.environment());
  }
}
