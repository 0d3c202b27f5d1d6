package io.managedidentity.it.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.managedidentity.it.jvm.AgentJar;
import io.managedidentity.it.jvm.Jdk;
import io.managedidentity.it.jvm.ProbeJvm;
import io.managedidentity.it.server.IdentityServer;
import io.managedidentity.it.server.TestTls;
import io.managedidentity.it.server.WireRequest;
import io.managedidentity.it.server.WireServer;
import io.managedidentity.probe.Message;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Axis reads its proxies once, from the properties of the JVM. */
class AxisProxyIT {
  private static final String MAPPING =
      """
      { "mappings": [ { "host": "127.0.0.1:*", "resource": "alpha", "allowPlainHttp": true, "removeQuery": ["sig"] } ] }
      """;

  @TempDir private Path folder;

  @ParameterizedTest
  @MethodSource("io.managedidentity.it.jvm.Jdk#all")
  void decidesByTargetBehindProxyAndPutsNothingOnConnect(Jdk jdk) throws IOException {
    try (IdentityServer identity = new IdentityServer();
        WireServer plain = WireServer.http("plain");
        WireServer secure = WireServer.https("secure");
        WireServer proxy = WireServer.http("proxy");
        ProbeJvm axis = start(jdk, identity, proxy)) {
      axis.send(post("http://127.0.0.1:" + plain.port() + "/a?sig=s&x=1"));
      axis.send(post("http://127.0.0.2:" + plain.port() + "/u"));
      axis.send(post("https://127.0.0.1:" + secure.port() + "/s"));

      List<WireRequest> requests = proxy.requests();
      assertEquals("http://127.0.0.1:" + plain.port() + "/a?x=1", requests.get(0).target());
      assertEquals("Bearer token-alpha-1", requests.get(0).authorization());
      assertNull(requests.get(1).authorization());
      assertEquals("CONNECT", requests.get(2).method());
      assertNull(requests.get(2).authorization());
      assertEquals("Bearer token-alpha-1", secure.requests().get(0).authorization());
      assertEquals("0", axis.send(new Message().add("do", "errors")).get("errors"));
    }
  }

  private ProbeJvm start(Jdk jdk, IdentityServer identity, WireServer proxy) throws IOException {
    Path mapping = Files.writeString(folder.resolve("mapping.json"), MAPPING);
    List<String> options = new ArrayList<>(List.of(TestTls.shared().trustOptions()));
    options.add("-javaagent:" + AgentJar.path() + "=" + mapping);
    for (String scheme : List.of("http", "https")) {
      options.add("-D" + scheme + ".proxyHost=127.0.0.1");
      options.add("-D" + scheme + ".proxyPort=" + proxy.port());
    }
    return ProbeJvm.start(
        jdk, "AxisProbe", AgentJar.clientPath("axis-1/1.4"), options, identity.environment());
  }

  private static Message post(String url) {
    return new Message()
        .add("do", "call")
        .add("method", "POST")
        .add("url", url)
        .add("body", "<a/>")
        .add("soap11", "true");
  }
}
