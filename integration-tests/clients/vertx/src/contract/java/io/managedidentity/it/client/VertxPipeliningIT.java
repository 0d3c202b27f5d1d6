package io.managedidentity.it.client;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.managedidentity.it.contract.NettyPrograms;
import io.managedidentity.it.jvm.Jdk;
import io.managedidentity.it.jvm.ProbeJvm;
import io.managedidentity.it.server.IdentityServer;
import io.managedidentity.it.server.WireResponse;
import io.managedidentity.it.server.WireServer;
import io.managedidentity.probe.Message;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A connection that carries several requests at once, some of which wait for their token. */
class VertxPipeliningIT {
  static List<Arguments> clients() {
    List<Arguments> rows = new ArrayList<>();
    for (String version : List.of("4.0.0", "4.5.36", "5.2.3")) {
      for (Jdk jdk : Jdk.outermost(version.startsWith("5") ? 11 : 8)) {
        rows.add(Arguments.of(version, jdk));
      }
    }
    return rows;
  }

  /** The answer to the first comes while the second waits, and is not the second's. */
  @ParameterizedTest(name = "{0}, {1}")
  @MethodSource("clients")
  void keepsRequestThatWaitsWhenEarlierOneIsAnswered(String version, Jdk jdk) throws IOException {
    try (WireServer server = WireServer.http("plain");
        IdentityServer identity = new IdentityServer();
        ProbeJvm jvm = NettyPrograms.start(jdk, "Vertx5Probe", "vertx/5/" + version, identity)) {
      String plain = "http://127.0.0.1:" + server.port();
      jvm.send(NettyPrograms.get(plain + "/a")); // its token is there then
      server.clear();
      server.answer(
          request ->
              request.target().equals("/a") ? WireResponse.ok().after(300) : WireResponse.ok());

      Message answer = jvm.send(NettyPrograms.get(plain + "/a").add("then", plain + "/slow/a"));

      assertEquals(List.of("200", "200"), answer.all("status"), () -> answer + jvm.stderr());
      assertEquals(
          List.of("Bearer token-alpha-1", "Bearer token-slow-1"),
          server.requests().stream().map(request -> request.authorization()).toList());
      NettyPrograms.assertNoFault(jvm);
    }
  }
}
