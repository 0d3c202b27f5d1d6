package io.managedidentity.it.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.managedidentity.it.contract.NettyPrograms;
import io.managedidentity.it.jvm.Jdk;
import io.managedidentity.it.jvm.ProbeJvm;
import io.managedidentity.it.server.Http2Servers;
import io.managedidentity.it.server.IdentityServer;
import io.managedidentity.probe.Message;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import okhttp3.Headers;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What of a body waits for the token counts as unwritten for the one who writes it. */
class VertxHttp2UploadIT {
  /** More than the heap of the program holds. */
  private static final int LENGTH = 16 << 20;

  private static final int MOST_WAITING = 1 << 20;

  static List<Arguments> clients() {
    List<Arguments> rows = new ArrayList<>();
    for (String version : List.of("4.0.0", "4.5.36", "5.0.12", "5.2.3")) {
      for (Jdk jdk : Jdk.outermost(version.startsWith("5") ? 11 : 8)) {
        rows.add(Arguments.of(version, "true", jdk));
        if (version.startsWith("5.2")) {
          rows.add(Arguments.of(version, "multiplex", jdk));
        }
      }
    }
    return rows;
  }

  @ParameterizedTest(name = "{0}, {1}, {2}")
  @MethodSource("clients")
  void honoursBackPressureWhileTokenIsFetched(String version, String implementation, Jdk jdk)
      throws IOException {
    try (MockWebServer server = Http2Servers.http2Server();
        IdentityServer identity = new IdentityServer();
        ProbeJvm jvm =
            NettyPrograms.start(jdk, "Vertx5Probe", "vertx/5/" + version, identity, "-Xmx16m")) {
      server.enqueue(new MockResponse(200, Headers.of(), "end"));

      Message answer =
          jvm.send(
              NettyPrograms.get("https://127.0.0.1:" + server.getPort() + "/late/a")
                  .add("http2", implementation)
                  .add("upload", String.valueOf(LENGTH)));

      assertEquals("200", answer.get("status"), () -> answer + jvm.stderr());
      RecordedRequest request = Http2Servers.taken(server);
      assertEquals(List.of("Bearer token-late-1"), request.getHeaders().values("Authorization"));
      assertEquals(LENGTH, Objects.requireNonNull(request.getBody()).size());
      assertTrue(Long.parseLong(answer.get("writtenInSecond")) < MOST_WAITING, answer::toString);
      NettyPrograms.assertNoFault(jvm);
    }
  }
}
