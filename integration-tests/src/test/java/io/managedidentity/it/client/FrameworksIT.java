package io.managedidentity.it.client;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.managedidentity.it.jvm.AgentJar;
import io.managedidentity.it.jvm.Jdk;
import io.managedidentity.it.jvm.ProbeJvm;
import io.managedidentity.it.server.IdentityServer;
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
 * Released frameworks over the covered clients, unmodified: refused without the agent, served with
 * it. The AWS SDK calls a host that is not mapped, and keeps its own signature.
 */
class FrameworksIT {
  private static final String MAPPING =
      """
      { "mappings": [ { "host": "127.0.0.1:*", "resource": "alpha", "allowPlainHttp": true } ] }
      """;

  private static final String ENVELOPE =
      """
      <e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/">\
      <e:Body><orders xmlns="urn:orders"/></e:Body></e:Envelope>""";

  private static final String CALLER =
      """
      <GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/">\
      <GetCallerIdentityResult><Account>1</Account></GetCallerIdentityResult>\
      </GetCallerIdentityResponse>""";

  @TempDir private Path folder;

  /** One application: its jars, the program, and the frameworks that it is asked to call by. */
  private record Application(String jars, String probe, List<String> frameworks) {
    @Override
    public String toString() {
      return probe;
    }
  }

  static List<Arguments> applications() {
    List<Arguments> rows = new ArrayList<>();
    for (Jdk jdk : Jdk.outermost(8)) {
      rows.add(Arguments.of(okHttp("RetrofitProbe", "retrofit-2.9.0"), jdk));
      rows.add(Arguments.of(okHttp("FeignProbe", "feign-10.12"), jdk));
      rows.add(Arguments.of(okHttp("RestTemplateProbe", "spring-web-4.3.30"), jdk));
      rows.add(Arguments.of(okHttp("AzureCoreProbe", "azure-core-1.57.0"), jdk));
      rows.add(Arguments.of(apache(), jdk));
      rows.add(Arguments.of(netty(jdk), jdk));
    }
    for (Jdk jdk : Jdk.outermost(17)) {
      rows.add(Arguments.of(current(), jdk));
    }
    return rows;
  }

  private static Application okHttp(String probe, String jars) {
    return new Application("okhttp/" + jars, probe, List.of(probe));
  }

  private static Application apache() {
    return new Application(
        "apache/all",
        "ApacheFrameworksProbe",
        List.of(
            "RestTemplate",
            "RestTemplate, Apache",
            "Jersey",
            "Jersey, Apache",
            "JAX-WS RI",
            "CXF",
            "SolrJ",
            "Elasticsearch REST",
            "Camel",
            "google-http-client",
            "google-http-client, Apache",
            "AWS",
            "AWS, Apache"));
  }

  /** The lines for Java 17 and later. */
  private static Application current() {
    return new Application(
        "current/all",
        "CurrentFrameworksProbe",
        List.of(
            "RestTemplate",
            "RestClient, URL connection",
            "RestClient, JDK",
            "RestClient, Apache",
            "RestClient, Jetty",
            "RestClient, Netty",
            "WebClient, Netty",
            "WebClient, JDK",
            "WebClient, Apache",
            "WebClient, Jetty",
            "Jersey",
            "CXF",
            "SolrJ, JDK",
            "SolrJ, Jetty",
            "Elasticsearch REST",
            "Camel",
            "Feign, JDK",
            "Retrofit"));
  }

  private static Application netty(Jdk jdk) {
    List<String> frameworks =
        new ArrayList<>(List.of("WebClient", "azure-core, Netty", "azure-core, Vert.x"));
    if (jdk.version() >= 12) { // by its documentation
      frameworks.add("azure-core, JDK");
    }
    return new Application("netty/all", "NettyFrameworksProbe", frameworks);
  }

  @ParameterizedTest(name = "{0}, {1}")
  @MethodSource("applications")
  void letsFrameworksIn(Application application, Jdk jdk) throws IOException {
    Path mapping = Files.writeString(folder.resolve("mapping.json"), MAPPING);
    try (IdentityServer identity = new IdentityServer();
        WireServer server = WireServer.http("api");
        ProbeJvm without = start(application, jdk, identity, List.of());
        ProbeJvm with =
            start(
                application,
                jdk,
                identity,
                List.of("-javaagent:" + AgentJar.path() + "=" + mapping))) {
      server.answer(FrameworksIT::answer);

      assertAll(
          application.frameworks().stream()
              .map(framework -> (Executable) () -> isLetIn(framework, server, without, with)));

      assertEquals("0", with.send(new Message().add("do", "errors")).get("errors"));
    }
  }

  private static void isLetIn(
      String framework, WireServer server, ProbeJvm without, ProbeJvm with) {
    boolean isAws = framework.startsWith("AWS");
    String url = "http://127.0.0." + (isAws ? 2 : 1) + ":" + server.port() + "/orders";
    Message call = new Message().add("do", "call").add("framework", framework).add("url", url);
    server.keep(List.of());

    Message refused = without.send(call);
    Message served = with.send(call);

    assertEquals(
        isAws ? "200" : "401", refused.get("status"), () -> framework + " without: " + refused);
    assertEquals("200", served.get("status"), () -> framework + " with: " + served);
    assertEquals(2, server.requests().size(), () -> framework + ": " + server.requests());
    if (isAws) {
      for (WireRequest request : server.requests()) {
        assertTrue(request.authorization().startsWith("AWS4-HMAC-SHA256 "), request::toString);
      }
    }
  }

  private static WireResponse answer(WireRequest request) {
    if (request.host().startsWith("127.0.0.2")) {
      return WireResponse.of(200, CALLER).with("Content-Type: text/xml");
    }
    if (!"Bearer token-alpha-1".equals(request.authorization())) {
      return WireResponse.of(401, "no").with("WWW-Authenticate: Bearer");
    }
    return request.method().equals("POST")
        ? WireResponse.of(200, ENVELOPE).with("Content-Type: text/xml;charset=utf-8")
        : WireResponse.of(200, "{}").with("Content-Type: application/json");
  }

  private static ProbeJvm start(
      Application application, Jdk jdk, IdentityServer identity, List<String> options)
      throws IOException {
    return ProbeJvm.start(
        jdk,
        application.probe(),
        AgentJar.frameworkPath(application.jars()),
        options,
        identity.environment());
  }
}
