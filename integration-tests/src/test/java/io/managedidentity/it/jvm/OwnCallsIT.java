package io.managedidentity.it.jvm;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.managedidentity.it.server.IdentityServer;
import io.managedidentity.it.server.WireRequest;
import io.managedidentity.it.server.WireResponse;
import io.managedidentity.it.server.WireServer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The agent's own call for a token goes straight to the identity endpoint: past the application's
 * proxies, authenticator, cookies and TLS defaults, and past the agent itself.
 */
class OwnCallsIT {
  private static final String ALL_JDKS = "io.managedidentity.it.jvm.Jdk#all";

  @TempDir Path folder;

  @ParameterizedTest
  @MethodSource(ALL_JDKS)
  void hidesCallForTokenFromDefaultsOfTheApplication(Jdk jdk) throws IOException {
    try (IdentityServer identity = new IdentityServer();
        WireServer proxy = WireServer.http("proxy");
        WireServer api = WireServer.http("api")) {
      ProgramRun.Outcome outcome =
          ProgramRun.on(jdk)
              .environment(identity.environment())
              .agent(Mapping.valid(folder).toString())
              .run("GuestRulesProgram", url(api), "" + proxy.port());

      assertEquals("status 200\n", outcome.stdout(), outcome.stderr());
      assertEquals("Bearer token-alpha-1", api.requests().get(0).authorization());
      assertEquals(List.of("session=own"), api.requests().get(0).headers("Cookie"));
      assertPlainCall(identity);
      assertEquals(List.of(), proxy.requests());
    }
  }

  @ParameterizedTest
  @MethodSource(ALL_JDKS)
  void ignoresProxyPropertiesInCallForToken(Jdk jdk) throws IOException {
    try (IdentityServer identity = new IdentityServer();
        WireServer proxy = WireServer.http("proxy");
        WireServer api = WireServer.http("api")) {
      proxy.answer(request -> WireResponse.of(502, ""));
      ProgramRun.Outcome outcome =
          ProgramRun.on(jdk)
              .environment(identity.environment())
              .options(
                  "-Dhttp.proxyHost=127.0.0.1",
                  "-Dhttp.proxyPort=" + proxy.port(),
                  "-Dhttp.nonProxyHosts=")
              .agent(Mapping.valid(folder).toString())
              .run("CallProgram", "io.managedidentity.probe.UrlConnectionProbe", url(api));

      assertEquals("200 ok\n", outcome.stdout(), outcome.stderr());
      assertEquals("Bearer token-alpha-1", api.requests().get(0).authorization());
      assertPlainCall(identity);
      assertEquals(List.of(), proxy.requests());
    }
  }

  /** Java 8's client takes a SOCKS proxy even when told not to, so it is told by host. */
  @ParameterizedTest
  @MethodSource(ALL_JDKS)
  void usesNoSocksProxy(Jdk jdk) throws IOException {
    Path mapping =
        Mapping.write(
            folder,
            "mapping.json",
            "{ \"mappings\": [ { \"host\": \"127.0.0.2:*\", \"resource\": \"alpha\","
                + " \"allowPlainHttp\": true } ] }");

    try (IdentityServer identity = new IdentityServer();
        WireServer socks = WireServer.http("socks");
        WireServer api = WireServer.http("api")) {
      ProgramRun.Outcome outcome =
          ProgramRun.on(jdk)
              .environment(identity.environment())
              .options(
                  "-DsocksProxyHost=127.0.0.1",
                  "-DsocksProxyPort=" + socks.port(),
                  "-DsocksNonProxyHosts=127.0.0.2")
              .agent(mapping.toString())
              .run(
                  "CallProgram",
                  "io.managedidentity.probe.UrlConnectionProbe",
                  "http://127.0.0.2:" + api.port() + "/orders");

      assertEquals("200 ok\n", outcome.stdout(), outcome.stderr());
      assertEquals("Bearer token-alpha-1", api.requests().get(0).authorization());
      assertPlainCall(identity);
      assertEquals(0, socks.connections());
    }
  }

  /** A mapping for every host is no reason to put a token on the call for that token. */
  @ParameterizedTest
  @MethodSource(ALL_JDKS)
  void givesIdentityEndpointNoTokenFromTheApplicationEither(Jdk jdk) throws IOException {
    try (IdentityServer identity = new IdentityServer();
        WireServer api = WireServer.http("api")) {
      String endpoint = identity.environment().get("IDENTITY_ENDPOINT");
      ProgramRun.Outcome outcome =
          ProgramRun.on(jdk)
              .environment(identity.environment())
              .agent(Mapping.valid(folder).toString())
              .run(
                  "CallProgram",
                  "io.managedidentity.probe.UrlConnectionProbe",
                  url(api),
                  endpoint + "?resource=alpha");

      assertEquals("200 ok\n403 \n", outcome.stdout(), outcome.stderr());
      assertEquals("Bearer token-alpha-1", api.requests().get(0).authorization());
      assertEquals(2, identity.requests().size());
      assertEquals(null, identity.requests().get(1).authorization());
    }
  }

  private static void assertPlainCall(IdentityServer identity) {
    assertEquals(1, identity.requests().size());
    WireRequest call = identity.requests().get(0);
    assertEquals(null, call.authorization());
    assertEquals(List.of(), call.headers("Proxy-Authorization"));
    assertEquals(List.of(), call.headers("Cookie"));
    assertEquals(List.of(IdentityServer.SECRET), call.headers("X-IDENTITY-HEADER"));
  }

  private static String url(WireServer api) {
    return "http://127.0.0.1:" + api.port() + "/orders";
  }
}
