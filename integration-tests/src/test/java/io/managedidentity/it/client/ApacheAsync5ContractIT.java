package io.managedidentity.it.client;

import static io.managedidentity.it.server.Http2Servers.http2Server;
import static io.managedidentity.it.server.Http2Servers.redirect;
import static io.managedidentity.it.server.Http2Servers.taken;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.managedidentity.it.contract.AbstractAsyncHttpClientContract;
import io.managedidentity.it.contract.ClientUnderTest;
import io.managedidentity.probe.Message;
import java.io.IOException;
import java.util.List;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import okhttp3.Headers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The default asynchronous client of Apache HttpClient 5, with one I/O thread. */
@ParameterizedClass(name = "{0}, {1}")
@MethodSource("clients")
class ApacheAsync5ContractIT extends AbstractAsyncHttpClientContract {
  static List<Arguments> clients() {
    return ClientUnderTest.versions(
        "Apache HttpClient async", "ApacheAsync5Probe", "apache/apache-", 8, "5.0.4", "5.6.5");
  }

  @Override
  protected String refusal() {
    return "org.apache.hc.core5.http.HttpException";
  }

  /** HTTP/2 over TLS, with a redirect to another name of the server, and on to a third. */
  @Test
  void decidesEveryRequestOverHttp2() throws IOException {
    assumeTrue(
        jdk().version() > 8 && !version().equals("5.0.4"),
        "it does not negotiate HTTP/2 by itself on Java 8, nor in 5.0");
    try (MockWebServer server = http2Server()) {
      server.enqueue(redirect("https://localhost:" + server.getPort() + "/second"));
      server.enqueue(redirect("https://127.0.0.2:" + server.getPort() + "/third"));
      server.enqueue(new MockResponse(200, Headers.of(), "end"));

      Message answer =
          call(
              get("https://127.0.0.1:" + server.getPort() + "/replace/first?sig=s&x=%20y")
                  .add("header", "x-api-key: k"));

      assertNull(answer.get("exception"), answer::toString);
      RecordedRequest first = taken(server);
      assertEquals("HTTP/2", first.getVersion());
      assertEquals("/replace/first?x=%20y", first.getTarget());
      assertEquals(List.of("Bearer token-alpha-1"), first.getHeaders().values("Authorization"));
      assertNull(first.getHeaders().get("x-api-key"));
      assertEquals("1", first.getHeaders().get("x-migrated"));
      if (answer.get("status").equals("200")) { // 5.6 follows no redirect to another host
        assertEquals("Bearer token-beta-1", taken(server).getHeaders().get("Authorization"));
        assertNull(taken(server).getHeaders().get("Authorization"));
      }
    }
  }
}
