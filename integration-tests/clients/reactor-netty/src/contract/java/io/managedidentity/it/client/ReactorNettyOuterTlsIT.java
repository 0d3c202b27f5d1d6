package io.managedidentity.it.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.managedidentity.it.contract.NettyPrograms;
import io.managedidentity.it.jvm.Jdk;
import io.managedidentity.it.jvm.ProbeJvm;
import io.managedidentity.it.server.IdentityServer;
import io.managedidentity.it.server.WireServer;
import io.managedidentity.probe.Message;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * TLS that the application puts around a connection of reactor-netty ends at a proxy: a request of
 * plain HTTP goes on from there for everybody to read.
 */
class ReactorNettyOuterTlsIT {
  static List<Arguments> clients() {
    List<Arguments> rows = new ArrayList<>();
    for (String version : List.of("1.0.0", "1.3.7")) {
      for (Jdk jdk : Jdk.outermost(8)) {
        rows.add(Arguments.of(version, jdk));
      }
    }
    return rows;
  }

  @ParameterizedTest(name = "{0}, {1}")
  @MethodSource("clients")
  void givesNoTokenToPlainRequestInTlsOfProxy(String version, Jdk jdk) throws IOException {
    try (WireServer server = WireServer.https("secure");
        IdentityServer identity = new IdentityServer();
        ProbeJvm jvm =
            NettyPrograms.start(jdk, "ReactorNettyProbe", "reactor-netty/" + version, identity)) {
      String place = "127.0.0.3:" + server.port() + "/a";
      Message answer = jvm.send(NettyPrograms.get("http://" + place).add("outerTls", "true"));
      assertEquals("200", answer.get("status"), answer::toString);
      assertNull(server.requests().get(0).authorization());
      server.clear();

      jvm.send(NettyPrograms.get("https://" + place));
      assertEquals("Bearer token-gamma-1", server.requests().get(0).authorization());
      NettyPrograms.assertNoFault(jvm);
    }
  }
}
